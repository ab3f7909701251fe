#include "handlers/meetings/leave_request.hpp"

#include "handlers/asking.hpp"
#include "handlers/mail.hpp"
#include "handlers/meetings/absences_hint.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/people/people_words.hpp"
#include "storage/meetings/leave.hpp"
#include "storage/meetings/roll.hpp"
#include "storage/people/members.hpp"
#include "storage/people/organizations.hpp"

namespace fingertip::handlers {

namespace leave = storage::leave;
namespace members = storage::members;
namespace requests = storage::requests;
namespace roll = storage::roll;

using storage::Meeting;
using storage::MeetingId;
using storage::MemberId;
using storage::Request;

namespace {

std::optional<Meeting> meeting_of(ReadContext& ctx, const Request& request)
{
    return storage::meetings::find(ctx.tx, ctx.around.vault, MeetingId{request.subject});
}

/// The meeting as it is called in letters.
std::string line_for_others(const ReadContext& ctx, const Meeting& meeting)
{
    return MeetingWords{ctx.around, templates::Language::zh, ctx.now}.line(meeting);
}

bool is_over(const ReadContext& ctx, const Meeting& meeting)
{
    return meeting.status != "called" || meeting.ends_at <= ctx.now;
}

std::string line(ReadContext& ctx, templates::Language language, const Request& request)
{
    const auto person = members::find(ctx.tx, ctx.around.vault, request.member).value_or(storage::Member{});
    const auto meeting = meeting_of(ctx, request).value_or(Meeting{});
    return ctx.around.texts.fill(language, Text::leave_line,
                                 {{"name", person.name},
                                  {"member_no", person.member_no},
                                  {"line", MeetingWords{ctx.around, language, ctx.now}.line(meeting)},
                                  {"reason", request.body},
                                  {"has_reason", !request.body.empty()}});
}

std::string detail(ReadContext& ctx, const Request& request)
{
    const auto person = members::find(ctx.tx, ctx.around.vault, request.member).value_or(storage::Member{});
    const auto meeting = meeting_of(ctx, request).value_or(Meeting{});
    const auto entry = roll::find(ctx.tx, ctx.around.vault, meeting.id, request.member);
    const bool settled = entry && entry->status != "pending";
    return ctx.text(Text::leave_detail, {{"number", request.id},
                                         {"name", person.name},
                                         {"member_no", person.member_no},
                                         {"organization", storage::organizations::name(ctx.tx, person.home)},
                                         {"meeting_org", meeting.org_name},
                                         {"line", MeetingWords{ctx}.line(meeting)},
                                         {"reason", request.body},
                                         {"has_reason", !request.body.empty()},
                                         {"time", moment_words(ctx, request.created_at)},
                                         {"state", settled ? ctx.text(status_text(entry->status)) : ""},
                                         {"has_state", settled}});
}

std::optional<Reply> grant(Context& ctx, const Request& request, std::string_view reason)
{
    const auto meeting = meeting_of(ctx, request);
    if (!meeting || meeting->status == "cancelled")
        return ctx.say(Text::request_withdrawn_before, {{"number", request.id}});
    const auto entry = roll::find(ctx.tx, ctx.around.vault, meeting->id, request.member);
    const auto name = person_name(ctx, request.member);
    if (entry && (entry->status == "present" || entry->status == "late"))
        return overtaken(ctx, request, ctx.say(Text::leave_grant_here, {{"name", name}}));
    if (!leave::give(ctx.tx, ctx.around.vault, meeting->id, request.member, request.body, ctx.speaker.member))
        return overtaken(ctx, request, ctx.say(Text::leave_grant_not_due, {{"name", name}}));
    const auto line = line_for_others(ctx, *meeting);
    const Filling why{"reason", std::string{reason}};
    const Filling has{"has_reason", !reason.empty()};
    post(ctx, request.member, "leave_granted",
         is_over(ctx, *meeting) ? for_others(ctx, Text::leave_granted_late_mail, {{"line", line}, why, has})
                                : for_others(ctx, Text::leave_granted_mail,
                                             {{"line", line}, why, has, {"before", ctx.now < meeting->starts_at}}));
    return std::nullopt;
}

void refuse(Context& ctx, const Request& request, std::string_view reason)
{
    const auto meeting = meeting_of(ctx, request);
    if (!meeting)
        return;
    post(ctx, request.member, "leave_refused",
         for_others(ctx, Text::leave_refused_mail,
                    {{"line", line_for_others(ctx, *meeting)},
                     {"reason", std::string{reason}},
                     {"has_reason", !reason.empty()},
                     {"officer", ctx.speaker.name}}));
    // Now the absence is one without leave.
    if (meeting->status == "closed")
        hint_at_absences({ctx.around, ctx.tx, ctx.now}, *meeting, request.member.value - 1, request.member.value);
}

void take_back(Context& ctx, const Request& request)
{
    const auto meeting = meeting_of(ctx, request);
    if (!meeting)
        return;
    leave::end(ctx.tx, meeting->id, request.member);
    if (meeting->status == "cancelled") {
        requests::withdraw(ctx.tx, request.id, ctx.now); // nothing is left to decide
        return;
    }
    post(ctx, request.member, "leave_reopened",
         for_others(ctx, Text::leave_reopened_mail, {{"line", line_for_others(ctx, *meeting)}}));
}

MemberId caller(ReadContext& ctx, const Request& request)
{
    const auto meeting = meeting_of(ctx, request);
    return meeting ? meeting->called_by : MemberId{};
}

} // namespace

const RequestKind leave_requests{
    .kind = "leave",
    .name = Text::request_leave,
    .together = false,
    .line = &line,
    .detail = &detail,
    .grant = &grant,
    .refuse = &refuse,
    .take_back = &take_back,
    .also = &caller,
};

std::optional<Request> standing_leave(ReadContext& ctx, MeetingId meeting, MemberId member)
{
    auto found = requests::latest_of(ctx.tx, ctx.around.vault, "leave", member, meeting.value);
    if (found && found->state != "open" && found->state != "granted")
        found.reset();
    return found;
}

Reply end_own_leave(Context& ctx, const Request& request)
{
    const auto meeting = meeting_of(ctx, request);
    if (!meeting || request.member != ctx.speaker.member)
        return ctx.say(Text::leave_cancel_nothing);
    const MeetingWords words{ctx};
    if (meeting->status != "called" || meeting->starts_at <= ctx.sent_at)
        return ctx.say(Text::leave_cancel_begun, {{"line", words.line(*meeting)}});
    if (!requests::withdraw(ctx.tx, request.id, ctx.now))
        return ctx.say(Text::leave_cancel_nothing);
    leave::end(ctx.tx, meeting->id, request.member);
    if (request.state == "granted" && request.decided_by)
        post(ctx, request.decided_by, "leave_cancelled",
             for_others(ctx, Text::leave_cancelled_mail,
                        {{"name", ctx.speaker.name}, {"line", line_for_others(ctx, *meeting)}}));
    return ctx.say(Text::leave_cancelled, {{"line", words.line(*meeting)}});
}

bool restore_leave(Context& ctx, MeetingId meeting, MemberId member)
{
    const auto request = standing_leave(ctx, meeting, member);
    return request && request->state == "granted" &&
           leave::give(ctx.tx, ctx.around.vault, meeting, member, request->body, request->decided_by);
}

} // namespace fingertip::handlers
