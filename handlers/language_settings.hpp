#pragma once

#include "handlers/command.hpp"

namespace fingertip::handlers {

/// 设置: what can be set, with numbers to pick from; 设置 语言 English changes the language of this account.
Reply settings(Context& ctx, const Args& args);

} // namespace fingertip::handlers
