#include "handlers/meetings/meeting_timers.hpp"

#include "handlers/meetings/absences_hint.hpp"
#include "storage/meetings/attendance.hpp"
#include "storage/meetings/leave.hpp"
#include "storage/outbox.hpp"

#include <array>

namespace fingertip::handlers {

namespace attendance = storage::attendance;
namespace timers = storage::timers;

using storage::MeetingId;
using timers::Timer;

namespace {

constexpr std::chrono::seconds a_moment{1};

/// Comes back for the next page.
void go_on(TimerContext& ctx, const Timer& timer, std::int64_t last)
{
    timers::set(ctx.tx, timer.kind, timer.subject, ctx.now, last);
}

/// One step of closing. `doer` needs no letter: the answer says it.
void close_on(TimerContext& ctx, const Timer& timer, storage::MemberId doer)
{
    const auto meeting = storage::meetings::find(ctx.tx, ctx.around.vault, MeetingId{timer.subject});
    if (!meeting || meeting->status != "called")
        return;
    if (!meeting->fixed) {
        // After a long stop start and end may come due together: the list comes first.
        timers::set(ctx.tx, timer.kind, timer.subject, ctx.now + a_moment, timer.position);
        const auto start = timers::find(ctx.tx, "meeting_starts", timer.subject);
        if (start && start->position > 0)
            return; // its pages are on their way
        timers::cancel(ctx.tx, "meeting_starts", timer.subject);
        return meeting_starts(ctx, {"meeting_starts", timer.subject, ctx.now, 0});
    }
    const auto pass = attendance::mark_absent(ctx.tx, meeting->id, timer.position);
    hint_at_absences(ctx, *meeting, timer.position, pass.last);
    if (!pass.complete)
        return go_on(ctx, timer, pass.last);
    attendance::count(ctx.tx, meeting->id);
    storage::leave::drop_needless(ctx.tx, meeting->id, meeting->org, ctx.now);
    storage::meetings::close(ctx.tx, meeting->id, ctx.now);
    timers::set(ctx.tx, "minutes_lock", meeting->id.value, ctx.now + ctx.around.settings.minutes_lock_after);
    if (meeting->called_by != doer)
        storage::outbox::post_news(ctx.tx, meeting->called_by, "meeting_closed", meeting->id.value, ctx.now,
                                   ctx.now + std::chrono::days{7});
}

} // namespace

void meeting_opens(TimerContext& ctx, const Timer& timer)
{
    const auto pass = attendance::list(ctx.tx, MeetingId{timer.subject}, timer.position, ctx.now);
    if (!pass.complete)
        go_on(ctx, timer, pass.last);
}

void meeting_starts(TimerContext& ctx, const Timer& timer)
{
    const auto pass = attendance::list(ctx.tx, MeetingId{timer.subject}, timer.position, ctx.now);
    if (!pass.complete)
        return go_on(ctx, timer, pass.last);
    attendance::fix(ctx.tx, MeetingId{timer.subject}, ctx.now);
}

void meeting_ends(TimerContext& ctx, const Timer& timer)
{
    close_on(ctx, timer, {});
}

void meeting_news(TimerContext& ctx, const Timer& timer)
{
    const auto meeting = storage::meetings::find(ctx.tx, ctx.around.vault, MeetingId{timer.subject});
    if (!meeting)
        return;
    if (!meeting->listed && meeting->status == "called") { // the list is still being made
        timers::set(ctx.tx, timer.kind, timer.subject, ctx.now + a_moment, timer.position);
        return;
    }
    const auto pass = attendance::tell(ctx.tx, meeting->id, timer.position, timer.kind, meeting->called_by, ctx.now,
                                       meeting->ends_at);
    if (!pass.complete)
        go_on(ctx, timer, pass.last);
}

void set_meeting_timers(storage::Tx& tx, const storage::Meeting& meeting)
{
    timers::set(tx, "meeting_opens", meeting.id.value, meeting.opens_at);
    timers::set(tx, "meeting_starts", meeting.id.value, meeting.starts_at);
    timers::set(tx, "meeting_ends", meeting.id.value, meeting.ends_at);
}

void cancel_meeting_timers(storage::Tx& tx, MeetingId meeting)
{
    for (const auto* kind :
         {"meeting_opens", "meeting_starts", "meeting_ends", "meeting_lists", "meeting_called", "meeting_moved"})
        timers::cancel(tx, kind, meeting.value);
}

void begin_listing(storage::Tx& tx, MeetingId meeting, storage::Time now)
{
    const auto pass = attendance::list(tx, meeting, 0, now);
    if (!pass.complete)
        timers::set(tx, "meeting_lists", meeting.value, now, pass.last);
}

void begin_telling(storage::Tx& tx, const Surroundings& around, std::string_view kind, MeetingId meeting,
                   storage::Time now)
{
    TimerContext ctx{around, tx, now};
    meeting_news(ctx, {std::string{kind}, meeting.value, now, 0});
}

void begin_closing(storage::Tx& tx, const Surroundings& around, MeetingId meeting, storage::MemberId doer,
                   storage::Time now)
{
    timers::cancel(tx, "meeting_opens", meeting.value);
    TimerContext ctx{around, tx, now};
    const Timer end{"meeting_ends", meeting.value, now, 0};
    close_on(ctx, end, doer);
    if (const auto after = storage::meetings::find(tx, around.vault, meeting); after && after->fixed)
        if (after->status == "called" && after->due <= attendance::people_a_page)
            close_on(ctx, end, doer);
    if (const auto after = storage::meetings::find(tx, around.vault, meeting); after && after->status == "closed")
        timers::cancel(tx, "meeting_ends", meeting.value);
}

} // namespace fingertip::handlers
