#pragma once

#include "handlers/timers.hpp"
#include "storage/meetings/meetings.hpp"

#include <string_view>

namespace fingertip::handlers {

// What happens to a meeting by itself. Work upon everybody on the list goes in pages, each a unit of its own: the timer
// sets itself again behind the last person it has come to.

/// When check-in opens: the list follows the roster.
void meeting_opens(TimerContext& ctx, const storage::timers::Timer& timer);
/// At the start: the list follows the roster once more and is then fixed.
void meeting_starts(TimerContext& ctx, const storage::timers::Timer& timer);
/// At the end: who has not been seen is absent; then the meeting is closed and the caller hears of it.
void meeting_ends(TimerContext& ctx, const storage::timers::Timer& timer);
/// News for everybody on the list; the timer's kind is the news.
void meeting_news(TimerContext& ctx, const storage::timers::Timer& timer);

/// Sets the timers of a meeting's opening, start and end.
void set_meeting_timers(storage::Tx& tx, const storage::Meeting& meeting);
void cancel_meeting_timers(storage::Tx& tx, storage::MeetingId meeting);

/// Does the first page at once and leaves the others to the timer.
void begin_listing(storage::Tx& tx, storage::MeetingId meeting, storage::Time now);
/// `kind` is meeting_called, meeting_moved or meeting_cancelled.
void begin_telling(storage::Tx& tx, const Surroundings& around, std::string_view kind, storage::MeetingId meeting,
                   storage::Time now);
/// Closes the meeting; at once when the list is short. `doer` is whoever ended it.
void begin_closing(storage::Tx& tx, const Surroundings& around, storage::MeetingId meeting, storage::MemberId doer,
                   storage::Time now);

} // namespace fingertip::handlers
