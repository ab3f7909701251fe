#pragma once

#include "handlers/command.hpp"

#include <cstdint>

namespace fingertip::handlers {

/// 代请假 李梅 生病, 代请假 12 李梅 生病: an officer enters leave for somebody who told them in person, also after the
/// deadline or the meeting. Kept as a request that the officer granted, noted in the audit log; 撤回 takes it back.
Reply enter_leave(Context& ctx, const Args& args);

/// Takes it back, by the request's number.
Reply withdraw_entered_leave(Context& ctx, std::int64_t request);

} // namespace fingertip::handlers
