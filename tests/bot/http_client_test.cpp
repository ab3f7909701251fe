#include "bot/http_client.hpp"
#include "tests/support/scripted_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>

#include <catch2/catch.hpp>

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <thread>

using namespace fingertip;
using namespace std::chrono_literals;
using bot::HttpAnswer;
using bot::HttpCall;
using bot::HttpCallError;
using std::chrono::steady_clock;
namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using tests::ScriptedServer;

namespace {

bot::HttpCallResult call(const HttpCall& request, bot::HttpClientOptions options = {{"localhost", "127.0.0.1"}, {}})
{
    asio::io_context io{1};
    const auto client = bot::make_http_client(io, std::move(options));
    auto result = asio::co_spawn(io, client->call(request), asio::use_future);
    io.run();
    return result.get();
}

HttpCall get(const std::string& url)
{
    HttpCall request;
    request.url = url;
    request.deadline = 5s;
    return request;
}

/// "answered" or the error's name.
std::string outcome(const bot::HttpCallResult& result)
{
    const auto* error = std::get_if<HttpCallError>(&result);
    return error == nullptr ? "answered" : bot::name(*error);
}

class CaFile
{
public:
    explicit CaFile(const std::string& pem)
        : path{std::filesystem::temp_directory_path() /
               ("fingertip-ca-" + std::to_string(::getpid()) + "-" + std::to_string(++count) + ".pem")}
    {
        std::ofstream{path} << pem;
    }
    ~CaFile() { std::filesystem::remove(path); }
    CaFile(const CaFile&) = delete;
    CaFile& operator=(const CaFile&) = delete;

    const std::filesystem::path path;

private:
    static inline int count = 0;
};

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

} // namespace

TEST_CASE("a call sends what it was given and brings back status, type and body", "[http][client]")
{
    ScriptedServer server{ok};
    HttpCall request = get("http://127.0.0.1:" + server.port() + "/cgi-bin/qrcode/create?access_token=a%2Fb");
    request.method = "POST";
    request.headers = {{"Content-Type", "application/json"}};
    request.body = "{\"scene\":1}";
    const auto result = call(request);
    REQUIRE(outcome(result) == "answered");
    const auto& answer = std::get<HttpAnswer>(result);
    CHECK(answer.status == 200);
    CHECK(answer.content_type == "application/json");
    CHECK(answer.body == "{}");
    const auto heard = server.heard().back();
    CHECK(heard.starts_with("POST /cgi-bin/qrcode/create?access_token=a%2Fb HTTP/1.1\r\n"));
    CHECK(heard.find("\r\nHost: 127.0.0.1:" + server.port() + "\r\n") != std::string::npos);
    CHECK(heard.ends_with("\r\n\r\n{\"scene\":1}"));
}

