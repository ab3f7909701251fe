#include "handlers/points_book.hpp"

#include "handlers/mail.hpp"
#include "handlers/people/find_person.hpp"
#include "handlers/words/args.hpp"
#include "handlers/words/confirming.hpp"
#include "storage/audit.hpp"
#include "storage/people/organizations.hpp"
#include "storage/points.hpp"

namespace fingertip::handlers {

namespace points = storage::points;
namespace members = storage::members;

namespace {

constexpr int shown = 30;
/// More than this for one matter is a slip of the finger.
constexpr int most_points = 100;

} // namespace

std::string what_for(const ReadContext& ctx, const points::Entry& entry)
{
    if (entry.rule == "meeting_attended")
        return ctx.text(Text::points_rule_meeting);
    if (entry.rule == "reversal")
        return ctx.text(Text::points_rule_reversal, {{"entry", entry.reverses}});
    return entry.reason.empty() ? ctx.text(Text::points_rule_matter) : entry.reason;
}

std::string with_sign(std::int64_t points)
{
    return (points > 0 ? "+" : "") + std::to_string(points);
}

Reply points_balance(ReadContext& ctx, const Args&)
{
    const auto year = ctx.around.zone.period(ctx.around.zone.day(ctx.now)).year;
    return ctx.say(Text::points_balance, {{"points", points::balance(ctx.tx, ctx.speaker.member)},
                                          {"year", year},
                                          {"year_points", points::balance_of_year(ctx.tx, ctx.speaker.member, year)}});
}

Reply points_ledger(ReadContext& ctx, const Args&)
{
    const auto entries = points::latest(ctx.tx, ctx.around.vault, ctx.speaker.member, shown);
    if (entries.empty())
        return ctx.say(Text::points_ledger_empty);
    Reply reply = ctx.say(Text::points_ledger_head, {{"points", points::balance(ctx.tx, ctx.speaker.member)}});
    const auto today = ctx.around.zone.day(ctx.now);
    for (const auto& entry : entries)
        reply.text += "\n" + ctx.text(Text::points_ledger_line,
                                      {{"entry", entry.id},
                                       {"date", date_for_people(entry.period.day, ctx.language(), today)},
                                       {"points", with_sign(entry.points)},
                                       {"what", what_for(ctx, entry)},
                                       {"reversed", entry.reversed_by != 0}});
    reply.text += "\n" + ctx.text(Text::points_ledger_foot);
    return reply;
}

Reply note_matter(Context& ctx, const Args& args)
{
    const auto said = args.points();
    if (!said || said->before.empty() || said->after.empty())
        return ctx.say(Text::points_note_form);
    if (said->points < 0)
        return ctx.say(Text::points_note_no_deduction);
    if (said->points > most_points)
        return ctx.say(Text::points_note_too_many, {{"most", most_points}});
    auto found = find_person(ctx, said->before, Capability::award_points);
    if (auto* reply = std::get_if<Reply>(&found))
        return std::move(*reply);
    const auto& person = std::get<storage::Member>(found);
    ctx.talk.dialogue = ConfirmMatter{person.id.value, said->points, said->after};
    return ctx.say(Text::points_note_preview, {{"organization", storage::organizations::name(ctx.tx, person.home)},
                                               {"name", person.name},
                                               {"points", with_sign(said->points)},
                                               {"reason", said->after}});
}

bool accepts(const ConfirmMatter&, const Args& said)
{
    return says_confirm(said);
}

Reply answer(Context& ctx, const ConfirmMatter& step, const Args&)
{
    ctx.talk.dialogue.reset();
    const storage::MemberId member{step.member};
    const auto person = members::find(ctx.tx, ctx.around.vault, member);
    // Looked at again: between preview and confirmation the office may have ended or the person moved.
    if (!person || !ctx.may(Capability::award_points, person->home))
        return ctx.say(Text::person_not_found, {{"name", person ? person->name : ""}});
    const auto period = ctx.around.zone.period(ctx.around.zone.day(ctx.sent_at));
    const auto entry =
        points::note(ctx.tx, ctx.around.vault, member, step.points, step.reason, ctx.speaker.member, period, ctx.now);
    storage::audit::note(ctx.tx, ctx.speaker.member, "points_noted", person->home, entry,
                         "points=" + std::to_string(step.points), ctx.now);
    post(ctx, member, "points_noted",
         ctx.text(Text::points_noted_mail, {{"points", with_sign(step.points)}, {"reason", step.reason}}));
    return ctx.say(Text::points_note_done,
                   {{"name", person->name}, {"points", with_sign(step.points)}, {"entry", entry}});
}

Reply reverse_entry(Context& ctx, const Args& args)
{
    const auto words = args.words();
    const auto number = words.empty() ? std::nullopt : Args{words.front()}.number();
    const auto reason = args.after(1).rest();
    if (!number || reason.empty())
        return ctx.say(Text::points_reverse_form);
    const auto entry = points::find(ctx.tx, ctx.around.vault, *number);
    const auto person = entry ? members::find(ctx.tx, ctx.around.vault, entry->member) : std::nullopt;
    if (!person || !ctx.may(Capability::award_points, person->home))
        return ctx.say(Text::points_entry_unknown, {{"entry", *number}});
    if (entry->reversed_by != 0 || entry->reverses != 0)
        return ctx.say(Text::points_reverse_already, {{"entry", *number}});
    ctx.talk.dialogue = ConfirmReversal{*number, reason};
    return ctx.say(Text::points_reverse_preview, {{"entry", *number},
                                                  {"name", person->name},
                                                  {"points", with_sign(entry->points)},
                                                  {"what", what_for(ctx, *entry)},
                                                  {"reason", reason}});
}

bool accepts(const ConfirmReversal&, const Args& said)
{
    return says_confirm(said);
}

Reply answer(Context& ctx, const ConfirmReversal& step, const Args&)
{
    ctx.talk.dialogue.reset();
    const auto entry = points::find(ctx.tx, ctx.around.vault, step.entry);
    const auto person = entry ? members::find(ctx.tx, ctx.around.vault, entry->member) : std::nullopt;
    if (!person || !ctx.may(Capability::award_points, person->home))
        return ctx.say(Text::points_entry_unknown, {{"entry", step.entry}});
    const auto original = ctx.around.zone.period(entry->period.day);
    if (!points::reverse(ctx.tx, ctx.around.vault, *entry, original, step.reason, ctx.speaker.member, ctx.now))
        return ctx.say(Text::points_reverse_already, {{"entry", step.entry}});
    storage::audit::note(ctx.tx, ctx.speaker.member, "points_reversed", person->home, step.entry, "", ctx.now);
    post(ctx, entry->member, "points_reversed",
         ctx.text(Text::points_reversed_mail, {{"entry", step.entry}, {"reason", step.reason}}));
    return ctx.say(Text::points_reverse_done, {{"entry", step.entry}, {"name", person->name}});
}

} // namespace fingertip::handlers
