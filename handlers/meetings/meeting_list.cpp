#include "handlers/meetings/meeting_list.hpp"

#include "handlers/meetings/leave_request.hpp"
#include "handlers/meetings/make_up.hpp"
#include "handlers/meetings/meeting_duties.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/meetings/officer_entry.hpp"
#include "handlers/words/args.hpp"
#include "storage/meetings/roll.hpp"

#include <algorithm>

namespace fingertip::handlers {

using storage::Meeting;

namespace {

constexpr std::size_t most_lines = 10;
constexpr std::chrono::minutes menu_lives{10};

bool is_open(const ReadContext& ctx, const Meeting& meeting)
{
    return meeting.status == "called" && meeting.opens_at <= ctx.now && ctx.now < meeting.ends_at;
}

/// "可签到", "已签到", "已请假" …; empty: nothing to say about it yet.
std::string own_state(ReadContext& ctx, const Meeting& meeting, std::string_view status)
{
    if (status == "present" || status == "late" || status == "leave" || status == "exempt" || status == "absent")
        return ctx.text(status_text(status));
    if (status == "pending" && standing_leave(ctx, meeting.id, ctx.speaker.member))
        return ctx.text(Text::leave_waiting_state);
    return is_open(ctx, meeting) ? ctx.text(Text::meeting_open_now) : "";
}

/// As on the list; "": not on it. A floating member who stays away from the host's meeting is not called absent.
std::string own_status(Context& ctx, const Meeting& meeting)
{
    const auto entry = storage::roll::find(ctx.tx, ctx.around.vault, meeting.id, ctx.speaker.member);
    if (!entry)
        return {};
    return entry->status == "absent" && !entry->due ? "pending" : entry->status;
}

bool concerns(Context& ctx, const Meeting& meeting)
{
    if (ctx.may(Capability::see_roll, meeting.org) || has_duty(ctx, meeting) || !own_status(ctx, meeting).empty())
        return true;
    const auto coming = storage::meetings::coming_for(ctx.tx, ctx.around.vault, ctx.speaker.member, ctx.now);
    return std::any_of(coming.begin(), coming.end(), [&](const Meeting& one) { return one.id == meeting.id; });
}

void add_deeds(Context& ctx, const Meeting& meeting, const std::string& status, Reply& reply)
{
    const auto number = meeting.id.value;
    const bool called = meeting.status == "called" && ctx.now < meeting.ends_at;
    if (called && is_open(ctx, meeting) && status != "present" && status != "late")
        reply.text += "\n" + ctx.text(Text::meeting_can_check_in);
    const bool before = called && ctx.now < meeting.starts_at;
    if (before && (status == "leave" || (status == "pending" && standing_leave(ctx, meeting.id, ctx.speaker.member))))
        reply.text += "\n" + ctx.text(Text::meeting_can_end_leave, {{"number", number}});
    else if (called && ctx.now < meeting.leave_until && status == "pending")
        reply.text += "\n" + ctx.text(Text::meeting_can_ask_leave, {{"number", number}});
    if (!called && can_be_made_up(meeting, ctx.now) && (status == "pending" || status == "absent" || status == "leave"))
        reply.text +=
            "\n" + ctx.text(Text::meeting_can_make_up, {{"number", number}, {"oneself", may_enter_for_others(ctx)}});
    if (ctx.may(Capability::call_meeting, meeting.org) && called)
        reply.text +=
            "\n" + ctx.text(Text::meeting_can_run, {{"number", number}, {"before", ctx.now < meeting.starts_at}});
    else if (ctx.may(Capability::see_roll, meeting.org))
        reply.text += "\n" + ctx.text(Text::meeting_can_look, {{"number", number}});
    if (ctx.now >= meeting.opens_at && !meeting.attendance_only && keeps_record(ctx, meeting))
        reply.text += "\n" + ctx.text(Text::meeting_can_record, {{"number", number}});
}

Reply one_meeting(Context& ctx, std::int64_t number)
{
    const auto meeting = storage::meetings::find(ctx.tx, ctx.around.vault, storage::MeetingId{number});
    if (!meeting || !concerns(ctx, *meeting))
        return ctx.say(Text::meeting_unknown, {{"number", number}});
    const MeetingWords words{ctx};
    const auto status = own_status(ctx, *meeting);
    const auto state = meeting->status == "cancelled" ? ctx.text(Text::meeting_cancelled_state)
                       : meeting->status == "closed" || meeting->ends_at <= ctx.now ? ctx.text(Text::meeting_over_state)
                                                                                    : "";
    const auto own = own_state(ctx, *meeting, status);
    const auto recorder = person_name(ctx, meeting->recorder);
    auto reply = ctx.say(Text::meeting_detail, {{"org", meeting->org_name},
                                                {"kind", words.kind(*meeting)},
                                                {"number", number},
                                                {"state", state},
                                                {"has_state", !state.empty()},
                                                {"when", words.span(meeting->starts_at, meeting->ends_at)},
                                                {"place", meeting->place},
                                                {"has_place", !meeting->place.empty()},
                                                {"topic", meeting->topic},
                                                {"has_topic", !meeting->topic.empty()},
                                                {"chair", person_name(ctx, meeting->chair)},
                                                {"recorder", recorder},
                                                {"has_recorder", !recorder.empty()},
                                                {"mode", ctx.text(mode_text(meeting->mode))},
                                                {"own", own},
                                                {"has_own", !own.empty()}});
    if (meeting->status != "cancelled")
        add_deeds(ctx, *meeting, status, reply);
    return reply;
}

} // namespace

Reply list_meetings(Context& ctx, const Args& args)
{
    if (const auto number = args.number())
        return one_meeting(ctx, *number);
    const auto coming = storage::meetings::coming_for(ctx.tx, ctx.around.vault, ctx.speaker.member, ctx.now);
    const bool calls = ctx.may_somewhere(Capability::call_meeting);
    if (coming.empty())
        return ctx.say(Text::meeting_list_empty, {{"calls", calls}});
    const MeetingWords words{ctx};
    Reply reply = ctx.say(Text::meeting_list_head);
    ctx.talk.menu.clear();
    for (std::size_t i = 0; i < coming.size() && i < most_lines; ++i) {
        const auto& meeting = coming[i];
        const auto state = own_state(ctx, meeting, own_status(ctx, meeting));
        reply.text += "\n⟦" + std::to_string(i + 1) + "⟧ " +
                      ctx.text(Text::meeting_list_line, {{"line", words.line(meeting)},
                                                         {"org", meeting.org_name},
                                                         {"elsewhere", meeting.org != ctx.speaker.home},
                                                         {"state", state},
                                                         {"has_state", !state.empty()}});
        ctx.talk.menu.push_back("会议 " + std::to_string(meeting.id.value));
    }
    ctx.talk.menu_until = ctx.now + menu_lives;
    return reply;
}

} // namespace fingertip::handlers
