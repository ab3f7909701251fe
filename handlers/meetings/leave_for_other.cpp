#include "handlers/meetings/leave_for_other.hpp"

#include "handlers/mail.hpp"
#include "handlers/meetings/leave_request.hpp"
#include "handlers/meetings/meeting_choice.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/people/people_words.hpp"
#include "handlers/words/args.hpp"
#include "storage/audit.hpp"
#include "storage/meetings/leave.hpp"
#include "storage/meetings/roll.hpp"
#include "storage/people/members.hpp"
#include "storage/people/offices.hpp"
#include "storage/people/organizations.hpp"

namespace fingertip::handlers {

namespace members = storage::members;
namespace requests = storage::requests;

using storage::Meeting;
using storage::Member;
using storage::Request;

namespace {

constexpr std::chrono::minutes withdrawable{10};
constexpr std::size_t longest_reason = 300; // bytes

/// Those on the meeting's list whom the word can mean: by number, else by name.
std::vector<Member> people(Context& ctx, const Meeting& meeting, const std::string& word)
{
    const auto is_listed = [&](const Member& one) {
        return storage::roll::find(ctx.tx, ctx.around.vault, meeting.id, one.id).has_value();
    };
    if (auto numbered = members::find_by_number(ctx.tx, ctx.around.vault, word); numbered && is_listed(*numbered))
        return {std::move(*numbered)};
    auto named = members::find_by_name(ctx.tx, ctx.around.vault, word, storage::offices::path(ctx.tx, meeting.org));
    std::erase_if(named, [&](const Member& one) { return !is_listed(one); });
    return named;
}

Reply ask_which(Context& ctx, const Meeting& meeting, const std::vector<Member>& found, const std::string& reason)
{
    Reply reply = ctx.say(Text::entry_which, {{"name", found.front().name}});
    for (const auto& one : found)
        reply.text +=
            "\n" + ctx.text(Text::leave_for_choice, {{"meeting", meeting.id.value},
                                                     {"number", one.member_no},
                                                     {"reason", reason},
                                                     {"name", one.name},
                                                     {"org", storage::organizations::name(ctx.tx, one.home)}});
    return reply;
}

Reply enter(Context& ctx, const Meeting& meeting, const Member& person, const std::string& reason)
{
    if (person.id == ctx.speaker.member)
        return ctx.say(Text::leave_for_self);
    const MeetingWords words{ctx};
    const auto line = words.line(meeting);
    if (const auto standing = standing_leave(ctx, meeting.id, person.id))
        return ctx.say(standing->state == "open" ? Text::leave_for_asked : Text::leave_for_granted,
                       {{"name", person.name}, {"number", standing->id}, {"line", line}});
    const auto entry = storage::roll::find(ctx.tx, ctx.around.vault, meeting.id, person.id);
    if (entry && (entry->status == "present" || entry->status == "late"))
        return ctx.say(Text::leave_grant_here, {{"name", person.name}});
    Request request;
    request.kind = leave_requests.kind;
    request.org = meeting.org;
    request.member = person.id;
    request.subject = meeting.id.value;
    if (!meeting.attendance_only) // no text of such a meeting is kept
        request.body = reason;
    if (!storage::leave::give(ctx.tx, ctx.around.vault, meeting.id, person.id, request.body, ctx.speaker.member))
        return ctx.say(Text::leave_grant_not_due, {{"name", person.name}});
    const auto number = requests::ask(ctx.tx, ctx.around.vault, request, ctx.now);
    if (!number) { // their key is gone
        storage::leave::end(ctx.tx, meeting.id, person.id);
        return ctx.say(Text::leave_grant_not_due, {{"name", person.name}});
    }
    request.id = *number;
    requests::decide(ctx.tx, ctx.around.vault, request, true, ctx.speaker.member, {}, ctx.now);
    storage::audit::note(ctx.tx, ctx.speaker.member, "leave_for_other", meeting.org, request.id,
                         "meeting=" + std::to_string(meeting.id.value) + " member=" + std::to_string(person.id.value),
                         ctx.now);
    post(ctx, person.id, "leave_for_other",
         for_others(ctx, Text::leave_for_mail,
                    {{"officer", ctx.speaker.name},
                     {"line", MeetingWords{ctx.around, templates::Language::zh, ctx.now}.line(meeting)},
                     {"before", ctx.now < meeting.starts_at}}));
    ctx.talk.undo = Undoable{"leave_for_other", request.id, ctx.now + withdrawable, {}, ctx.now};
    return ctx.say(Text::leave_for_done, {{"name", person.name}, {"line", line}});
}

} // namespace

Reply enter_leave(Context& ctx, const Args& args)
{
    const auto words = args.words();
    // A lone number is a person's, as the answer to "which of the two".
    const auto number = words.size() > 1 ? Args{words.front()}.number() : std::nullopt;
    const std::size_t at = number ? 1 : 0;
    if (words.size() <= at)
        return ctx.say(Text::leave_for_form);
    const auto& name = words[at];
    const auto reason = args.after(at + 1).rest();
    const auto choice = choose_meeting(ctx, number, {Capability::correct_roll, Occasion::latest, "代请假"});
    if (!choice.meeting) {
        auto reply = choice.instead;
        if (!number) // the offered numbers are to be followed by the name
            reply.text += "\n" + ctx.text(Text::leave_for_with_number, {{"name", name}});
        return reply;
    }
    const auto& meeting = *choice.meeting;
    if (meeting.status == "cancelled")
        return ctx.say(Text::meeting_is_over, {{"number", meeting.id.value}});
    if (reason.empty() && !meeting.attendance_only)
        return ctx.say(Text::leave_for_form);
    if (reason.size() > longest_reason)
        return ctx.say(Text::leave_reason_long);
    const auto found = people(ctx, meeting, name);
    if (found.empty())
        return ctx.say(Text::entry_nobody, {{"name", name}, {"org", meeting.org_name}});
    return found.size() > 1 ? ask_which(ctx, meeting, found, reason) : enter(ctx, meeting, found.front(), reason);
}

Reply withdraw_entered_leave(Context& ctx, std::int64_t id)
{
    const auto request = requests::find(ctx.tx, ctx.around.vault, id);
    const auto meeting = request
                             ? storage::meetings::find(ctx.tx, ctx.around.vault, storage::MeetingId{request->subject})
                             : std::nullopt;
    if (!meeting || request->decided_by != ctx.speaker.member || !ctx.may(Capability::correct_roll, meeting->org) ||
        !requests::withdraw(ctx.tx, id, ctx.now))
        return ctx.say(Text::undo_nothing);
    storage::leave::end(ctx.tx, meeting->id, request->member);
    storage::audit::note(ctx.tx, ctx.speaker.member, "leave_for_other_withdrawn", meeting->org, id, "", ctx.now);
    post(ctx, request->member, "leave_for_other_withdrawn",
         for_others(ctx, Text::leave_for_withdrawn_mail,
                    {{"officer", ctx.speaker.name},
                     {"line", MeetingWords{ctx.around, templates::Language::zh, ctx.now}.line(*meeting)}}));
    return ctx.say(Text::leave_for_withdrawn,
                   {{"name", person_name(ctx, request->member)}, {"line", MeetingWords{ctx}.line(*meeting)}});
}

} // namespace fingertip::handlers
