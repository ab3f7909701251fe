#pragma once

#include "handlers/command.hpp"
#include "handlers/timers.hpp"

namespace fingertip::handlers {

/// 会议记录 12: the record and who may write it; 会议记录 12 正文…, 会议记录 12 写: its text, in as many messages as it
/// takes; 会议记录 12 重写: anew, after a confirmation.
Reply keep_minutes(Context& ctx, const Args& args);

/// So long after the close: the record can no longer be changed.
void minutes_lock(TimerContext& ctx, const storage::timers::Timer& timer);

} // namespace fingertip::handlers
