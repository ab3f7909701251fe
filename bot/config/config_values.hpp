#pragma once

#include "bot/secret.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::bot {

/// A numeric address and a port to listen on.
struct Endpoint
{
    std::string host;        ///< IPv4 or IPv6 in its usual form, without brackets
    unsigned short port = 0; ///< 0: the system chooses

    std::string text() const; ///< "127.0.0.1:8080", "[::1]:8080"
    bool loopback() const;
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// Minutes of the day in the organisation's zone; `from` > `to` means over midnight.
struct QuietHours
{
    std::chrono::minutes from{};
    std::chrono::minutes to{};

    /// Is this minute of the day (0 … 1439) quiet? `from` is, `to` is not.
    bool contains(std::chrono::minutes of_day) const;
};

/// Where chat sessions are cached.
struct CacheAddress
{
    enum class Kind
    {
        memory,
        redis
    };

    Kind kind = Kind::memory;
    std::string host; ///< empty for memory and for a unix socket
    unsigned short port = 6379;
    std::string unix_path; ///< of the server's socket; empty: TCP
    int database = 0;
    Secret password; ///< empty: none

    std::string text() const; ///< as an URL, the password as ***
};

/// "127.0.0.1:8080", "[::1]:0", "localhost:8080"; empty: not of that form.
std::optional<Endpoint> parse_endpoint(std::string_view text);

/// "20m", "60s", "0m", "7d", "1h", "500ms"; empty: not of that form, or longer than ten years.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// "21:00-07:30"; empty: not of that form, or both ends equal.
std::optional<QuietHours> parse_quiet_hours(std::string_view text);

/// "memory:", "redis://[:password@]host[:port][/database]", "redis+unix:///path[?db=N]"; empty: none of these.
std::optional<CacheAddress> parse_cache_address(std::string_view text);

/// An http or https address without query and fragment, its final '/' taken off; empty: not of that form.
std::optional<std::string> parse_base_url(std::string_view text);

/// Does the address, IPv4 or IPv6, name this machine only? `host` may also be "localhost".
bool is_loopback(std::string_view host);

/// The host of an address accepted by parse_base_url, without brackets and port.
std::string host_of(std::string_view url);

/// IPv4 or IPv6 in its usual form; empty: not a numeric address.
std::optional<std::string> parse_address(std::string_view text);

/// Does a WeChat EncodingAESKey have 43 letters, digits, '+' or '/'? Every such key decodes to 32 bytes: what the
/// 43rd character holds beyond them is ignored, as the platform itself does.
bool is_encoding_aes_key(std::string_view text);

/// The candidate that `word` was probably meant to be; empty: none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

} // namespace fingertip::bot
