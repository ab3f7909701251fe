#include "handlers/meetings/meeting_change.hpp"

#include "handlers/meetings/meeting_choice.hpp"
#include "handlers/meetings/meeting_line.hpp"
#include "handlers/meetings/meeting_questions.hpp"
#include "handlers/meetings/meeting_timers.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/words/args.hpp"
#include "handlers/words/confirming.hpp"
#include "storage/audit.hpp"
#include "storage/meetings/leave.hpp"
#include "storage/outbox.hpp"

namespace fingertip::handlers {

using storage::Meeting;
using storage::MeetingId;

namespace {

/// A number in front of other words: 改期 12 周五15:00. A lone number is a meeting's.
std::optional<std::int64_t> leading_number(const Args& args, std::string& rest)
{
    const auto words = args.words();
    const auto number = words.empty() ? std::nullopt : Args{words.front()}.number();
    rest = number ? args.after(1).rest() : args.rest();
    return number;
}

/// The meeting of a step, while it can still be changed; a reply that says why not.
std::optional<Meeting> changeable(Context& ctx, std::int64_t id, Reply& instead)
{
    auto meeting = storage::meetings::find(ctx.tx, ctx.around.vault, MeetingId{id});
    if (!meeting || !ctx.may(Capability::call_meeting, meeting->org)) {
        instead = ctx.say(Text::meeting_unknown, {{"number", id}});
        return std::nullopt;
    }
    if (meeting->status != "called" || meeting->ends_at <= ctx.now) {
        instead = ctx.say(Text::meeting_is_over, {{"number", id}});
        return std::nullopt;
    }
    return meeting;
}

/// Whoever called the meeting hears of it too when somebody else changes it.
void tell_caller(Context& ctx, const Meeting& meeting, std::string_view kind)
{
    if (meeting.called_by != ctx.speaker.member)
        storage::outbox::post_news(ctx.tx, meeting.called_by, kind, meeting.id.value, ctx.now, meeting.ends_at);
}

Reply ask_when(Context& ctx, AskMoveWhen step, Text question)
{
    const auto id = step.meeting;
    ctx.talk.dialogue = std::move(step);
    return ctx.say(question, {{"number", id}});
}

Reply preview_move(Context& ctx, const Meeting& meeting, AskMoveWhen said, const When& when)
{
    take_when(when, said.day, said.minute, said.unclear_hour, said.length);
    const auto again = [&](Text why) {
        return ask_when(ctx, AskMoveWhen{said.meeting, 0, -1, said.length, false}, why);
    };
    if (when.impossible)
        return again(Text::move_when_impossible);
    if (when.unclear_day)
        return again(Text::move_when_unclear);
    if (said.day == 0 && said.minute >= 0)
        said.day = meeting.day; // "改到16:00": the same day
    if (said.minute < 0 || said.day == 0)
        return ask_when(ctx, said, said.day ? Text::move_ask_time : Text::move_ask_when);
    if (said.unclear_hour)
        return ask_when(ctx, AskMoveWhen{said.meeting, said.day, -1, said.length, false}, Text::move_ask_hour);
    const auto starts = start_of(ctx, said.day, said.minute);
    if (starts < ctx.now)
        return again(Text::move_when_past);
    if (meeting.present > 0 && ctx.around.zone.day(starts) != meeting.day) {
        ctx.talk.dialogue.reset();
        return ctx.say(Text::move_has_begun, {{"number", meeting.id.value}, {"present", meeting.present}});
    }
    const auto length = said.length > 0 ? std::chrono::seconds{said.length * 60} : meeting.ends_at - meeting.starts_at;
    const MeetingWords words{ctx};
    ctx.talk.dialogue = ConfirmMove{meeting.id.value, storage::seconds(starts), storage::seconds(starts + length)};
    return ctx.say(Text::move_preview, {{"org", meeting.org_name},
                                        {"kind", words.kind(meeting)},
                                        {"due", meeting.due},
                                        {"before", words.span(meeting.starts_at, meeting.ends_at)},
                                        {"after", words.span(starts, starts + length)}});
}

} // namespace

Reply move_meeting(Context& ctx, const Args& args)
{
    std::string rest;
    const auto number = leading_number(args, rest);
    auto choice = choose_meeting(ctx, number, {Capability::call_meeting, Occasion::coming, "改期"});
    if (!choice.meeting)
        return choice.instead;
    Reply instead;
    const auto meeting = changeable(ctx, choice.meeting->id.value, instead);
    if (!meeting)
        return instead;
    if (meeting->fixed || meeting->starts_at <= ctx.now)
        return ctx.say(Text::move_has_begun, {{"number", meeting->id.value}, {"present", meeting->present}});
    AskMoveWhen step;
    step.meeting = meeting->id.value;
    const auto when = parse_when(rest, local_now(ctx));
    if (!says_when(rest))
        return ask_when(ctx, step, Text::move_ask_when);
    return preview_move(ctx, *meeting, step, when);
}

bool accepts(const AskMoveWhen&, const Args& said)
{
    return says_when(said.rest());
}

Reply answer(Context& ctx, const AskMoveWhen& step, const Args& said)
{
    Reply instead;
    const auto meeting = changeable(ctx, step.meeting, instead);
    if (!meeting) {
        ctx.talk.dialogue.reset();
        return instead;
    }
    return preview_move(ctx, *meeting, step, parse_when(said.rest(), local_now(ctx)));
}

bool accepts(const ConfirmMove&, const Args& said)
{
    return says_confirm(said) || says_when(said.rest());
}

Reply answer(Context& ctx, const ConfirmMove& step, const Args& said)
{
    Reply instead;
    auto meeting = changeable(ctx, step.meeting, instead);
    if (meeting && !says_confirm(said)) {
        AskMoveWhen again;
        again.meeting = step.meeting;
        return preview_move(ctx, *meeting, again, parse_when(said.rest(), local_now(ctx)));
    }
    ctx.talk.dialogue.reset();
    if (!meeting)
        return instead;
    const auto starts = storage::from_seconds(step.starts_at);
    if (meeting->fixed || meeting->starts_at <= ctx.now ||
        (meeting->present > 0 && ctx.around.zone.day(starts) != meeting->day))
        return ctx.say(Text::move_has_begun, {{"number", step.meeting}, {"present", meeting->present}});
    if (starts < ctx.now) {
        AskMoveWhen again;
        again.meeting = step.meeting;
        return ask_when(ctx, again, Text::move_when_past);
    }
    const auto& settings = ctx.around.settings;
    meeting->starts_at = starts;
    meeting->ends_at = storage::from_seconds(step.ends_at);
    meeting->day = ctx.around.zone.day(starts);
    meeting->opens_at = starts - settings.check_in_opens;
    meeting->late_at = starts + settings.late_after;
    meeting->leave_until = starts - settings.leave_until;
    storage::meetings::move(ctx.tx, *meeting);
    storage::audit::note(ctx.tx, ctx.speaker.member, "meeting_moved", meeting->org, step.meeting,
                         "starts=" + std::to_string(step.starts_at), ctx.now);
    set_meeting_timers(ctx.tx, *meeting);
    begin_listing(ctx.tx, meeting->id, ctx.now);
    begin_telling(ctx.tx, ctx.around, "meeting_moved", meeting->id, ctx.now);
    tell_caller(ctx, *meeting, "meeting_moved");
    const MeetingWords words{ctx};
    Reply reply = ctx.say(Text::move_done, {{"line", words.line(*meeting)}, {"number", step.meeting}});
    if (const auto away = storage::leave::count(ctx.tx, meeting->id, meeting->org))
        reply.text += "\n" + ctx.text(Text::leave_moved_kept, {{"count", away}});
    return reply;
}

Reply cancel_meeting(Context& ctx, const Args& args)
{
    const auto choice = choose_meeting(ctx, args.number(), {Capability::call_meeting, Occasion::coming, "取消会议"});
    if (!choice.meeting)
        return choice.instead;
    Reply instead;
    const auto meeting = changeable(ctx, choice.meeting->id.value, instead);
    if (!meeting)
        return instead;
    if (meeting->present > 0)
        return ctx.say(Text::cancel_has_begun, {{"number", meeting->id.value}, {"present", meeting->present}});
    const MeetingWords words{ctx};
    ctx.talk.dialogue = ConfirmCancel{meeting->id.value};
    return ctx.say(Text::cancel_preview,
                   {{"org", meeting->org_name}, {"line", words.line(*meeting)}, {"due", meeting->due}});
}

bool accepts(const ConfirmCancel&, const Args& said)
{
    return says_confirm(said);
}

Reply answer(Context& ctx, const ConfirmCancel& step, const Args&)
{
    ctx.talk.dialogue.reset();
    Reply instead;
    const auto meeting = changeable(ctx, step.meeting, instead);
    if (!meeting)
        return instead;
    if (meeting->present > 0)
        return ctx.say(Text::cancel_has_begun, {{"number", step.meeting}, {"present", meeting->present}});
    storage::meetings::cancel(ctx.tx, meeting->id);
    storage::leave::drop_waiting(ctx.tx, meeting->id, meeting->org, ctx.now);
    cancel_meeting_timers(ctx.tx, meeting->id);
    storage::audit::note(ctx.tx, ctx.speaker.member, "meeting_cancelled", meeting->org, step.meeting, "", ctx.now);
    begin_telling(ctx.tx, ctx.around, "meeting_cancelled", meeting->id, ctx.now);
    tell_caller(ctx, *meeting, "meeting_cancelled");
    const MeetingWords words{ctx};
    return ctx.say(Text::cancel_done, {{"line", words.line(*meeting)}});
}

} // namespace fingertip::handlers
