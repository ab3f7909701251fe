#pragma once

#include "handlers/command.hpp"
#include "handlers/dialogues.hpp"

#include <cstdint>

namespace fingertip::handlers {

/// 请假 理由, 请假 12 理由: asks for leave from the meeting that the speaker is due at. Several: which; no reason:
/// asks.
Reply ask_for_leave(Context& ctx, const Args& args);
/// 取消请假, 取消请假 12: takes the request or the leave back, before the meeting begins.
Reply cancel_leave(Context& ctx, const Args& args);

/// Takes back what was asked for last, by the request's number.
Reply withdraw_leave(Context& ctx, std::int64_t request);

bool accepts(const AskLeaveReason& step, const Args& said);
Reply answer(Context& ctx, const AskLeaveReason& step, const Args& said);
/// Asks for the reason once more, after 继续.
Reply ask_again(Context& ctx, const AskLeaveReason& step);

} // namespace fingertip::handlers
