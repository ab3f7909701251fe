#include "handlers/meetings/leave.hpp"

#include "handlers/meetings/leave_request.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/words/args.hpp"
#include "storage/meetings/attendance.hpp"
#include "storage/meetings/roll.hpp"

namespace fingertip::handlers {

namespace requests = storage::requests;
namespace roll = storage::roll;

using storage::Meeting;
using storage::MeetingId;
using storage::RollEntry;

namespace {

constexpr std::chrono::minutes withdrawable{10};
constexpr std::chrono::minutes menu_lives{10};
constexpr std::size_t longest_reason = 300; // bytes
constexpr std::size_t most_choices = 10;

/// A meeting and where the speaker stands on its list; no entry: not on it.
struct Mine
{
    Meeting meeting;
    std::optional<RollEntry> entry;
};

bool has_come(const Mine& mine)
{
    return mine.entry && (mine.entry->status == "present" || mine.entry->status == "late");
}

/// Who joined after the list was made is put on it now.
Mine mine_of(Context& ctx, Meeting meeting)
{
    auto entry = roll::find(ctx.tx, ctx.around.vault, meeting.id, ctx.speaker.member);
    if (!entry) {
        storage::attendance::list_one(ctx.tx, meeting.id, ctx.speaker.member);
        entry = roll::find(ctx.tx, ctx.around.vault, meeting.id, ctx.speaker.member);
    }
    return {std::move(meeting), std::move(entry)};
}

/// The meetings on whose list the speaker is and that are not over, soonest first.
std::vector<Mine> coming(Context& ctx)
{
    std::vector<Mine> found;
    for (auto& meeting : storage::meetings::coming_for(ctx.tx, ctx.around.vault, ctx.speaker.member, ctx.sent_at))
        if (auto mine = mine_of(ctx, std::move(meeting)); mine.entry)
            found.push_back(std::move(mine));
    return found;
}

/// Why there is no leave to ask for from this meeting; empty: there is.
std::optional<Reply> objection(Context& ctx, const Mine& mine)
{
    const auto& meeting = mine.meeting;
    const auto line = MeetingWords{ctx}.line(meeting);
    if (meeting.status == "cancelled")
        return ctx.say(Text::leave_meeting_cancelled, {{"line", line}});
    if (has_come(mine))
        return ctx.say(Text::leave_already_here, {{"line", line}});
    if (mine.entry->status == "exempt")
        return ctx.say(Text::leave_exempt, {{"line", line}});
    if (!mine.entry->due)
        return ctx.say(Text::leave_not_due, {{"line", line}});
    if (const auto asked = standing_leave(ctx, meeting.id, ctx.speaker.member)) {
        if (asked->state == "open")
            return ctx.say(Text::leave_asked_before, {{"number", asked->id}, {"line", line}});
        return ctx.say(Text::leave_granted_before, {{"line", line}});
    }
    const auto caller = person_name(ctx, meeting.called_by);
    if (meeting.status == "closed" || meeting.ends_at <= ctx.sent_at)
        return ctx.say(Text::leave_meeting_over, {{"line", line}, {"caller", caller}});
    if (meeting.leave_until <= ctx.sent_at)
        return ctx.say(Text::leave_too_late,
                       {{"line", line},
                        {"time", ctx.around.zone.moment(meeting.leave_until, ctx.language(), ctx.now)},
                        {"caller", caller}});
    return std::nullopt;
}

Reply ask_reason(Context& ctx, const Meeting& meeting, Text question)
{
    ctx.talk.dialogue = AskLeaveReason{meeting.id.value};
    return ctx.say(question, {{"line", MeetingWords{ctx}.line(meeting)}});
}

Reply file(Context& ctx, const Meeting& meeting, const std::string& reason)
{
    storage::Request request;
    request.kind = "leave";
    request.org = meeting.org;
    request.member = ctx.speaker.member;
    request.subject = meeting.id.value;
    if (!meeting.attendance_only) // no text of such a meeting is kept
        request.body = reason;
    const auto line = MeetingWords{ctx}.line(meeting);
    const auto number = file_request(ctx, request);
    if (!number)
        return ctx.say(Text::something_failed); // their key is gone
    ctx.talk.undo = Undoable{"leave_asked", *number, ctx.now + withdrawable, {}, ctx.now};
    Reply reply =
        ctx.say(Text::leave_filed,
                {{"number", *number}, {"line", line}, {"reason", request.body}, {"has_reason", !request.body.empty()}});
    if (decides_alone(ctx, request))
        reply.text += "\n" + ctx.text(Text::asked_alone, {{"number", *number}});
    if (meeting.attendance_only && !reason.empty())
        reply.text += "\n" + ctx.text(Text::leave_no_text);
    return reply;
}

Reply ask_for(Context& ctx, const Mine& mine, const std::string& reason)
{
    if (auto why_not = objection(ctx, mine))
        return std::move(*why_not);
    if (reason.size() > longest_reason)
        return ask_reason(ctx, mine.meeting, Text::leave_reason_long);
    if (reason.empty() && !mine.meeting.attendance_only)
        return ask_reason(ctx, mine.meeting, Text::leave_ask_reason);
    return file(ctx, mine.meeting, reason);
}

/// Lists the meetings; the number of a line says the command, with its meeting and what was said behind it.
Reply offer(Context& ctx, const std::vector<Mine>& choices, Text question, std::string_view command,
            const std::string& rest)
{
    const MeetingWords words{ctx};
    Reply reply = ctx.say(question);
    ctx.talk.menu.clear();
    ctx.talk.menu_until = ctx.now + menu_lives;
    for (std::size_t i = 0; i < choices.size() && i < most_choices; ++i) {
        const auto& meeting = choices[i].meeting;
        const auto asked = standing_leave(ctx, meeting.id, ctx.speaker.member);
        const auto state = !asked                   ? ""
                           : asked->state == "open" ? ctx.text(Text::leave_waiting_state)
                                                    : ctx.text(Text::status_leave);
        reply.text += "\n" + ctx.text(Text::leave_which_line, {{"index", i + 1},
                                                               {"org", meeting.org_name},
                                                               {"line", words.line(meeting)},
                                                               {"state", state},
                                                               {"has_state", !state.empty()}});
        ctx.talk.menu.push_back(std::string{command} + " " + std::to_string(meeting.id.value) +
                                (rest.empty() ? "" : " " + rest));
    }
    return reply;
}

/// The meeting by its number, if it concerns the speaker; one that does not and one that does not exist are the same.
std::optional<Mine> numbered(Context& ctx, std::int64_t number)
{
    auto meeting = storage::meetings::find(ctx.tx, ctx.around.vault, MeetingId{number});
    if (!meeting)
        return std::nullopt;
    auto mine = mine_of(ctx, std::move(*meeting));
    return mine.entry ? std::optional{std::move(mine)} : std::nullopt;
}

Reply nothing_ahead(Context& ctx, const std::vector<Mine>& all)
{
    for (const auto& one : all)
        if (auto why_not = objection(ctx, one))
            return std::move(*why_not);
    return ctx.say(Text::leave_none_coming);
}

} // namespace

Reply ask_for_leave(Context& ctx, const Args& args)
{
    const auto words = args.words();
    const auto number = words.empty() ? std::nullopt : Args{words.front()}.number();
    const auto reason = number ? args.after(1).rest() : args.rest();
    if (number) {
        const auto mine = numbered(ctx, *number);
        return mine ? ask_for(ctx, *mine, reason) : ctx.say(Text::leave_meeting_unknown, {{"number", *number}});
    }
    const auto all = coming(ctx);
    std::vector<Mine> choices;
    // One that is asked for or too late for stays a choice: who says 请假 again must not get leave from the next one.
    for (const auto& one : all)
        if (one.entry->due && !has_come(one))
            choices.push_back(one);
    if (choices.empty())
        return nothing_ahead(ctx, all);
    if (choices.size() == 1)
        return ask_for(ctx, choices.front(), reason);
    if (reason.size() > longest_reason)
        return ctx.say(Text::leave_reason_long);
    return offer(ctx, choices, Text::leave_which, "请假", reason);
}

bool accepts(const AskLeaveReason&, const Args& said)
{
    return !said.empty();
}

Reply answer(Context& ctx, const AskLeaveReason& step, const Args& said)
{
    ctx.talk.dialogue.reset();
    const auto mine = numbered(ctx, step.meeting);
    return mine ? ask_for(ctx, *mine, said.rest()) : ctx.say(Text::leave_meeting_unknown, {{"number", step.meeting}});
}

Reply ask_again(Context& ctx, const AskLeaveReason& step)
{
    return answer(ctx, step, Args{});
}

Reply cancel_leave(Context& ctx, const Args& args)
{
    if (const auto number = args.number()) {
        if (const auto standing = standing_leave(ctx, MeetingId{*number}, ctx.speaker.member))
            return end_own_leave(ctx, *standing);
        return withdraw_leave(ctx, *number); // the reply to 请假 named the request
    }
    std::vector<Mine> choices;
    std::optional<storage::Request> only;
    std::optional<storage::Request> begun;
    for (const auto& one : coming(ctx)) {
        auto standing = standing_leave(ctx, one.meeting.id, ctx.speaker.member);
        if (!standing)
            continue;
        if (one.meeting.starts_at <= ctx.sent_at) {
            begun = std::move(standing);
            continue;
        }
        choices.push_back(one);
        only = std::move(standing);
    }
    if (choices.size() > 1)
        return offer(ctx, choices, Text::leave_cancel_which, "取消请假", {});
    if (only || begun)
        return end_own_leave(ctx, only ? *only : *begun);
    return ctx.say(Text::leave_cancel_nothing);
}

Reply withdraw_leave(Context& ctx, std::int64_t id)
{
    const auto request = requests::find(ctx.tx, ctx.around.vault, id);
    if (!request || request->kind != "leave")
        return ctx.say(Text::leave_cancel_nothing);
    return end_own_leave(ctx, *request);
}

} // namespace fingertip::handlers
