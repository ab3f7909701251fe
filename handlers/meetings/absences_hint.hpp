#pragma once

#include "handlers/timers.hpp"
#include "storage/meetings/meetings.hpp"

#include <cstdint>

namespace fingertip::handlers {

/// Tells the secretaries of those who were absent from this meeting, with ids in (after, until], that somebody has now
/// been absent without leave as often in the meeting's year as the settings say. Once a member and year; a hint to talk
/// with them, nothing else follows from it.
void hint_at_absences(const TimerContext& ctx, const storage::Meeting& meeting, std::int64_t after, std::int64_t until);

} // namespace fingertip::handlers
