#include "bot/http_forwarded.hpp"

#include "bot/http_words.hpp"

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>

#include <charconv>
#include <optional>
#include <stdexcept>

namespace fingertip::bot {

namespace ip = boost::asio::ip;

namespace {

ip::address_v6 as_v6(const ip::address& address)
{
    return address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6();
}

/// "1.2.3.4", "1.2.3.4:5678", "::1", "[::1]", "[::1]:5678".
std::optional<ip::address> hop_address(std::string_view text)
{
    if (text.starts_with('['))
        text = text.substr(1, text.find(']') - 1);
    else if (text.find(':') == text.rfind(':'))
        text = text.substr(0, text.find(':'));
    boost::system::error_code error;
    const auto address = ip::make_address(text, error);
    if (error)
        return std::nullopt;
    return address;
}

/// The part behind the last comma, which is taken off the list.
std::string_view take_last(std::string_view& list)
{
    const auto comma = list.rfind(',');
    const auto last = comma == std::string_view::npos ? list : list.substr(comma + 1);
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(0, comma);
    return trim(last);
}

} // namespace

TrustedProxies::TrustedProxies(const std::vector<std::string>& entries)
{
    for (const auto& entry : entries) {
        const auto slash = entry.find('/');
        boost::system::error_code error;
        const auto address = ip::make_address(entry.substr(0, slash), error);
        const unsigned bits = !error && address.is_v4() ? 32 : 128;
        unsigned prefix = bits;
        if (!error && slash != std::string::npos) {
            const auto* end = entry.data() + entry.size();
            const auto read = std::from_chars(entry.data() + slash + 1, end, prefix);
            if (read.ec != std::errc{} || read.ptr != end || prefix > bits)
                error = boost::asio::error::invalid_argument;
        }
        if (error)
            throw std::invalid_argument("\"" + entry + "\" is neither an address nor a network such as 10.0.0.0/8");
        networks_.push_back({as_v6(address), prefix + (128 - bits)});
    }
}

bool TrustedProxies::contains(ip::address address) const
{
    const auto bytes = as_v6(address).to_bytes();
    for (const auto& network : networks_) {
        const auto base = network.base.to_bytes();
        bool inside = true;
        for (unsigned bit = 0; inside && bit < network.prefix; bit += 8) {
            const unsigned rest = network.prefix - bit;
            const unsigned mask = rest >= 8 ? 0xff : 0xff << (8 - rest);
            inside = ((bytes[bit / 8] ^ base[bit / 8]) & mask & 0xff) == 0;
        }
        if (inside)
            return true;
    }
    return false;
}

std::string address_text(ip::address address)
{
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        address = ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address.to_string();
}

HttpClientIdentity forwarded_client(ip::address socket_peer, std::string_view forwarded_for,
                                    std::string_view forwarded_proto, const TrustedProxies& proxies)
{
    ip::address client = socket_peer;
    while (!forwarded_for.empty() && proxies.contains(client)) {
        const auto hop = hop_address(take_last(forwarded_for));
        if (!hop)
            break;
        client = *hop;
    }
    return {address_text(client), take_last(forwarded_proto) == "https"};
}

} // namespace fingertip::bot
