#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::bot {

/// Where an outbound call goes.
struct HttpDestination
{
    bool tls = true;
    bool loopback = false; ///< by its name: localhost, 127.0.0.0/8, ::1
    std::string host;      ///< lower case; version 6 without brackets
    std::uint16_t port = 443;
    std::string authority; ///< for the Host header: with brackets, and with the port if it is not the usual one
    std::string target;    ///< path and query as given; at least "/"
};

/// Nothing: not an absolute http or https URL, or one with user information or a fragment.
std::optional<HttpDestination> parse_http_url(std::string_view url);

/// Whether one of `allowed` names this destination. An entry is a host, which means the usual port (and on loopback
/// any), or host:port. Plain http goes to loopback only, whatever the list says.
bool is_allowed(const HttpDestination& destination, const std::vector<std::string>& allowed);

} // namespace fingertip::bot
