#include "handlers/points_appeal.hpp"

#include "handlers/asking.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/people/people_words.hpp"
#include "handlers/points_book.hpp"
#include "handlers/words/args.hpp"
#include "handlers/words/numbered.hpp"
#include "storage/audit.hpp"
#include "storage/people/members.hpp"
#include "storage/people/organizations.hpp"

#include <algorithm>

namespace fingertip::handlers {

namespace points = storage::points;
namespace requests = storage::requests;

using points::Entry;
using storage::Member;
using storage::Request;

namespace {

constexpr std::size_t longest_reason = 300; // bytes
/// A request with this subject says that an entry is missing.
constexpr std::int64_t missing = 0;

bool stands(const Entry& entry)
{
    return entry.reverses == 0 && entry.reversed_by == 0;
}

std::optional<Entry> contested(ReadContext& ctx, const Request& request)
{
    return request.subject == missing ? std::nullopt : points::find(ctx.tx, ctx.around.vault, request.subject);
}

Member asker(ReadContext& ctx, const Request& request)
{
    return storage::members::find(ctx.tx, ctx.around.vault, request.member).value_or(Member{});
}

std::string line(ReadContext& ctx, templates::Language language, const Request& request)
{
    const auto person = asker(ctx, request);
    const auto entry = contested(ctx, request);
    return ctx.around.texts.fill(language, Text::appeal_line,
                                 {{"name", person.name},
                                  {"member_no", person.member_no},
                                  {"noted", entry.has_value()},
                                  {"entry", request.subject},
                                  {"points", entry ? with_sign(entry->points) : ""}});
}

std::string detail(ReadContext& ctx, const Request& request)
{
    const auto person = asker(ctx, request);
    auto text = ctx.text(Text::appeal_detail, {{"number", request.id},
                                               {"name", person.name},
                                               {"member_no", person.member_no},
                                               {"organization", storage::organizations::name(ctx.tx, person.home)},
                                               {"time", moment_words(ctx, request.created_at)},
                                               {"reason", request.body}});
    const auto entry = contested(ctx, request);
    const auto today = ctx.around.zone.day(ctx.now);
    if (entry)
        text += "\n" + ctx.text(Text::appeal_detail_entry,
                                {{"entry", entry->id},
                                 {"date", date_for_people(entry->period.day, ctx.language(), today)},
                                 {"points", with_sign(entry->points)},
                                 {"what", what_for(ctx, *entry)},
                                 {"by_hand", static_cast<bool>(entry->author)},
                                 {"author", person_name(ctx, entry->author)},
                                 {"reversed", entry->reversed_by != 0}});
    return text + "\n" + ctx.text(entry ? Text::appeal_detail_foot : Text::appeal_note_first, {{"name", person.name}});
}

/// What has been noted for the asker since they said that something is missing: by hand, or late for a day before.
std::optional<Entry> noted_since(ReadContext& ctx, const Request& request)
{
    constexpr int looked_through = 30;
    const auto asked_on = ctx.around.zone.day(request.created_at);
    for (auto& entry : points::latest(ctx.tx, ctx.around.vault, request.member, looked_through))
        if (stands(entry) && entry.at >= request.created_at && (entry.author || entry.period.day < asked_on))
            return std::move(entry);
    return std::nullopt;
}

std::optional<Reply> grant_missing(Context& ctx, const Request& request, std::string_view reason)
{
    const auto entry = noted_since(ctx, request);
    if (!entry)
        return ctx.say(Text::appeal_note_first, {{"name", asker(ctx, request).name}});
    tell_asker(
        ctx, request, "appeal_granted", Text::appeal_noted_mail,
        {{"entry", entry->id}, {"points", with_sign(entry->points)}, {"reason", !reason.empty()}, {"why", reason}});
    return std::nullopt;
}

std::optional<Reply> grant(Context& ctx, const Request& request, std::string_view reason)
{
    const auto person = asker(ctx, request);
    if (!ctx.may(Capability::award_points, person.home))
        return ctx.say(Text::appeal_moved, {{"name", person.name}, {"number", request.id}});
    if (request.subject == missing)
        return grant_missing(ctx, request, reason);
    const auto entry = contested(ctx, request);
    const auto why =
        for_others(ctx, Text::appeal_reversal, {{"number", request.id}, {"reason", !reason.empty()}, {"why", reason}});
    if (!entry || !points::reverse(ctx.tx, ctx.around.vault, *entry, ctx.around.zone.period(entry->period.day), why,
                                   ctx.speaker.member, ctx.now))
        return overtaken(ctx, request, ctx.say(Text::points_reverse_already, {{"entry", request.subject}}));
    storage::audit::note(ctx.tx, ctx.speaker.member, "points_reversed", person.home, entry->id,
                         "appeal=" + std::to_string(request.id), ctx.now);
    tell_asker(ctx, request, "appeal_granted", Text::appeal_granted_mail,
               {{"entry", entry->id}, {"reason", !reason.empty()}, {"why", reason}});
    return std::nullopt;
}

void refuse(Context& ctx, const Request& request, std::string_view reason)
{
    tell_asker(ctx, request, "appeal_refused", Text::appeal_refused_mail,
               {{"noted", request.subject != missing},
                {"entry", request.subject},
                {"reason", !reason.empty()},
                {"why", reason}});
}

/// Puts a reversed entry into the ledger again, as a new one: what a rule gave within the rule and its caps, what was
/// noted by hand as it was. Returns its number; 0: it cannot be.
std::int64_t restore(Context& ctx, const Entry& entry)
{
    const auto period = ctx.around.zone.period(entry.period.day);
    if (entry.rule == "matter")
        return points::note(ctx.tx, ctx.around.vault, entry.member, entry.points, entry.reason, ctx.speaker.member,
                            period, ctx.now);
    if (points::award(ctx.tx, entry.member, entry.rule, entry.subject, period, ctx.now) == 0)
        return 0;
    const auto given = points::standing(ctx.tx, ctx.around.vault, entry.member, entry.rule, entry.subject);
    return given ? given->id : 0;
}

void take_back(Context& ctx, const Request& request)
{
    const auto entry = contested(ctx, request);
    Request again = request;
    if (request.state == "granted" && entry && entry->reversed_by != 0) {
        if (const auto restored = restore(ctx, *entry)) {
            again.subject = restored; // what the request is about from now on
            requests::rewrite(ctx.tx, ctx.around.vault, again);
            storage::audit::note(ctx.tx, ctx.speaker.member, "points_restored", request.org, restored,
                                 "appeal=" + std::to_string(request.id) + " entry=" + std::to_string(entry->id),
                                 ctx.now);
        }
    }
    tell_asker(ctx, request, "appeal_reopened", Text::appeal_reopened_mail,
               {{"number", request.id}, {"restored", again.subject != request.subject}, {"entry", again.subject}});
}

/// Files it, or says what stands against it.
Reply contest(Context& ctx, std::int64_t number, const std::string& reason)
{
    const auto entry = number == missing ? std::nullopt : points::find(ctx.tx, ctx.around.vault, number);
    if (number != missing && (!entry || entry->member != ctx.speaker.member || !stands(*entry)))
        return ctx.say(Text::appeal_unknown, {{"entry", number}});
    if (auto instead = may_not_ask(ctx, appeal_requests.kind, number))
        return std::move(*instead);
    if (reason.size() > longest_reason)
        return ctx.say(Text::entry_reason_too_long);
    if (reason.empty()) {
        ctx.talk.dialogue = AskAppeal{number};
        return ctx.say(Text::appeal_ask_reason,
                       {{"entry", number}, {"points", with_sign(entry->points)}, {"what", what_for(ctx, *entry)}});
    }
    Request request;
    request.kind = appeal_requests.kind;
    request.org = ctx.speaker.home;
    request.member = ctx.speaker.member;
    request.subject = number;
    request.body = reason;
    const auto filed = file_request(ctx, request);
    if (!filed)
        return ctx.say(Text::something_failed);
    Reply reply = ctx.say(Text::appeal_asked, {{"number", *filed}, {"noted", number != missing}, {"entry", number}});
    reply.text += after_asking(ctx, request, *filed);
    return reply;
}

} // namespace

const RequestKind appeal_requests{
    .kind = "appeal",
    .name = Text::request_appeal,
    .together = false,
    .line = &line,
    .detail = &detail,
    .grant = &grant,
    .refuse = &refuse,
    .take_back = &take_back,
};

Reply appeal(Context& ctx, const Args& args)
{
    if (ctx.talk.parked && std::holds_alternative<AskAppeal>(*ctx.talk.parked))
        ctx.talk.parked.reset(); // asked anew
    const auto said = read_numbered(args.rest());
    if (!said.number && said.rest.empty())
        return ctx.say(Text::appeal_form);
    if (said.number == missing)
        return ctx.say(Text::appeal_unknown, {{"entry", missing}});
    return contest(ctx, said.number.value_or(missing), said.rest);
}

Reply ask_again(Context& ctx, const AskAppeal& step)
{
    return contest(ctx, step.entry, {});
}

bool accepts(const AskAppeal&, const Args& said)
{
    return tells_why(said);
}

Reply answer(Context& ctx, const AskAppeal& step, const Args& said)
{
    ctx.talk.dialogue.reset();
    auto reply = contest(ctx, step.entry, said.rest());
    if (said.rest().size() > longest_reason)
        ctx.talk.dialogue = step; // asked again
    return reply;
}

} // namespace fingertip::handlers
