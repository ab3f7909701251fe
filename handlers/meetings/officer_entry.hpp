#pragma once

#include "handlers/command.hpp"

#include <string_view>

namespace fingertip::handlers {

/// Whether the speaker may enter somebody as present anywhere.
bool may_enter_for_others(ReadContext& ctx);

/// 补签 李梅 手机没电, 补签 12 李梅, and an officer's 签到 李梅: the officer enters somebody as present, during the
/// meeting (proxy) or after it (late entry). Noted in the audit log; 撤回 takes it back. Upon themselves it becomes an
/// application: somebody else decides.
Reply enter_for_other(Context& ctx, const Args& args);

/// 补签: an officer with a name enters somebody; anybody else's, and 补签 本人, is an application (make_up.hpp).
Reply late_entry(Context& ctx, const Args& args);

/// Takes an entry back; `detail` is "<meeting> <former status>", `member` the person.
Reply withdraw_entry(Context& ctx, std::int64_t member, std::string_view detail);

} // namespace fingertip::handlers
