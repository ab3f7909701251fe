#include "bot/redis/redis_address.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <sys/un.h>

#include <algorithm>
#include <charconv>

namespace fingertip::bot {
namespace {

std::optional<int> database_number(std::string_view digits)
{
    int db = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), db);
    if (error != std::errc{} || end != digits.data() + digits.size() || db < 0 || db > 65'535)
        return std::nullopt;
    return db;
}

std::optional<RedisAddress> over_tcp(const boost::urls::url_view& url)
{
    RedisAddress address;
    address.host = url.host_address();
    if (address.host.empty() || url.has_query())
        return std::nullopt;
    if (url.has_port() && !url.port().empty()) {
        address.port = url.port_number(); // 0 when it does not fit
        if (address.port == 0)
            return std::nullopt;
    }
    if (url.has_userinfo()) {
        address.user = url.user();
        address.password = url.password();
        if (address.password.empty())
            return std::nullopt;
    }
    const std::string path = url.path();
    if (!path.empty() && path.front() != '/') // this version reads "redis://h:x" as host h and path x
        return std::nullopt;
    if (path.size() > 1) {
        const auto db = database_number(std::string_view{path}.substr(1));
        if (!db)
            return std::nullopt;
        address.db = *db;
    }
    return address;
}

std::optional<RedisAddress> over_unix_socket(const boost::urls::url_view& url)
{
    RedisAddress address;
    address.path = url.path();
    if (url.has_userinfo() || !url.host().empty() || address.path.size() < 2 || address.path.front() != '/' ||
        address.path.find('\0') != std::string::npos || address.path.size() >= sizeof(sockaddr_un::sun_path))
        return std::nullopt;
    for (const auto& parameter : url.params()) {
        const auto db = database_number(parameter.value);
        if (parameter.key != "db" || !db)
            return std::nullopt;
        address.db = *db;
    }
    return address;
}

} // namespace

std::optional<RedisAddress> parse_redis_url(std::string_view text)
{
    const auto url = boost::urls::parse_uri(boost::urls::string_view{text.data(), text.size()});
    if (!url || url->has_fragment() || !url->has_authority())
        return std::nullopt;
    if (url->scheme() == "redis")
        return over_tcp(*url);
    if (url->scheme() == "redis+unix")
        return over_unix_socket(*url);
    return std::nullopt;
}

} // namespace fingertip::bot
