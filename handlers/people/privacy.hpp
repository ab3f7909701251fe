#pragma once

#include "handlers/command.hpp"

namespace fingertip::handlers {

/// 隐私: what is kept and why. 隐私 我的数据: all of one's own data as text. 隐私 关闭位置: takes the
/// consent to check in by location back. 隐私 删除: erases what the register need
/// not keep, after 确认.
Reply privacy(Context& ctx, const Args& args);

bool accepts(const ConfirmErase& step, const Args& said);
Reply answer(Context& ctx, const ConfirmErase& step, const Args& said);

} // namespace fingertip::handlers
