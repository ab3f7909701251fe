#include "bot/config/config_values.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace fingertip::bot {
namespace {

template<class Number>
std::optional<Number> parse_number(std::string_view text)
{
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty() || text.front() == '-')
        return std::nullopt;
    return number;
}

std::optional<std::chrono::minutes> parse_clock(std::string_view text)
{
    if (text.size() != 5 || text[2] != ':')
        return std::nullopt;
    const auto hour = parse_number<int>(text.substr(0, 2));
    const auto minute = parse_number<int>(text.substr(3));
    if (!hour || !minute || *hour > 23 || *minute > 59)
        return std::nullopt;
    return std::chrono::hours{*hour} + std::chrono::minutes{*minute};
}

bool is_host_name(std::string_view host)
{
    return !host.empty() && host.size() <= 253 && std::ranges::all_of(host, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    });
}

struct HostPort
{
    std::string host;
    std::optional<unsigned short> port;
};

/// "host", "host:port", "[v6]", "[v6]:port".
std::optional<HostPort> split_host_port(std::string_view text)
{
    HostPort result;
    std::string_view rest;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos)
            return std::nullopt;
        const auto address = parse_address(text.substr(1, end - 1));
        if (!address || address->find(':') == std::string::npos)
            return std::nullopt;
        result.host = *address;
        rest = text.substr(end + 1);
    } else {
        const auto colon = text.find(':');
        result.host = text.substr(0, colon);
        rest = colon == std::string_view::npos ? std::string_view{} : text.substr(colon);
        if (!is_host_name(result.host))
            return std::nullopt;
    }
    if (rest.empty())
        return result;
    result.port = parse_number<unsigned short>(rest.substr(1));
    if (rest.front() != ':' || !result.port)
        return std::nullopt;
    return result;
}

} // namespace

