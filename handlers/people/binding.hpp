#pragma once

#include "handlers/command.hpp"

#include <string>
#include <string_view>

namespace fingertip::handlers {

/// 绑定, 绑定 张三 13800001234, 绑定 邀请码: consent first, then the claim. Somebody who is bound and claims to be
/// another goes to the secretary.
Reply bind_account(Context& ctx, const Args& args);
/// A stranger uses a command that is for members. 签到 is kept as what they came for: consent and claim, and then the
/// check-in. A binding that is under way goes on.
Reply bind_before(Context& ctx, const Command& command, const Args& args);
/// A stranger scanned or followed a code: an invitation, or a meeting's.
Reply bind_with_scene(Context& ctx, std::string_view scene);

/// 解绑: ends the binding of the account that speaks; 确认 first.
Reply unbind_account(Context& ctx, const Args& args);
/// 撤销绑定 号: a reviewer ends a binding that was granted; 确认 first.
Reply undo_binding(Context& ctx, const Args& args);

bool accepts(const ConfirmUnbind& step, const Args& said);
Reply answer(Context& ctx, const ConfirmUnbind& step, const Args& said);
bool accepts(const ConfirmUndoBinding& step, const Args& said);
Reply answer(Context& ctx, const ConfirmUndoBinding& step, const Args& said);

} // namespace fingertip::handlers
