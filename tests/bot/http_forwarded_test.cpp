#include "bot/http_forwarded.hpp"
#include "http_loopback.hpp"

#include <catch2/catch.hpp>

using namespace fingertip;
using boost::asio::ip::make_address;

TEST_CASE("forwarded addresses count from the right, past our own proxies", "[http][forwarded]")
{
    const bot::TrustedProxies proxies{{"127.0.0.1", "10.0.0.0/8", "fd00::/8"}};
    struct Case
    {
        const char* from;
        const char* forwarded;
        const char* client;
    };
    const auto example =
        GENERATE(values<Case>({{"127.0.0.1", "", "127.0.0.1"},
                               {"127.0.0.1", "203.0.113.7", "203.0.113.7"},
                               {"127.0.0.1", "1.1.1.1, 203.0.113.7", "203.0.113.7"},
                               {"127.0.0.1", "1.1.1.1,203.0.113.7, 10.1.2.3", "203.0.113.7"},
                               {"127.0.0.1", "10.9.9.9", "10.9.9.9"},
                               {"127.0.0.1", "1.1.1.1, 10.0.0.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"},
                               {"127.0.0.1", "203.0.113.7:5123", "203.0.113.7"},
                               {"127.0.0.1", "[2001:db8::1]:443", "2001:db8::1"},
                               {"127.0.0.1", "2001:db8::1", "2001:db8::1"},
                               {"127.0.0.1", "2001:db8::1, fd12::3", "2001:db8::1"},
                               {"127.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"},
                               {"127.0.0.1", "203.0.113.7, unknown", "127.0.0.1"},
                               {"127.0.0.1", "203.0.113.7, 10.0.0.2, ", "127.0.0.1"},
                               {"127.0.0.1", "203.0.113.7, ,10.0.0.2", "10.0.0.2"},
                               {"127.0.0.1", "<script>", "127.0.0.1"},
                               {"127.0.0.1", "[", "127.0.0.1"},
                               {"::ffff:127.0.0.1", "203.0.113.7", "203.0.113.7"},
                               {"11.0.0.1", "203.0.113.7", "11.0.0.1"},
                               {"fe00::1", "203.0.113.7", "fe00::1"}}));
    INFO(example.from << " says " << example.forwarded);
    CHECK(bot::forwarded_client(make_address(example.from), example.forwarded, "", proxies).peer == example.client);
}

TEST_CASE("the scheme is the nearest proxy's word", "[http][forwarded]")
{
    const bot::TrustedProxies proxies{{"127.0.0.1"}};
    const auto secure = [&](std::string_view proto) {
        return bot::forwarded_client(make_address("127.0.0.1"), "", proto, proxies).secure;
    };
    CHECK(secure("https"));
    CHECK(secure("http, https"));
    CHECK_FALSE(secure("https, http"));
    CHECK_FALSE(secure("https,"));
    CHECK_FALSE(secure(""));
    CHECK_FALSE(secure("httpsx"));
}

TEST_CASE("networks of proxies end where their prefix says", "[http][forwarded]")
{
    const auto contains = [](const char* network, const char* address) {
        return bot::TrustedProxies{{network}}.contains(make_address(address));
    };
    CHECK(contains("10.128.0.0/9", "10.128.0.1"));
    CHECK_FALSE(contains("10.128.0.0/9", "10.127.255.255"));
    CHECK(contains("192.168.1.77/24", "192.168.1.1"));
    CHECK(contains("1.2.3.4/32", "1.2.3.4"));
    CHECK_FALSE(contains("1.2.3.4/32", "1.2.3.5"));
    CHECK(contains("0.0.0.0/0", "8.8.8.8"));
    CHECK_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
    CHECK(contains("2001:db8::/33", "2001:db8:7fff::1"));
    CHECK_FALSE(contains("2001:db8::/33", "2001:db8:8000::1"));
    CHECK_FALSE(bot::TrustedProxies{}.contains(make_address("127.0.0.1")));
    for (const auto* wrong :
         {"localhost", "", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/8x", "10.0.0.0/-1", "/8"}) {
        INFO(wrong);
        CHECK_THROWS_AS(bot::TrustedProxies{{wrong}}, std::invalid_argument);
    }
}

SCENARIO("a stranger's forwarded headers change nothing", "[http][forwarded]")
{
    const std::string request =
        "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\n"
        "X-Real-IP: 203.0.113.8\r\nForwarded: for=203.0.113.9\r\n\r\n";
    GIVEN("a server that trusts nobody")
    {
        tests::LoopbackServer server;
        tests::RawClient client{server.port()};
        client.send(request);
        client.read_response();
        const auto seen = server.seen();
        REQUIRE(seen.size() == 1);
        CHECK(seen[0].peer == "127.0.0.1");
        CHECK_FALSE(seen[0].secure);
        CHECK(seen[0].headers.size() == 1);
    }
    GIVEN("a server behind a proxy on this host")
    {
        bot::HttpServerOptions options;
        options.trusted_proxies = {"127.0.0.0/8"};
        tests::LoopbackServer server{options};
        tests::RawClient client{server.port()};
        client.send(request);
        client.read_response();
        const auto seen = server.seen();
        REQUIRE(seen.size() == 1);
        CHECK(seen[0].peer == "203.0.113.7");
        CHECK(seen[0].secure);
        CHECK(seen[0].headers.size() == 1);
    }
}
