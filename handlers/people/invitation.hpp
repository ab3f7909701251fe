#pragma once

#include "handlers/command.hpp"

namespace fingertip::handlers {

/// 邀请 姓名: a code for one person; 邀请 支部: one for a whole organisation, whose people still say who they are.
Reply invite(Context& ctx, const Args& args);

} // namespace fingertip::handlers
