#pragma once

#include "handlers/command.hpp"

#include <string_view>

namespace fingertip::handlers {

/// 签到, 签到 123456, or the bare code. An officer's 签到 with a name is an entry on somebody's behalf.
Reply check_in(Context& ctx, const Args& args);

/// A scanned or followed QR code of a meeting. Empty reply: the scene is not a meeting's.
Reply check_in_by_scene(Context& ctx, std::string_view scene);

/// A place was sent. Checks in where a meeting with location is open, the member has agreed and is near; the place is
/// forgotten at once. What the platform reports by itself is answered only when it checks somebody in.
Reply check_in_by_place(Context& ctx);

/// Whether a place that the platform reports by itself could check its sender in: reports come every few seconds, and
/// nearly all of them need no write.
bool place_may_count(ReadContext& ctx);

/// Whether the digits are the code of a meeting that is open now.
bool is_open_code(ReadContext& ctx, std::string_view code);

bool accepts(const AskCode&, const Args& said);
Reply answer(Context& ctx, const AskCode& step, const Args& said);

bool accepts(const AskLocationConsent&, const Args& said);
Reply answer(Context& ctx, const AskLocationConsent& step, const Args& said);

} // namespace fingertip::handlers
