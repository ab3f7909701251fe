#include "bot/http_guard.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <random>

using namespace fingertip::bot;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

int refused(std::string_view bytes, const HttpLimits& limits = {}, const std::vector<std::string>& hosts = {})
{
    const auto result = inspect_head(bytes, limits, hosts);
    const auto* refusal = std::get_if<HttpRefusal>(&result);
    return refusal != nullptr ? refusal->status : 0;
}

HttpHead accepted(std::string_view bytes)
{
    auto result = inspect_head(bytes, {});
    REQUIRE(std::holds_alternative<HttpHead>(result));
    return std::get<HttpHead>(std::move(result));
}

std::string fields(std::size_t count)
{
    std::string result = "Host: a\r\n";
    for (std::size_t i = 1; i < count; ++i)
        result += "X-" + std::to_string(i) + ": v\r\n";
    return result;
}

} // namespace

TEST_CASE("an ordinary webhook head is read as it was sent", "[http][guard]")
{
    const std::string head =
        "POST /webhooks/wechat-main?signature=ab%20c&timestamp=1 HTTP/1.1\r\nHost: Bot.Example:443\r\n"
        "Content-Type: text/xml\r\nCONTENT-LENGTH:  25 \r\nX-Odd:\tvalue: with, \xE4\xBD\xA0 \t\r\n\r\n";
    const auto read = accepted(head + "<xml>");
    CHECK(read.size == head.size());
    CHECK(read.content_length == 25);
    CHECK(read.keep_alive);
    CHECK(read.request.method == "POST");
    CHECK(read.request.path == "/webhooks/wechat-main");
    CHECK(read.request.query == "signature=ab%20c&timestamp=1");
    CHECK(read.request.header("content-type") == "text/xml");
    CHECK(read.request.header("x-odd") == "value: with, \xE4\xBD\xA0");
}

TEST_CASE("every proper beginning of a good head is incomplete, never refused or read", "[http][guard]")
{
    const std::string head = "GET /a?b=c HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nX: \r\n\r\n";
    for (std::size_t size = 0; size < head.size(); ++size) {
        INFO(size);
        CHECK(std::holds_alternative<HttpHeadIncomplete>(inspect_head(std::string_view{head}.substr(0, size), {})));
    }
    CHECK(accepted(head).size == head.size());
}

