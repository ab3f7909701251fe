#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fingertip::bot {

/// Where a Redis server listens and how to sign in.
struct RedisAddress
{
    std::string host; ///< name or address; empty when `path` is set
    std::uint16_t port = 6379;
    std::string path;     ///< of a unix socket
    std::string user;     ///< empty: the default user
    std::string password; ///< empty: none
    int db = 0;
};

/// Reads redis://host:port/db, redis://:password@host:port/db, redis://user:password@host:port/db (port and db may be
/// left out) or redis+unix:///path?db=0. Percent-encoding is undone. Empty for anything else: rediss:// too, as there
/// is no TLS here.
std::optional<RedisAddress> parse_redis_url(std::string_view url);

} // namespace fingertip::bot
