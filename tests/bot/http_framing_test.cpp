#include "http_loopback.hpp"

#include <catch2/catch.hpp>

using namespace fingertip;
using namespace std::string_literals;
using tests::LoopbackServer;
using tests::RawClient;

namespace {

/// A complete request that must never be reached: what a smuggler hides behind his trick.
const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";

/// POST with one odd header line (CRLF included in it) and the hidden request as body or behind it.
std::string post(const std::string& lines)
{
    return "POST /first HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n";
}

const std::vector<std::string>& tricks()
{
    static const std::vector<std::string> list{
        // Transfer-Encoding in every dress, alone and beside a length
        post("Transfer-Encoding: chunked\r\n") + "0\r\n\r\n",
        post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n") + "0\r\n\r\n",
        post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n",
        post("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n") + "hello",
        post("Content-Length: 5\r\nTransfer-Encoding: gzip\r\n") + "hello",
        post("Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n") + "hello",
        post("Transfer-Encoding: gzip\r\n"),
        post("Transfer-Encoding: chunked, gzip\r\n") + "0\r\n\r\n",
        post("Transfer-Encoding: gzip, chunked\r\n") + "0\r\n\r\n",
        post("Transfer-Encoding: identity\r\nContent-Length: 5\r\n") + "hello",
        post("Transfer-Encoding: identity, chunked\r\n") + "0\r\n\r\n",
        post("Transfer-Encoding: \"chunked\"\r\n") + "0\r\n\r\n",
        post("Transfer-Encoding: chunked;q=1\r\n") + "0\r\n\r\n",
        post("Transfer-Encoding:\r\nContent-Length: 5\r\n") + "hello",
        post("Transfer-Encoding:chunked\r\n") + "0\r\n\r\n",
        post("Transfer-Encoding:\tchunked\r\n") + "0\r\n\r\n",
        post("Transfer-Encoding: CHUNKED\r\n") + "0\r\n\r\n",
        post("tRANSFER-eNCODING: chunked\r\n") + "0\r\n\r\n",
        post("Transfer-Encoding : chunked\r\n") + "0\r\n\r\n",
        post("Transfer-Encoding\t: chunked\r\n") + "0\r\n\r\n",
        post(" Transfer-Encoding: chunked\r\n") + "0\r\n\r\n",
        post("X: y\r\n Transfer-Encoding: chunked\r\n") + "0\r\n\r\n",
        post("Transfer-Encoding:\r\n chunked\r\n") + "0\r\n\r\n",
        post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n") + "0\r\n\r\n",
        post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n",
        post("Transfer-Encoding\x0b: chunked\r\n") + "0\r\n\r\n",
        post("Transfer-Encoding: \x0b"
             "chunked\r\n") +
            "0\r\n\r\n",
        post("Transfer-Encoding: chunked\x0c\r\n") + "0\r\n\r\n",
        post("\x01Transfer-Encoding: chunked\r\n") + "0\r\n\r\n",
        post("Transfer-Encoding\xA0: chunked\r\n") + "0\r\n\r\n",
        post("X: y\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n",
        post("X: y\rTransfer-Encoding: chunked\r\n") + "0\r\n\r\n",
        post("X: y\r\rTransfer-Encoding: chunked\r\n") + "0\r\n\r\n",
        post("X: y\0\r\nTransfer-Encoding: chunked\r\n"s) + "0\r\n\r\n",
        post("Transfer_Encoding: chunked\r\n") + "0\r\n\r\n",
        post("Content_Length: 34\r\n"),
        post("Transfer-Encoding: chunked\r\nTrailer: Host\r\n") + "0\r\nHost: b\r\n\r\n",
        post("Transfer-Encoding: chunked\r\n") + "5;" + std::string(5000, 'e') + "\r\nhello\r\n0\r\n\r\n",
        "POST /first HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        // Content-Length
        post("Content-Length: 5\r\nContent-Length: 5\r\n") + "hello",
        post("Content-Length: 5\r\nContent-Length: 0\r\n") + "hello",
        post("Content-Length: 0\r\nContent-Length: 34\r\n"),
        post("Content-Length: 5\r\ncontent-length: 6\r\n") + "hello",
        post("Content-Length: 5, 5\r\n") + "hello",
        post("Content-Length: 0, 34\r\n"),
        post("Content-Length: 5,\r\n") + "hello",
        post("Content-Length: ,5\r\n") + "hello",
        post("Content-Length: +5\r\n") + "hello",
        post("Content-Length: -5\r\n") + "hello",
        post("Content-Length: -1\r\n"),
        post("Content-Length: 0x5\r\n") + "hello",
        post("Content-Length: 5h\r\n") + "hello",
        post("Content-Length: 5 5\r\n") + "hello",
        post("Content-Length: 5.0\r\n") + "hello",
        post("Content-Length: 5e0\r\n") + "hello",
        post("Content-Length: 05\r\n") + "hello",
        post("Content-Length: 00\r\n"),
        post("Content-Length: \"5\"\r\n") + "hello",
        post("Content-Length: 5;x\r\n") + "hello",
        post("Content-Length:\r\n"),
        post("Content-Length: \r\n 5\r\n") + "hello",
        post("Content-Length : 5\r\n") + "hello",
        post("Content-Length\r\n"),
        post("Content-Length: \xef\xbc\x95\r\n") + "hello", // a full-width 5
        post("Content-Length: 5\x0b\r\n") + "hello",
        post("Content-Length: 5\0\r\n"s) + "hello",
        // Host and target
        "GET /first HTTP/1.1\r\n\r\n",
        "GET /first HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET /first HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /first HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /first HTTP/1.1\r\nHost:\r\n\r\n",
        "GET /first HTTP/1.1\r\nHost: a, b\r\n\r\n",
        "GET /first HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET /first HTTP/1.1\r\nHost: u@a\r\n\r\n",
        "GET /first HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET http://a/first HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://evil/first HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET //a/first HTTP/2.0\r\nHost: a\r\n\r\n",
        "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET first HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /fi#rst HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /fi rst HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /fi\trst HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /fi\x80rst HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /fi\0rst HTTP/1.1\r\nHost: a\r\n\r\n"s,
        "GET /first\x7f HTTP/1.1\r\nHost: a\r\n\r\n",
        // Request line
        "GET  /first HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /first  HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /first HTTP/1.1 \r\nHost: a\r\n\r\n",
        " GET /first HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET\t/first\tHTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /first\r\nHost: a\r\n\r\n",
        "GET /first \r\nHost: a\r\n\r\n",
        "/first HTTP/1.1\r\nHost: a\r\n\r\n",
        "get /first HTTP/1.1\r\nHost: a\r\n\r\n",
        "GE(T /first HTTP/1.1\r\nHost: a\r\n\r\n",
        "GE\xC3\xA9T /first HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /first HTTP/0.9\r\nHost: a\r\n\r\n",
        "GET /first HTTP/1.2\r\nHost: a\r\n\r\n",
        "GET /first HTTP/1.10\r\nHost: a\r\n\r\n",
        "GET /first HTTP/01.1\r\nHost: a\r\n\r\n",
        "GET /first HTTP/2\r\nHost: a\r\n\r\n",
        "GET /first http/1.1\r\nHost: a\r\n\r\n",
        "GET /first HTTP/1.1x\r\nHost: a\r\n\r\n",
        "GET /first HTTPS/1.1\r\nHost: a\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\r\nGET /first HTTP/1.1\r\nHost: a\r\n\r\n",
        "\nGET /first HTTP/1.1\r\nHost: a\r\n\r\n",
        "\x16\x03\x01\x02\x01\x01"s,
        // Line ends and header lines
        "GET /first HTTP/1.1\nHost: a\n\n",
        "GET /first HTTP/1.1\r\nHost: a\n\r\n",
        "GET /first HTTP/1.1\r\nHost: a\r\n\n",
        "GET /first HTTP/1.1\r\nHost: a\r\n\r\r\n",
        "GET /first HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
        "GET /first HTTP/1.1\r\nHost: a\r\nX: a\nb: c\r\n\r\n",
        "GET /first HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n",
        "GET /first HTTP/1.1\r\nHost: a\r\nX: a\r\n\tb\r\n\r\n",
        "GET /first HTTP/1.1\r\n Host: a\r\n\r\n",
        "GET /first HTTP/1.1\r\n\tHost: a\r\n\r\n",
        "GET /first HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
        "GET /first HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        "GET /first HTTP/1.1\r\nHost: a\r\nX Y: b\r\n\r\n",
        "GET /first HTTP/1.1\r\nHost: a\r\nX\0Y: b\r\n\r\n"s,
        "GET /first HTTP/1.1\r\nHost: a\r\nX: b\0\r\n\r\n"s,
        "GET /first HTTP/1.1\r\nHost: a\r\nX: b\x08\r\n\r\n",
        "GET /first HTTP/1.1\r\nHost: a\r\nX[]: b\r\n\r\n",
        "GET /first HTTP/1.1\r\nHost: a\r\n\xC3\xA9: b\r\n\r\n",
        "GET /first HTTP/1.1\r\nHost: a\r\n\x85: b\r\n\r\n",
    };
    return list;
}

} // namespace

TEST_CASE("framing tricks get 400, an end of the connection, and reach nobody", "[http][framing]")
{
    REQUIRE(tricks().size() >= 120);
    LoopbackServer server;
    for (const auto& trick : tricks()) {
        INFO(trick.substr(0, 200));
        {
            RawClient client{server.port()};
            client.send(trick + hidden);
            CHECK(client.read_to_end() == "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
        CHECK(server.seen().empty());
    }
    // The server that refused all that is alive, and the hidden request alone would have been answered.
    RawClient client{server.port()};
    client.send(hidden);
    CHECK(client.read_response().ends_with("GET /hidden"));
}

TEST_CASE("a trick behind a good request spoils only itself", "[http][framing]")
{
    LoopbackServer server;
    RawClient client{server.port()};
    client.send("POST /good HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok" + tricks().front() + hidden);
    CHECK(client.read_response().ends_with("POST /good"));
    CHECK(client.read_to_end().starts_with("HTTP/1.1 400 "));
    CHECK(server.seen().size() == 1);
}

TEST_CASE("limits answer 414, 431 and 413 before anything large is read", "[http][limits]")
{
    struct Case
    {
        std::string bytes;
        int status;
    };
    const std::vector<Case> cases{
        {"GET /" + std::string(4096, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
        {"GET /" + std::string(100'000, 'a'), 414},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(8192, 'a') + "\r\n\r\n", 431},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(100'000, 'a'), 431},
        {"GET / HTTP/1.1\r\n" +
             [] {
                 std::string lines;
                 for (int i = 0; i < 65; ++i)
                     lines += "A: b\r\n";
                 return lines;
             }() +
             "\r\n",
         431},
        {post("Content-Length: 65537\r\n"), 413},
        {post("Content-Length: 65537\r\n") + std::string(65537, 'b'), 413},
        {post("Content-Length: 9223372036854775807\r\n"), 413},
        {post("Content-Length: 18446744073709551616\r\n"), 413},
        {post("Expect: 100-continue\r\nContent-Length: 65537\r\n"), 413},
        {post("Expect: something\r\n"), 417},
    };
    LoopbackServer server;
    for (const auto& example : cases) {
        INFO(example.bytes.substr(0, 120));
        RawClient client{server.port()};
        client.send(example.bytes);
        const auto answer = client.read_to_end();
        CHECK(answer.starts_with("HTTP/1.1 " + std::to_string(example.status) + " "));
        CHECK(answer.find("Content-Length: 0\r\n") != std::string::npos);
        CHECK(answer.ends_with("Connection: close\r\n\r\n"));
    }
    CHECK(server.seen().empty());
}

TEST_CASE("a body of exactly the limit is taken", "[http][limits]")
{
    LoopbackServer server;
    RawClient client{server.port()};
    const std::string body(65536, 'b');
    client.send(post("Content-Length: 65536\r\n") + body);
    CHECK(client.read_response().ends_with("POST /first"));
    REQUIRE(server.seen().size() == 1);
    CHECK(server.seen()[0].body == body);
}
