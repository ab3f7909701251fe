#pragma once

#include "handlers/command.hpp"

namespace fingertip::handlers {

/// 撤回: takes back the speaker's last act that can still be taken back, by the table of such acts in withdraw.cpp.
Reply withdraw(Context& ctx, const Args& args);

} // namespace fingertip::handlers
