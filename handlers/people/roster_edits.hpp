#pragma once

#include "handlers/command.hpp"

namespace fingertip::handlers {

/// 改手机号 姓名 新号: corrects the roster, for people below the speaker's own organisations; 确认 first.
Reply change_phone(Context& ctx, const Args& args);
/// 免到 姓名 截止 理由: not counted as due until that day; 免到 姓名 取消 ends it. 确认 first.
Reply exempt(Context& ctx, const Args& args);

bool accepts(const ConfirmPhone& step, const Args& said);
Reply answer(Context& ctx, const ConfirmPhone& step, const Args& said);
bool accepts(const ConfirmExemption& step, const Args& said);
Reply answer(Context& ctx, const ConfirmExemption& step, const Args& said);

} // namespace fingertip::handlers
