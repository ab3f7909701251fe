#pragma once

#include "handlers/command.hpp"

namespace fingertip::handlers {

/// 签到, 签到 123456, or the bare code.
Reply check_in(Context& ctx, const Args& args);

/// A scanned or followed QR code of a meeting. Empty reply: the scene is not a meeting's.
Reply check_in_by_scene(Context& ctx, std::string_view scene);

bool accepts(const AskCode&, const Args& said);
Reply answer(Context& ctx, const AskCode& step, const Args& said);

} // namespace fingertip::handlers