TEST_CASE("limits hold to the byte", "[http][guard]")
{
    const auto line = [](std::size_t size) {
        return "GET /" + std::string(size - 14, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n";
    };
    CHECK(refused(line(4096)) == 0);
    CHECK(refused(line(4097)) == 414);
    CHECK(refused(std::string(4097, 'A')) == 414);
    CHECK(refused(std::string(4096, 'A')) == 0);

    const auto block = [](std::size_t size) {
        return "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(size - 14, 'a') + "\r\n\r\n";
    };
    CHECK(refused(block(8192)) == 0);
    CHECK(refused(block(8193)) == 431);
    CHECK(refused("GET / HTTP/1.1\r\nX: " + std::string(8190, 'a')) == 431);

    CHECK(refused("GET / HTTP/1.1\r\n" + fields(64) + "\r\n") == 0);
    CHECK(refused("GET / HTTP/1.1\r\n" + fields(65) + "\r\n") == 431);

    const auto body = [](std::string_view length) {
        return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::string{length} + "\r\n\r\n";
    };
    CHECK(refused(body("65536")) == 0);
    for (const auto* length :
         {"65537", "4294967296", "4294967297", "9223372036854775807", "9223372036854775808", "18446744073709551615",
          "18446744073709551616", "99999999999999999999999999999999999999"}) {
        INFO(length);
        CHECK(refused(body(length)) == 413);
    }
}

TEST_CASE("a Connection that is no list of tokens is refused, as Beast's parser refuses it", "[http][guard]")
{
    const auto value = GENERATE("keep-\x9flive"s, "close close"s, "close;q=1"s, "\"close\""s, "keep-alive, (close)"s);
    CAPTURE(value);
    CHECK(refused("GET / HTTP/1.1\r\nHost: a\r\nConnection: " + value + "\r\n\r\n") == 400);
}

TEST_CASE("keep-alive follows version and Connection", "[http][guard]")
{
    struct Case
    {
        const char* version;
        const char* connection;
        bool keep_alive;
    };
    const auto example =
        GENERATE(values<Case>({{"1.1", "", true},
                               {"1.1", "Connection: close\r\n", false},
                               {"1.1", "Connection: Close\r\n", false},
                               {"1.1", "Connection: foo, close\r\n", false},
                               {"1.1", "Connection: , close,\r\n", false},
                               {"1.1", "Connection: keep-alive\r\nConnection: close\r\n", false},
                               {"1.1", "Connection: closet\r\n", true},
                               {"1.0", "", false},
                               {"1.0", "Connection: Keep-Alive\r\n", true},
                               {"1.0", "Connection: keep-alive, close\r\n", false},
                               {"1.1", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n", true}}));
    const auto head =
        accepted(std::string{"GET / HTTP/"} + example.version + "\r\nHost: a\r\n" + example.connection + "\r\n");
    CHECK(head.keep_alive == example.keep_alive);
    CHECK(head.http_1_0 == (std::string_view{example.version} == "1.0"));
}

TEST_CASE("expectations other than 100-continue are refused", "[http][guard]")
{
    CHECK(accepted("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n").expects_continue);
    CHECK(refused("POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n") == 417);
    CHECK(refused("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue, x\r\n\r\n") == 417);
    CHECK_FALSE(accepted("POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n").expects_continue);
}

TEST_CASE("a Host must be one, well formed, and on the list where there is one", "[http][guard]")
{
    const std::vector<std::string> list{"bot.example", "[::1]"};
    const auto with = [](std::string_view host) { return "GET / HTTP/1.1\r\nHost: " + std::string{host} + "\r\n\r\n"; };
    for (const auto* host : {"bot.example", "BOT.example", "bot.example:8080", "bot.example:", "[::1]", "[::1]:80"}) {
        INFO(host);
        CHECK(refused(with(host), {}, list) == 0);
    }
    for (const auto* host : {"other.example", "bot.example.evil", "bot.example@evil", "127.0.0.1"}) {
        INFO(host);
        CHECK(refused(with(host), {}, list) == 400);
    }
    for (const auto* host :
         {"", "a/b", "a b", "a,b", "a:80:80", "a:8x", "[::1", "[]", "[::1]x", "[g::1]", "a\"", ":80", "a:1234567"}) {
        INFO(host);
        CHECK(refused(with(host)) == 400);
    }
    CHECK(refused("GET / HTTP/1.0\r\n\r\n") == 0);
    CHECK(refused("GET / HTTP/1.0\r\nHost: evil\r\n\r\n", {}, list) == 400);
}

TEST_CASE("what proxies add is kept apart from the headers", "[http][guard]")
{
    const auto head =
        accepted("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2.2.2.2, 3.3.3.3\r\n"
                 "X-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\nForwarded: for=9.9.9.9\r\n"
                 "X-Real-IP: 9.9.9.9\r\nAccept: */*\r\n\r\n");
    CHECK(head.forwarded_for == "1.1.1.1,2.2.2.2, 3.3.3.3");
    CHECK(head.forwarded_proto == "https");
    REQUIRE(head.request.headers.size() == 2);
    CHECK(head.request.headers[1].first == "accept");
}

TEST_CASE("random mutilations of a head never read as more than one head", "[http][guard]")
{
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random{seed};
    const std::string good = "POST /webhooks/a?b=c HTTP/1.1\r\nHost: bot.example\r\nContent-Length: 5\r\nConnection: "
                             "keep-alive\r\n\r\nhello";
    constexpr std::string_view spice = "\r\n\t :,;\0\x7f\x80GEThttp/10"sv;
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes = good;
        for (int edits = 1 + static_cast<int>(random() % 3); edits > 0; --edits) {
            const auto at = random() % bytes.size();
            if (random() % 2 == 0)
                bytes[at] = spice[random() % spice.size()];
            else
                bytes.insert(at, 1, spice[random() % spice.size()]);
        }
        const auto result = inspect_head(bytes, {});
        if (const auto* head = std::get_if<HttpHead>(&result)) {
            const auto text = std::string_view{bytes}.substr(0, head->size);
            REQUIRE(text.ends_with("\r\n\r\n"));
            REQUIRE(text.find("\r\n\r\n") == text.size() - 4);
            REQUIRE(head->content_length <= 64 * 1024);
            REQUIRE(head->request.path.starts_with('/'));
            for (const auto& [name, value] : head->request.headers) {
                REQUIRE(name.find_first_of(" \t\r\n:") == std::string::npos);
                REQUIRE(value.find_first_of(std::string_view{"\r\n\0", 3}) == std::string::npos);
            }
        }
    }
}
