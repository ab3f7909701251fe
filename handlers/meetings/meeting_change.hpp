#pragma once

#include "handlers/command.hpp"

namespace fingertip::handlers {

/// 改期 12 下周三14:00: a preview, then 确认; everybody due is told.
Reply move_meeting(Context& ctx, const Args& args);
/// 取消会议 12: likewise.
Reply cancel_meeting(Context& ctx, const Args& args);

bool accepts(const AskMoveWhen&, const Args& said);
bool accepts(const ConfirmMove&, const Args& said);
bool accepts(const ConfirmCancel&, const Args& said);

Reply answer(Context& ctx, const AskMoveWhen& step, const Args& said);
Reply answer(Context& ctx, const ConfirmMove& step, const Args& said);
Reply answer(Context& ctx, const ConfirmCancel& step, const Args& said);

} // namespace fingertip::handlers
