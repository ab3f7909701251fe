#include "handlers/people/roster_edits.hpp"

#include "handlers/mail.hpp"
#include "handlers/people/find_person.hpp"
#include "handlers/people/people_words.hpp"
#include "handlers/words/args.hpp"
#include "handlers/words/confirming.hpp"
#include "handlers/words/phone.hpp"
#include "handlers/words/when.hpp"
#include "storage/audit.hpp"
#include "storage/people/members.hpp"
#include "storage/people/organizations.hpp"

namespace fingertip::handlers {

namespace members = storage::members;

using storage::Member;

namespace {

constexpr std::size_t longest_reason = 300; // bytes

std::string organization_of(ReadContext& ctx, const Member& person)
{
    return storage::organizations::name(ctx.tx, person.home);
}

/// Whom the preview was about, looked at again: between preview and 确认 the office may have ended or the person moved.
std::optional<Member> still_mine(Context& ctx, std::int64_t member)
{
    auto person = members::find(ctx.tx, ctx.around.vault, storage::MemberId{member});
    if (person && !ctx.may(Capability::edit_roster, person->home))
        person.reset();
    return person;
}

/// A day, from the point of view of today's year.
std::string until_words(const ReadContext& ctx, Day day, templates::Language language)
{
    return date_for_people(day, language, ctx.around.zone.day(ctx.now));
}

bool says_end(std::string_view text)
{
    return text == "取消" || text == "结束" || text == "end" || text == "无";
}

Reply preview_end(Context& ctx, const Member& person)
{
    if (!person.due_exempt_until)
        return ctx.say(Text::exempt_none, {{"name", person.name}});
    ctx.talk.dialogue = ConfirmExemption{person.id.value, 0, ""};
    return ctx.say(
        Text::exempt_end_preview,
        {{"organization", organization_of(ctx, person)}, {"name", person.name}, {"member_no", person.member_no}});
}

} // namespace

Reply change_phone(Context& ctx, const Args& args)
{
    // "李梅 13900001234", "13900001234李梅", or a member number and the new phone.
    const auto claim = args.claim();
    const auto words = args.words();
    const auto phone = claim && !claim->phone.empty() ? claim->phone : args.after(1).phone().value_or("");
    const auto who = claim && !claim->phone.empty() ? claim->name : words.empty() ? "" : words.front();
    if (phone.empty() || who.empty())
        return ctx.say(Text::edit_phone_form);
    auto found = find_person(ctx, who, Capability::edit_roster);
    if (auto* instead = std::get_if<Reply>(&found))
        return std::move(*instead);
    const auto& person = std::get<Member>(found);
    if (person.phone == phone)
        return ctx.say(Text::edit_phone_same, {{"name", person.name}});
    ctx.talk.dialogue = ConfirmPhone{person.id.value, phone};
    return ctx.say(Text::edit_phone_preview,
                   {{"organization", organization_of(ctx, person)},
                    {"name", person.name},
                    {"member_no", person.member_no},
                    {"before", person.phone.empty() ? ctx.text(Text::data_none) : mask_phone(person.phone)},
                    {"after", mask_phone(phone)}});
}

bool accepts(const ConfirmPhone&, const Args& said)
{
    return says_confirm(said);
}

Reply answer(Context& ctx, const ConfirmPhone& step, const Args&)
{
    ctx.talk.dialogue.reset();
    auto person = still_mine(ctx, step.member);
    if (!person)
        return ctx.say(Text::edit_gone);
    person->phone = step.phone;
    members::update(ctx.tx, ctx.around.vault, *person, ctx.now);
    storage::audit::note(ctx.tx, ctx.speaker.member, "phone_changed", person->home, person->id.value, "", ctx.now);
    const auto masked = mask_phone(step.phone);
    if (person->id != ctx.speaker.member)
        post(ctx, person->id, "phone_changed",
             for_others(ctx, Text::edit_phone_mail, {{"officer", ctx.speaker.name}, {"after", masked}}));
    return ctx.say(Text::edit_phone_done, {{"name", person->name}, {"after", masked}});
}

Reply exempt(Context& ctx, const Args& args)
{
    const auto words = args.words();
    const auto rest = args.after(1);
    if (words.size() < 2)
        return ctx.say(Text::exempt_form);
    auto found = find_person(ctx, words.front(), Capability::edit_roster);
    if (auto* instead = std::get_if<Reply>(&found))
        return std::move(*instead);
    const auto& person = std::get<Member>(found);
    if (says_end(normalise(rest.rest()).folded))
        return preview_end(ctx, person);

    const auto today = ctx.around.zone.day(ctx.now);
    const auto when = parse_when(rest.rest(), {today, ctx.around.zone.minute_of_day(ctx.now)});
    if (!when.day || when.impossible || when.unclear_day)
        return ctx.say(Text::exempt_date_unclear);
    if (when.past || *when.day < today)
        return ctx.say(Text::exempt_date_past);
    if (when.rest.empty())
        return ctx.say(Text::exempt_form);
    if (when.rest.size() > longest_reason)
        return ctx.say(Text::exempt_reason_long);
    ctx.talk.dialogue = ConfirmExemption{person.id.value, *when.day, when.rest};
    return ctx.say(Text::exempt_preview, {{"organization", organization_of(ctx, person)},
                                          {"name", person.name},
                                          {"member_no", person.member_no},
                                          {"until", until_words(ctx, *when.day, ctx.language())},
                                          {"reason", when.rest}});
}

bool accepts(const ConfirmExemption&, const Args& said)
{
    return says_confirm(said);
}

Reply answer(Context& ctx, const ConfirmExemption& step, const Args&)
{
    ctx.talk.dialogue.reset();
    auto person = still_mine(ctx, step.member);
    if (!person)
        return ctx.say(Text::edit_gone);
    const bool ends = step.until == 0;
    person->due_exempt_until = ends ? std::nullopt : std::optional{step.until};
    person->due_exempt_reason = step.reason;
    members::update(ctx.tx, ctx.around.vault, *person, ctx.now);
    storage::audit::note(ctx.tx, ctx.speaker.member, ends ? "exemption_ended" : "exempted", person->home,
                         person->id.value, ends ? "" : "until=" + iso_date(step.until), ctx.now);
    const auto zh = templates::Language::zh;
    const auto letter = ends ? for_others(ctx, Text::exempt_ended_mail, {{"officer", ctx.speaker.name}})
                             : for_others(ctx, Text::exempt_mail,
                                          {{"officer", ctx.speaker.name},
                                           {"until", until_words(ctx, step.until, zh)},
                                           {"reason", step.reason}});
    if (person->id != ctx.speaker.member)
        post(ctx, person->id, "exempted", letter);
    if (ends)
        return ctx.say(Text::exempt_ended, {{"name", person->name}});
    return ctx.say(Text::exempt_done,
                   {{"name", person->name}, {"until", until_words(ctx, step.until, ctx.language())}});
}

} // namespace fingertip::handlers
