#pragma once

#include "handlers/command.hpp"

namespace fingertip::handlers {

/// 任命 姓名 职务 [组织]: gives a role from today, in the person's own organisation unless another is named.
Reply appoint(Context& ctx, const Args& args);
/// 免职 姓名 职务 [组织]: ends it.
Reply dismiss(Context& ctx, const Args& args);

bool accepts(const ConfirmOffice& step, const Args& said);
Reply answer(Context& ctx, const ConfirmOffice& step, const Args& said);

} // namespace fingertip::handlers
