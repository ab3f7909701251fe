#pragma once

#include "handlers/command.hpp"

namespace fingertip::handlers {

/// 散会, 结束会议 12: check-in ends now; who has not been seen is absent.
Reply end_meeting(Context& ctx, const Args& args);

/// 会议总结, 会议总结 12: the meeting in words to paste into a register.
Reply sum_up_meeting(ReadContext& ctx, const Args& args);

} // namespace fingertip::handlers
