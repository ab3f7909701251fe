#include "bot/http_url.hpp"

#include <catch2/catch.hpp>

using namespace fingertip::bot;

TEST_CASE("a URL says where to connect, whom to name and what to ask for", "[http][url]")
{
    struct Case
    {
        const char* url;
        bool tls;
        bool loopback;
        const char* host;
        unsigned port;
        const char* authority;
        const char* target;
    };
    const auto example = GENERATE(values<Case>({
        {"https://api.weixin.qq.com/cgi-bin/stable_token", true, false, "api.weixin.qq.com", 443, "api.weixin.qq.com",
         "/cgi-bin/stable_token"},
        {"https://API.Example", true, false, "api.example", 443, "api.example", "/"},
        {"https://api.example?a=b", true, false, "api.example", 443, "api.example", "/?a=b"},
        {"https://api.example:443/", true, false, "api.example", 443, "api.example", "/"},
        {"https://api.example:/", true, false, "api.example", 443, "api.example", "/"},
        {"https://api.example:8443/a?b=%2F", true, false, "api.example", 8443, "api.example:8443", "/a?b=%2F"},
        {"http://127.0.0.2:8080/x", false, true, "127.0.0.2", 8080, "127.0.0.2:8080", "/x"},
        {"http://[::1]:80/", false, true, "::1", 80, "[::1]", "/"},
        {"http://[2001:DB8::1]/", false, false, "2001:db8::1", 80, "[2001:db8::1]", "/"},
        {"http://localhost", false, true, "localhost", 80, "localhost", "/"},
        {"http://localhost.evil", false, false, "localhost.evil", 80, "localhost.evil", "/"},
    }));
    INFO(example.url);
    const auto to = parse_http_url(example.url);
    REQUIRE(to);
    CHECK(to->tls == example.tls);
    CHECK(to->loopback == example.loopback);
    CHECK(to->host == example.host);
    CHECK(to->port == example.port);
    CHECK(to->authority == example.authority);
    CHECK(to->target == example.target);
}
