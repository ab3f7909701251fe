#include "bot/http_forwarded.hpp"
#include "tests/fuzz/harness.hpp"

#include <stdexcept>
#include <string>

using namespace fingertip::bot;
using namespace fingertip::fuzz;

namespace {

/// Input: trusted proxies, blanks between; the neighbour; X-Forwarded-For; X-Forwarded-Proto. A line each.
void run(std::string_view input)
{
    namespace ip = boost::asio::ip;
    auto entries_line = take_until(input, '\n');
    const auto neighbour = take_until(input, '\n');
    const auto hops = take_until(input, '\n');

    std::vector<std::string> entries;
    while (!entries_line.empty())
        entries.emplace_back(take_until(entries_line, ' '));
    TrustedProxies proxies;
    try {
        proxies = TrustedProxies{entries};
    } catch (const std::invalid_argument&) {
        entries.clear();
    }
    boost::system::error_code error;
    auto peer = ip::make_address(std::string{neighbour}, error);
    if (error)
        peer = ip::make_address("10.0.0.1");

    const auto found = forwarded_client(peer, hops, input, proxies);
    const auto address = ip::make_address(found.peer, error);
    promise(!error, "a client whose address is none");
    promise(address_text(address) == found.peer, "an address in two forms");
    promise(proxies.contains(peer) || found.peer == address_text(peer), "somebody unknown is believed");
    promise(!TrustedProxies{}.contains(peer), "nobody is trusted, and yet this one is");
    promise(forwarded_client(peer, "", "", proxies).peer == address_text(peer), "without hops another than the peer");
    promise(!found.secure || input.find("https") != std::string_view::npos, "secure without https");

    // Whatever a client puts in front of what the proxies wrote, nothing changes unless all of those are proxies.
    const auto forged = forwarded_client(peer, "203.0.113.9," + std::string{hops}, input, proxies);
    promise(forged.peer == found.peer || proxies.contains(address), "an invented hop is believed");
}

const Registered registered{"http_forwarded", run};

} // namespace
