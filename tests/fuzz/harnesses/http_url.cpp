#include "bot/http_url.hpp"
#include "tests/fuzz/harness.hpp"

#include <algorithm>
#include <string>

using namespace fingertip::bot;
using namespace fingertip::fuzz;

namespace {

void run(std::string_view input)
{
    const auto to = parse_http_url(input);
    if (!to)
        return;
    const auto in_a_head = [](char c) { return c > ' ' && c < 0x7f; };
    promise(!to->host.empty() && std::all_of(to->host.begin(), to->host.end(), in_a_head), "a host that is none");
    promise(std::all_of(to->authority.begin(), to->authority.end(), in_a_head), "a Host header could be split");
    promise(std::all_of(to->target.begin(), to->target.end(), in_a_head), "a request line could be split");
    promise(to->authority.find('@') == std::string::npos, "user information is left");
    promise(to->target.starts_with('/') && to->target.find('#') == std::string::npos, "a target that is none");
    promise(to->port != 0, "port 0");
    promise(std::none_of(to->host.begin(), to->host.end(), [](char c) { return c >= 'A' && c <= 'Z'; }),
            "capitals in a host");

    const auto again = parse_http_url((to->tls ? "https://" : "http://") + to->authority + to->target);
    promise(again && again->host == to->host && again->port == to->port && again->target == to->target &&
                again->authority == to->authority && again->loopback == to->loopback && again->tls == to->tls,
            "an address put together again leads elsewhere");
    promise(!is_allowed(*to, {}), "nothing is allowed, and yet this is");
    promise(is_allowed(*to, {to->authority}) == (to->tls || to->loopback), "its own authority does not allow it");
    promise(to->host == "api.weixin.qq.com" || !is_allowed(*to, {"api.weixin.qq.com"}), "another host is allowed");
}

const Registered registered{"http_url", run};

} // namespace
