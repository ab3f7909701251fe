#pragma once

#include "bot/simulator/wechat_servers.hpp"

#include <optional>
#include <string>

namespace fingertip::bot::demo {

/// What the page and the desk say to each other.

/// What the page asks to be done by somebody.
struct Wish
{
    std::string account;
    bool again = false; ///< the last event of this account once more, the very same
    simulator::Act act;
    std::string page; ///< to be scanned: the token of a meeting's page
    std::int64_t minutes_late = 0;
};

/// Empty: not understood.
std::optional<Wish> read_wish(const std::string& body);

/// A delivery as the page shows it. `follows`: whether the account follows now.
std::string delivery_json(const simulator::Delivery& delivery, bool follows);

} // namespace fingertip::bot::demo
