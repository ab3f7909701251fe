#include "bot/http_url.hpp"

#include "bot/http_words.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <charconv>

namespace fingertip::bot {

namespace urls = boost::urls;

namespace {

std::uint16_t usual_port(bool tls)
{
    return tls ? 443 : 80;
}

} // namespace

std::optional<HttpDestination> parse_http_url(std::string_view text)
{
    const auto parsed = urls::parse_uri(text);
    if (parsed.has_error())
        return std::nullopt;
    const urls::url_view url = *parsed;
    if ((url.scheme_id() != urls::scheme::http && url.scheme_id() != urls::scheme::https) || url.has_userinfo() ||
        url.has_fragment())
        return std::nullopt;

    HttpDestination to;
    to.tls = url.scheme_id() == urls::scheme::https;
    const std::string_view encoded_host{url.encoded_host()};
    switch (url.host_type()) {
    case urls::host_type::ipv4:
        to.loopback = url.host_ipv4_address().is_loopback();
        break;
    case urls::host_type::ipv6:
        to.loopback = url.host_ipv6_address().is_loopback();
        break;
    case urls::host_type::name:
        to.loopback = lowered(encoded_host) == "localhost";
        break;
    default:
        return std::nullopt;
    }
    if (encoded_host.empty() || encoded_host.find('%') != std::string_view::npos)
        return std::nullopt;
    to.host = lowered(std::string{url.encoded_host_address()});
    to.authority = lowered(encoded_host);

    to.port = usual_port(to.tls);
    if (const std::string_view port{url.port()}; !port.empty()) {
        const auto read = std::from_chars(port.data(), port.data() + port.size(), to.port);
        if (read.ec != std::errc{} || to.port == 0) // url.port_number() would take 99999 for 34463
            return std::nullopt;
    }
    if (to.port != usual_port(to.tls))
        to.authority += ":" + std::to_string(to.port);

    to.target = std::string{url.encoded_target()};
    if (!to.target.starts_with('/'))
        to.target.insert(0, "/");
    return to;
}

bool is_allowed(const HttpDestination& destination, const std::vector<std::string>& allowed)
{
    if (!destination.tls && !destination.loopback)
        return false;
    const bool any_port = destination.loopback || destination.port == usual_port(destination.tls);
    const bool version_6 = destination.host.find(':') != std::string::npos;
    const auto name = version_6 ? "[" + destination.host + "]" : destination.host;
    const auto with_port = name + ":" + std::to_string(destination.port);
    return std::any_of(allowed.begin(), allowed.end(), [&](const std::string& entry) {
        const auto given = lowered(entry);
        return given == with_port || (any_port && (given == name || given == destination.host));
    });
}

} // namespace fingertip::bot
