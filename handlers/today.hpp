#pragma once

#include "handlers/command.hpp"

namespace fingertip::handlers {

/// 今日, or any greeting: one card with what is due and what waits. What is unread comes before every reply anyway.
Reply today(ReadContext& ctx, const Args& args);

} // namespace fingertip::handlers
