#pragma once

#include "handlers/command.hpp"

#include <string_view>

namespace fingertip::handlers {

/// Followed the account; a scene (the QR code at the door, an invitation) is taken up at once.
Reply followed(Context& ctx);
/// Scanned one of our QR codes while following already.
Reply scanned(Context& ctx, std::string_view scene);
/// Sent a place.
Reply located(Context& ctx);
/// Left: the person stays, the account is no longer reachable.
Reply left(Context& ctx);

/// 取消: leaves the open dialogue and says what remains.
Reply cancel(Context& ctx);
/// 继续: takes the parked dialogue up again.
Reply resume(Context& ctx);

/// 更多: the rest of the last long text, while nothing else has been said.
Reply say_more(Context& ctx, const Args& args);
/// 打错了: takes back one's own last reversible act within a minute; a check-in for as long as the meeting runs.
Reply mistyped(Context& ctx, const Args& args);

} // namespace fingertip::handlers
