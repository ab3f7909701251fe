#pragma once

#include "handlers/command.hpp"

namespace fingertip::handlers {

/// 我的: the member's own book in one card: where they belong, points, this year's meetings, bound accounts.
Reply my_book(ReadContext& ctx, const Args& args);

} // namespace fingertip::handlers
