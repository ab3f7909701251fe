#pragma once

#include <boost/asio/ip/address.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace fingertip::bot {

/// The addresses whose X-Forwarded-* headers are believed.
class TrustedProxies
{
public:
    /// Nobody.
    TrustedProxies() = default;

    /// Addresses ("10.0.0.7", "::1") or networks ("10.0.0.0/8", "fd00::/8"). Throws std::invalid_argument, naming
    /// the entry, if one is neither.
    explicit TrustedProxies(const std::vector<std::string>& entries);

    bool contains(boost::asio::ip::address address) const;

private:
    struct Network
    {
        boost::asio::ip::address_v6 base; ///< version 4 as ::ffff:a.b.c.d
        unsigned prefix;                  ///< bits of the 128
    };
    std::vector<Network> networks_;
};

/// Who really asks, behind trusted proxies.
struct HttpClientIdentity
{
    std::string peer; ///< address
    bool secure;      ///< came to the nearest proxy by https
};

/// The text of an address; version 4 inside version 6 as version 4.
std::string address_text(boost::asio::ip::address address);

/// Reads what a *trusted* neighbour at `socket_peer` says. X-Forwarded-For is walked from the right, where our own
/// proxies write, to the first address that is not one of them; what stands left of it anybody may have invented.
/// A part that is no address ends the walk at the hop before. X-Forwarded-Proto: the last word, the neighbour's own.
HttpClientIdentity forwarded_client(boost::asio::ip::address socket_peer, std::string_view forwarded_for,
                                    std::string_view forwarded_proto, const TrustedProxies& proxies);

} // namespace fingertip::bot
