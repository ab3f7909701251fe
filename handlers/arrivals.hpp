#pragma once

#include "handlers/context.hpp"

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

} // namespace fingertip::handlers
