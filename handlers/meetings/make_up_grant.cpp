#include "handlers/meetings/make_up_grant.hpp"

#include "handlers/asking.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/meetings/roll_entry.hpp"
#include "handlers/people/people_words.hpp"
#include "storage/audit.hpp"
#include "storage/json.hpp"
#include "storage/meetings/roll.hpp"
#include "storage/people/members.hpp"

namespace fingertip::handlers {

namespace requests = storage::requests;

using storage::Meeting;
using storage::MeetingId;
using storage::Request;

namespace {

/// How the roll says that somebody is there because their request was granted.
constexpr std::string_view by_request = "make_up";

/// What a request for a late entry keeps.
struct Kept
{
    std::string reason;
    std::string before; ///< the asker's status when it was granted, so that it can be taken back
};

std::string write(const Kept& kept)
{
    storage::JsonWriter out;
    out.object().field("reason", kept.reason).field("before", kept.before).end();
    return out.take();
}

Kept read(std::string_view body)
{
    Kept kept;
    if (const auto in = storage::Json::parse(body)) {
        kept.reason = in->text("reason").value_or("");
        kept.before = in->text("before").value_or("");
    }
    return kept;
}

std::optional<Meeting> meeting_of(ReadContext& ctx, const Request& request)
{
    return storage::meetings::find(ctx.tx, ctx.around.vault, MeetingId{request.subject});
}

/// "5月6日(周一) 09:00 支部党员大会，302", for somebody else, in Chinese.
std::string words_for_asker(ReadContext& ctx, const Request& request)
{
    const auto meeting = meeting_of(ctx, request);
    return meeting ? MeetingWords{ctx.around, templates::Language::zh, ctx.now}.line(*meeting) : "";
}

std::string line(ReadContext& ctx, templates::Language language, const Request& request)
{
    const auto person = storage::members::find(ctx.tx, ctx.around.vault, request.member).value_or(storage::Member{});
    const auto meeting = meeting_of(ctx, request);
    return ctx.around.texts.fill(language, Text::make_up_line,
                                 {{"name", person.name},
                                  {"member_no", person.member_no},
                                  {"line", meeting ? MeetingWords{ctx.around, language, ctx.now}.line(*meeting) : ""}});
}

std::string detail(ReadContext& ctx, const Request& request)
{
    const auto person = storage::members::find(ctx.tx, ctx.around.vault, request.member).value_or(storage::Member{});
    const auto meeting = meeting_of(ctx, request).value_or(Meeting{});
    const auto entry = storage::roll::find(ctx.tx, ctx.around.vault, meeting.id, request.member);
    const auto reason = read(request.body).reason;
    return ctx.text(Text::make_up_detail,
                    {{"number", request.id},
                     {"name", person.name},
                     {"member_no", person.member_no},
                     {"org", meeting.org_name},
                     {"line", MeetingWords{ctx}.line(meeting)},
                     {"reason", reason},
                     {"has_reason", !reason.empty()},
                     {"time", moment_words(ctx, request.created_at)},
                     {"status", ctx.text(entry ? status_text(entry->status) : Text::make_up_not_listed)},
                     {"cancelled", meeting.status == "cancelled"}});
}

storage::MemberId caller(ReadContext& ctx, const Request& request)
{
    const auto meeting = meeting_of(ctx, request);
    return meeting ? meeting->called_by : storage::MemberId{};
}

std::string own_words(const Request& request)
{
    return read(request.body).reason;
}

std::optional<Reply> grant(Context& ctx, const Request& request, std::string_view reason)
{
    const auto meeting = meeting_of(ctx, request);
    if (!meeting)
        return ctx.say(Text::request_unknown, {{"number", request.id}});
    const MeetingWords words{ctx};
    if (meeting->status == "cancelled") {
        tell_asker(ctx, request, "make_up_overtaken", Text::make_up_cancelled_mail,
                   {{"line", words_for_asker(ctx, request)}});
        return overtaken(ctx, request,
                         ctx.say(Text::make_up_no_more, {{"number", request.id}, {"line", words.line(*meeting)}}));
    }
    const auto before = enter_present(ctx, *meeting, request.member, by_request, {});
    if (!before)
        return overtaken(
            ctx, request,
            ctx.say(Text::entry_already, {{"name", person_name(ctx, request.member)}, {"line", words.line(*meeting)}}));
    Request kept = request;
    kept.body = write({read(request.body).reason, *before});
    requests::rewrite(ctx.tx, ctx.around.vault, kept);
    storage::audit::note(ctx.tx, ctx.speaker.member, "made_up", meeting->org, request.member.value,
                         std::to_string(meeting->id.value) + " " + *before, ctx.now);
    tell_asker(ctx, request, "make_up_granted", Text::make_up_granted_mail,
               {{"line", words_for_asker(ctx, request)}, {"reason", !reason.empty()}, {"why", reason}});
    return std::nullopt;
}

void refuse(Context& ctx, const Request& request, std::string_view reason)
{
    tell_asker(ctx, request, "make_up_refused", Text::make_up_refused_mail,
               {{"line", words_for_asker(ctx, request)}, {"reason", !reason.empty()}, {"why", reason}});
}

void take_back(Context& ctx, const Request& request)
{
    const auto meeting = meeting_of(ctx, request);
    const auto before = read(request.body).before; // empty: the asker has erased their text since, the fact stays
    if (request.state == "granted" && meeting && !before.empty())
        take_entry_back(ctx, *meeting, request.member, by_request, before,
                        for_others(ctx, Text::make_up_taken_back_reason, {{"number", request.id}}));
    tell_asker(ctx, request, "make_up_reopened", Text::make_up_reopened_mail,
               {{"line", words_for_asker(ctx, request)}});
}

} // namespace

const RequestKind make_up_requests{
    .kind = "make_up",
    .name = Text::request_make_up,
    .together = false,
    .line = &line,
    .detail = &detail,
    .grant = &grant,
    .refuse = &refuse,
    .take_back = &take_back,
    .also = &caller,
    .own_words = &own_words,
};

Request make_up_request(const ReadContext& ctx, const Meeting& meeting, const std::string& reason)
{
    Request request;
    request.kind = make_up_requests.kind;
    request.org = meeting.org;
    request.member = ctx.speaker.member;
    request.subject = meeting.id.value;
    request.body = write({meeting.attendance_only ? std::string{} : reason, {}}); // no text of such a meeting is kept
    return request;
}

} // namespace fingertip::handlers
