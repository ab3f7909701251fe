#pragma once

#include "handlers/command.hpp"

namespace fingertip::handlers {

/// 帮助: only what this person may do here, one line each.
Reply help(ReadContext& ctx, const Args& args);

/// Something was said that nobody understands: a kind sentence with the menu.
Reply not_understood(ReadContext& ctx);

} // namespace fingertip::handlers