std::string Endpoint::text() const
{
    const auto v6 = host.find(':') != std::string::npos;
    return (v6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

bool Endpoint::loopback() const
{
    return is_loopback(host);
}

bool QuietHours::contains(std::chrono::minutes of_day) const
{
    return from < to ? of_day >= from && of_day < to : of_day >= from || of_day < to;
}

std::string CacheAddress::text() const
{
    if (kind == Kind::memory)
        return "memory:";
    if (!unix_path.empty())
        return "redis+unix://" + unix_path + "?db=" + std::to_string(database);
    return "redis://" + std::string{password.empty() ? "" : ":***@"} + Endpoint{host, port}.text() + '/' +
           std::to_string(database);
}

std::optional<std::string> parse_address(std::string_view text)
{
    const std::string copy{text};
    unsigned char bytes[16];
    char shown[INET6_ADDRSTRLEN];
    for (const int family : {AF_INET, AF_INET6})
        if (inet_pton(family, copy.c_str(), bytes) == 1 && inet_ntop(family, bytes, shown, sizeof shown))
            return shown;
    return std::nullopt;
}

bool is_loopback(std::string_view host)
{
    return host == "localhost" || host == "::1" || (host.starts_with("127.") && parse_address(host));
}

std::optional<Endpoint> parse_endpoint(std::string_view text)
{
    const auto split = split_host_port(text);
    if (!split || !split->port)
        return std::nullopt;
    const auto address = parse_address(split->host == "localhost" ? "127.0.0.1" : split->host);
    if (!address)
        return std::nullopt;
    return Endpoint{*address, *split->port};
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text)
{
    using namespace std::chrono;
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto count = parse_number<long long>(text.substr(0, digits));
    const auto unit = text.substr(digits);
    if (!count || *count > 10LL * 366 * 86'400'000)
        return std::nullopt;
    constexpr milliseconds longest = days{3660};
    const auto times = [&](milliseconds one) -> std::optional<milliseconds> {
        if (*count > longest / one)
            return std::nullopt;
        return *count * one;
    };
    if (unit == "ms")
        return times(milliseconds{1});
    if (unit == "s")
        return times(seconds{1});
    if (unit == "m")
        return times(minutes{1});
    if (unit == "h")
        return times(hours{1});
    if (unit == "d")
        return times(days{1});
    return std::nullopt;
}

std::optional<QuietHours> parse_quiet_hours(std::string_view text)
{
    if (text.size() != 11 || text[5] != '-')
        return std::nullopt;
    const auto from = parse_clock(text.substr(0, 5));
    const auto to = parse_clock(text.substr(6));
    if (!from || !to || *from == *to)
        return std::nullopt;
    return QuietHours{*from, *to};
}

std::optional<CacheAddress> parse_cache_address(std::string_view text)
{
    CacheAddress result;
    if (text == "memory:")
        return result;
    result.kind = CacheAddress::Kind::redis;
    const auto database = [&](std::string_view digits) {
        const auto number = parse_number<int>(digits);
        result.database = number.value_or(0);
        return number && *number < 1024;
    };
    constexpr std::string_view over_unix = "redis+unix://";
    constexpr std::string_view over_tcp = "redis://";
    if (text.starts_with(over_unix)) {
        text.remove_prefix(over_unix.size());
        const auto query = text.find('?');
        if (query != std::string_view::npos &&
            (!text.substr(query).starts_with("?db=") || !database(text.substr(query + 4))))
            return std::nullopt;
        result.unix_path = text.substr(0, query);
        if (!result.unix_path.starts_with('/') || result.unix_path.size() > 107) // what a socket address can hold
            return std::nullopt;
        return result;
    }
    if (!text.starts_with(over_tcp))
        return std::nullopt;
    text.remove_prefix(over_tcp.size());
    if (const auto at = text.rfind('@'); at != std::string_view::npos) {
        const auto colon = text.find(':');
        if (colon != 0) // no user names: the client speaks the AUTH of a single password
            return std::nullopt;
        result.password = Secret{text.substr(1, at - 1)};
        text.remove_prefix(at + 1);
    }
    if (const auto slash = text.find('/'); slash != std::string_view::npos) {
        if (slash + 1 < text.size() && !database(text.substr(slash + 1)))
            return std::nullopt;
        text = text.substr(0, slash);
    }
    const auto split = split_host_port(text);
    if (!split)
        return std::nullopt;
    result.host = split->host;
    result.port = split->port.value_or(6379);
    return result;
}

std::optional<std::string> parse_base_url(std::string_view text)
{
    const auto scheme = text.starts_with("https://") ? 8U : text.starts_with("http://") ? 7U : 0U;
    if (scheme == 0)
        return std::nullopt;
    if (std::ranges::any_of(text, [](unsigned char c) { return c <= ' ' || c >= 0x7F; }) ||
        text.find_first_of("?#\"'<>\\@{}|^`") != std::string_view::npos)
        return std::nullopt;
    const auto rest = text.substr(scheme);
    if (!split_host_port(rest.substr(0, rest.find('/'))))
        return std::nullopt;
    while (text.ends_with('/'))
        text.remove_suffix(1);
    return std::string{text};
}

std::string host_of(std::string_view url)
{
    const auto start = url.find("://");
    const auto rest = start == std::string_view::npos ? url : url.substr(start + 3);
    const auto split = split_host_port(rest.substr(0, rest.find('/')));
    return split ? split->host : std::string{};
}

bool is_encoding_aes_key(std::string_view text)
{
    return text.size() == 43 && std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
                      c == '/';
           });
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates)
{
    std::string best;
    std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
    for (const auto& candidate : candidates) {
        // Optimal string alignment: 'lisetn' is one swap away from 'listen'.
        std::vector<std::vector<std::size_t>> cost(word.size() + 1, std::vector<std::size_t>(candidate.size() + 1));
        for (std::size_t i = 0; i <= word.size(); ++i)
            for (std::size_t j = 0; j <= candidate.size(); ++j) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                const std::size_t change = word[i - 1] == candidate[j - 1] ? 0 : 1;
                cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + change});
                if (i > 1 && j > 1 && word[i - 1] == candidate[j - 2] && word[i - 2] == candidate[j - 1])
                    cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
            }
        if (cost[word.size()][candidate.size()] < best_distance) {
            best_distance = cost[word.size()][candidate.size()];
            best = candidate;
        }
    }
    return best;
}

} // namespace fingertip::bot
