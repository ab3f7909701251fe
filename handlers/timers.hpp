#pragma once

#include "handlers/context.hpp"
#include "storage/timers.hpp"

namespace fingertip::handlers {

/// What a timer's work may use: no message, no speaker.
struct TimerContext
{
    const Surroundings& around;
    storage::Tx& tx;
    storage::Time now;
};

/// Does what a due timer is for, in the unit that took it off. A kind that is not known (set by a newer program) is
/// dropped.
void fire(TimerContext& ctx, const storage::timers::Timer& timer);

/// Sets the timers that every installation has; idempotent.
void set_standing_timers(storage::Tx& tx, storage::Time now);

} // namespace fingertip::handlers