TEST_CASE("whatever an answer looks like, it comes back as it is or as one kind of error", "[http][client]")
{
    struct Case
    {
        std::string sent;
        std::string outcome;
        int status;
        std::string body;
    };
    const std::vector<Case> cases{
        {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/elsewhere\r\nContent-Length: 0\r\n\r\n", "answered", 302,
         ""},
        {"HTTP/1.1 500 Oh\r\nContent-Length: 3\r\n\r\nbad", "answered", 500, "bad"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", "answered", 200, "abc"},
        {"HTTP/1.1 200 OK\r\n\r\nto the end", "answered", 200, "to the end"},
        {"HTTP/1.1 100 Continue\r\n\r\n" + ok, "answered", 200, "{}"},
        {"HTTP/1.1 204 No Content\r\n\r\n", "answered", 204, ""},
        {"HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n" + std::string(1048576, 'x'), "answered", 200,
         std::string(1048576, 'x')},
        {"HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n", "too_large", 0, ""},
        {"HTTP/1.1 200 OK\r\n\r\n" + std::string(1048577, 'x'), "too_large", 0, ""},
        {"HTTP/1.1 200 OK\r\nX: " + std::string(20000, 'x'), "too_large", 0, ""},
        {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\ncut", "protocol", 0, ""},
        {"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "protocol", 0, ""},
        {"HTTP/1.1 20", "protocol", 0, ""},
        {"<html>", "protocol", 0, ""},
        {"", "protocol", 0, ""},
    };
    for (const auto& example : cases) {
        INFO(example.sent.substr(0, 100));
        ScriptedServer server{example.sent};
        const auto result = call(get("http://localhost:" + server.port()));
        CHECK(outcome(result) == example.outcome);
        if (const auto* answer = std::get_if<HttpAnswer>(&result)) {
            CHECK(answer->status == example.status);
            CHECK((answer->body == example.body));
        }
    }
}

SCENARIO("https is believed only from the right host with a known certificate", "[http][client][tls]")
{
    const auto for_localhost = tests::make_certificate("DNS:localhost");
    GIVEN("a server whose certificate is known and names the host")
    {
        const CaFile known{for_localhost.certificate};
        ScriptedServer server{ok, for_localhost};
        const auto result = call(get("https://localhost:" + server.port() + "/"), {{"localhost"}, known.path});
        REQUIRE(outcome(result) == "answered");
        CHECK(std::get<HttpAnswer>(result).body == "{}");
        AND_GIVEN("it is called by its address, which the certificate does not name")
        {
            CHECK(outcome(call(get("https://127.0.0.1:" + server.port() + "/"), {{"127.0.0.1"}, known.path})) == "tls");
        }
    }
    GIVEN("a certificate for the address")
    {
        const auto for_address = tests::make_certificate("IP:127.0.0.1");
        const CaFile known{for_address.certificate};
        ScriptedServer server{ok, for_address};
        CHECK(outcome(call(get("https://127.0.0.1:" + server.port()), {{"127.0.0.1"}, known.path})) == "answered");
    }
    GIVEN("a certificate nobody knows")
    {
        ScriptedServer server{ok, for_localhost};
        CHECK(outcome(call(get("https://localhost:" + server.port()))) == "tls");
        CHECK(server.heard().empty());
    }
    GIVEN("a known certificate for another host")
    {
        const auto wrong = tests::make_certificate("DNS:wrong.example");
        const CaFile known{wrong.certificate};
        ScriptedServer server{ok, wrong};
        CHECK(outcome(call(get("https://localhost:" + server.port()), {{"localhost"}, known.path})) == "tls");
        CHECK(server.heard().empty());
    }
    GIVEN("a known certificate that has expired")
    {
        const auto expired = tests::make_certificate("DNS:localhost", -60);
        const CaFile known{expired.certificate};
        ScriptedServer server{ok, expired};
        CHECK(outcome(call(get("https://localhost:" + server.port()), {{"localhost"}, known.path})) == "tls");
    }
    GIVEN("a server that does not speak TLS")
    {
        ScriptedServer server{ok};
        auto request = get("https://localhost:" + server.port());
        request.deadline = 300ms; // it waits for the end of a request in what is no request
        CHECK(outcome(call(request)) == "timeout");
    }
    GIVEN("an extra CA file that is not there")
    {
        asio::io_context io;
        CHECK_THROWS_AS(bot::make_http_client(io, {{}, "/nowhere/ca.pem"}), boost::system::system_error);
    }
}

TEST_CASE("the deadline holds wherever the far side stops", "[http][client]")
{
    const auto start = steady_clock::now();
    SECTION("it accepts and says nothing")
    {
        asio::io_context io;
        const tcp::acceptor silent{io, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};
        auto request = get((GENERATE(0, 1) == 0 ? "http://127.0.0.1:" : "https://127.0.0.1:") +
                           std::to_string(silent.local_endpoint().port()));
        request.deadline = 200ms;
        CHECK(outcome(call(request)) == "timeout");
    }
    SECTION("it answers a byte at a time")
    {
        ScriptedServer server{ok, std::nullopt, 20ms};
        auto request = get("http://127.0.0.1:" + server.port());
        request.deadline = 200ms;
        CHECK(outcome(call(request)) == "timeout");
    }
    CHECK(steady_clock::now() - start < 2s);
}

TEST_CASE("a closed port and an impossible name are told apart", "[http][client]")
{
    std::string port;
    {
        asio::io_context io;
        const tcp::acceptor gone{io, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};
        port = std::to_string(gone.local_endpoint().port());
    }
    CHECK(outcome(call(get("http://127.0.0.1:" + port))) == "connect");
    const std::string impossible = std::string(64, 'a') + ".example"; // a label has at most 63 characters
    CHECK(outcome(call(get("https://" + impossible), {{impossible}, {}})) == "resolve");
}

TEST_CASE("only listed hosts are called, and only loopback without TLS", "[http][client]")
{
    const bot::HttpClientOptions options{{"api.example", "api.example:8443", "LOCALHOST", "[::1]:81"}, {}};
    struct Case
    {
        const char* url;
        const char* outcome;
    };
    const auto example = GENERATE(values<Case>({{"https://other.example/", "host_not_allowed"},
                                                {"https://api.example.evil/", "host_not_allowed"},
                                                {"https://evil.api.example/", "host_not_allowed"},
                                                {"https://api.example:444/", "host_not_allowed"},
                                                {"http://api.example/", "host_not_allowed"},
                                                {"http://api.example:8443/", "host_not_allowed"},
                                                {"https://127.0.0.1/", "host_not_allowed"},
                                                {"http://169.254.169.254/latest", "host_not_allowed"},
                                                {"http://[::1]:82/", "host_not_allowed"},
                                                {"https://api.example@evil.example/", "malformed"},
                                                {"https://user:secret@api.example/", "malformed"},
                                                {"https://api.example/#part", "malformed"},
                                                {"https://api%2eexample/", "malformed"},
                                                {"https:///path", "malformed"},
                                                {"https://api.example:99999/", "malformed"},
                                                {"https://api.example/a b", "malformed"},
                                                {"https://api.example/a\r\nX: y", "malformed"},
                                                {"ftp://api.example/", "malformed"},
                                                {"//api.example/", "malformed"},
                                                {"/path", "malformed"},
                                                {"", "malformed"},
                                                {"http://[::1]:81/", "connect"},
                                                {"http://LocalHost:1/", "connect"},
                                                {"http://localhost:1/", "connect"}}));
    INFO(example.url);
    CHECK(outcome(call(get(example.url), options)) == example.outcome);
}

TEST_CASE("a header or method that would become two is not sent", "[http][client]")
{
    auto request = get("http://localhost:1/");
    SECTION("value")
    {
        request.headers = {{"X", "a\r\nY: b"}};
    }
    SECTION("name")
    {
        request.headers = {{"X: a\r\nY", "b"}};
    }
    SECTION("method")
    {
        request.method = "GET / HTTP/1.1\r\nX:";
    }
    CHECK(outcome(call(request)) == "malformed");
}
