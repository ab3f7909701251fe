#include "bot/log.hpp"
#include "http_loopback.hpp"
#include "tests/support/scratch.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <fstream>
#include <iterator>

using namespace fingertip;
using namespace std::chrono_literals;
using std::chrono::steady_clock;
using tests::LoopbackServer;
using tests::RawClient;
using tests::Scratch;

namespace {

std::string get(const std::string& path, const std::string& lines = {})
{
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n";
}

bot::HttpServerOptions quick(std::chrono::milliseconds slow, std::chrono::milliseconds idle = 60s)
{
    bot::HttpServerOptions options;
    options.limits.slow_client = slow;
    options.limits.idle_connection = idle;
    return options;
}

boost::asio::awaitable<bot::HttpResponse> answer_with(bot::HttpResponse response)
{
    co_return response;
}

/// A handler that answers only when it is told to.
struct Gate
{
    boost::asio::awaitable<bot::HttpResponse> pass(bot::HttpRequest request)
    {
        ++arrived;
        boost::asio::steady_timer pause{co_await boost::asio::this_coro::executor};
        while (!open) {
            pause.expires_after(1ms);
            co_await pause.async_wait(boost::asio::use_awaitable);
        }
        bot::HttpResponse response;
        response.body = request.path;
        co_return response;
    }

    bot::HttpHandler handler()
    {
        return [this](bot::HttpRequest request) { return pass(std::move(request)); };
    }

    std::atomic<bool> open{false};
    std::atomic<int> arrived{0};
};

template<class Condition>
bool eventually(Condition condition)
{
    for (const auto end = steady_clock::now() + 5s; steady_clock::now() < end;) {
        if (condition())
            return true;
        std::this_thread::sleep_for(1ms);
    }
    return false;
}

} // namespace

SCENARIO("one connection carries many requests, each answered in order", "[http][session]")
{
    LoopbackServer server;
    RawClient client{server.port()};

    WHEN("they come one after the other")
    {
        for (int i = 0; i < 3; ++i) {
            client.send(get("/" + std::to_string(i)));
            CHECK(client.read_response() ==
                  "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nGET /" + std::to_string(i));
        }
    }
    WHEN("1,000 come in one write, with and without bodies")
    {
        std::string all;
        for (int i = 0; i < 1000; ++i) {
            const auto path = "/" + std::to_string(i);
            all += i % 3 == 0 ? "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(i) +
                                    "\r\n\r\n" + std::string(i, 'x')
                              : get(path);
        }
        std::thread sender{[&] { client.send(all); }};
        int in_order = 0;
        for (; in_order < 1000; ++in_order) {
            const auto response = client.read_response();
            if (!response.ends_with((in_order % 3 == 0 ? "POST /" : "GET /") + std::to_string(in_order)))
                break;
        }
        sender.join();
        CHECK(in_order == 1000);
        const auto seen = server.seen();
        REQUIRE(seen.size() == 1000);
        CHECK(seen[999].body == std::string(999, 'x'));
    }
    WHEN("a request arrives byte by byte")
    {
        const std::string bytes = "POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + get("/next");
        for (const char byte : bytes)
            client.send({&byte, 1});
        CHECK(client.read_response().ends_with("POST /slow"));
        CHECK(client.read_response().ends_with("GET /next"));
        CHECK(server.seen()[0].body == "abc");
    }
    WHEN("the client closes its sending side after the last one")
    {
        client.send(get("/a") + get("/b"));
        client.finish_sending();
        const auto answers = client.read_to_end();
        CHECK(answers.find("GET /a") != std::string::npos);
        CHECK(answers.ends_with("GET /b"));
    }
}

TEST_CASE("the next request waits unread while a handler is at work", "[http][session]")
{
    Gate gate;
    LoopbackServer server{{}, gate.handler()};
    RawClient client{server.port()};
    client.send(get("/1") + get("/2") + get("/3"));
    REQUIRE(eventually([&] { return gate.arrived == 1; }));
    server.on_thread([] {}); // whatever could run has run
    CHECK(gate.arrived == 1);
    gate.open = true;
    for (const auto* path : {"/1", "/2", "/3"})
        CHECK(client.read_response().ends_with(path));
}

TEST_CASE("the connection ends when version or Connection say so", "[http][session]")
{
    LoopbackServer server;
    RawClient client{server.port()};
    const auto request = GENERATE(std::string{"GET /a HTTP/1.0\r\n\r\n"}, get("/a", "Connection: close\r\n"));
    client.send(request + get("/unheard"));
    const auto answer = client.read_to_end();
    CHECK(answer.ends_with("Connection: close\r\n\r\nGET /a"));
    CHECK(server.seen().size() == 1);
}

TEST_CASE("HTTP/1.0 may ask for the connection to stay", "[http][session]")
{
    LoopbackServer server;
    RawClient client{server.port()};
    client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(client.read_response().find("Connection: keep-alive\r\n") != std::string::npos);
    client.send(get("/b"));
    CHECK(client.read_response().ends_with("GET /b"));
}

TEST_CASE("a client that expects it is told to continue", "[http][session]")
{
    LoopbackServer server;
    RawClient client{server.port()};
    client.send("POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    CHECK(client.read_response() == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("ok");
    CHECK(client.read_response().ends_with("POST /a"));
    CHECK(server.seen()[0].body == "ok");
}

TEST_CASE("HEAD, 204 and 304 carry no body", "[http][session]")
{
    const auto status = GENERATE(200, 204, 304);
    LoopbackServer server{{}, [status](bot::HttpRequest) {
                              bot::HttpResponse response;
                              response.status = status;
                              response.body = "body";
                              return answer_with(std::move(response));
                          }};
    RawClient client{server.port()};
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const auto answer = client.read_to_end();
    CHECK(answer.ends_with("\r\n\r\n"));
    CHECK((answer.find("Content-Length: 4\r\n") != std::string::npos) == (status == 200));
}

TEST_CASE("a handler may close the connection with its answer or without any", "[http][session]")
{
    std::vector<int> counted;
    bot::HttpServerOptions options;
    options.events.answered = [&counted](int status) { counted.push_back(status); };
    LoopbackServer server{options, [](bot::HttpRequest request) {
                              bot::HttpResponse response;
                              response.close = request.path == "/close";
                              response.abandon = request.path == "/abandon";
                              return answer_with(std::move(response));
                          }};
    {
        RawClient client{server.port()};
        client.send(get("/close") + get("/unheard"));
        CHECK(client.read_to_end() == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }
    {
        RawClient client{server.port()};
        client.send(get("/abandon") + get("/unheard"));
        CHECK(client.read_to_end().empty());
    }
    CHECK(server.on_thread([&] { return counted; }) == std::vector<int>{200, 0});
}

TEST_CASE("a handler that fails, or answers what cannot be sent, is answered 500 and the connection ends",
          "[http][session]")
{
    const auto kind = GENERATE(0, 1, 2, 3, 4);
    LoopbackServer server{{}, [kind](bot::HttpRequest) -> boost::asio::awaitable<bot::HttpResponse> {
                              if (kind == 0)
                                  throw std::runtime_error("secret");
                              bot::HttpResponse response;
                              if (kind == 1)
                                  response.headers.emplace_back("Location", "/a\r\nSet-Cookie: x=y");
                              if (kind == 2)
                                  response.headers.emplace_back("X\r\nY", "z");
                              if (kind == 3)
                                  response.headers.emplace_back("content-length", "5");
                              if (kind == 4)
                                  response.status = 101;
                              return answer_with(std::move(response));
                          }};
    RawClient client{server.port()};
    client.send(get("/") + get("/unheard"));
    CHECK(client.read_to_end() ==
          "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    CHECK(server.seen().size() == 1);
}

TEST_CASE("what a failing handler says is not written down", "[http][session]")
{
    const Scratch scratch;
    bot::log::start({.file = scratch.file("log")});
    {
        LoopbackServer server{{}, [](bot::HttpRequest) -> boost::asio::awaitable<bot::HttpResponse> {
                                  throw std::runtime_error("what somebody wrote");
                              }};
        RawClient client{server.port()};
        client.send(get("/"));
        CHECK_THAT(client.read_to_end(), Catch::Contains("500"));
    }
    std::ifstream in{scratch.file("log")};
    const std::string written{std::istreambuf_iterator<char>{in}, {}};
    bot::log::start({});
    CHECK_THAT(written, Catch::Contains("\"event\":\"request_failed\",\"trace\":\"") &&
                            Catch::Contains("\"cause\":\"std::runtime_error\"") && !Catch::Contains("somebody"));
}

TEST_CASE("received_at is the moment of the first byte", "[http][session]")
{
    using std::chrono::system_clock;
    LoopbackServer server;
    RawClient client{server.port()};
    const auto before = std::chrono::floor<std::chrono::milliseconds>(system_clock::now());
    client.send("G");
    std::this_thread::sleep_for(500ms);
    const auto after = system_clock::now();
    client.send(get("/").substr(1));
    client.read_response();
    const auto at = server.seen()[0].received_at;
    CHECK(at >= before);
    CHECK(at < after - 100ms);
}

SCENARIO("slow clients are closed in time", "[http][slow]")
{
    std::vector<std::string> closed;
    auto options = quick(300ms);
    options.events.closed = [&closed](std::string_view why) { closed.emplace_back(why); };

    GIVEN("a server with a short deadline")
    {
        LoopbackServer server{options, [](bot::HttpRequest) {
                                  bot::HttpResponse response;
                                  response.body.assign(200 * 1024, 'x');
                                  return answer_with(std::move(response));
                              }};
        const auto start = steady_clock::now();
        RawClient client{server.port()};
        const auto trickle = [&](const std::string& bytes) {
            std::size_t sent = 0;
            while (sent < bytes.size() && client.send({bytes.data() + sent, 1})) {
                ++sent;
                pollfd waiting{client.descriptor(), POLLIN, 0};
                if (::poll(&waiting, 1, 20) > 0)
                    break;
            }
            return sent;
        };
        WHEN("one says nothing")
        {
            CHECK(client.read_to_end().empty());
            CHECK(steady_clock::now() - start < 3s);
            CHECK(server.on_thread([&] { return closed; }) == std::vector<std::string>{"slow"});
        }
        WHEN("one sends its header a byte at a time")
        {
            CHECK(trickle(get("/" + std::string(1000, 'a'))) < 100);
            CHECK(client.read_to_end().starts_with("HTTP/1.1 408 "));
            CHECK(steady_clock::now() - start < 3s);
        }
        WHEN("one sends its body a byte at a time")
        {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
            CHECK(trickle(std::string(1000, 'a')) < 100);
            CHECK(client.read_to_end().starts_with("HTTP/1.1 408 "));
            CHECK(steady_clock::now() - start < 3s);
        }
        WHEN("one asks again and again and never reads")
        {
            // Answers pile up until the socket is full; then the next one gets its deadline and no more.
            std::string many;
            for (int i = 0; i < 200; ++i)
                many += get("/");
            client.send(many);
            REQUIRE(eventually([&] { return !server.seen().empty(); }));
            CHECK(eventually([&] { return server.connections() == 0; }));
            CHECK(steady_clock::now() - start < 3s);
            CHECK(server.seen().size() < 200);
            CHECK(server.on_thread([&] { return closed; }) == std::vector<std::string>{"slow"});
        }
    }
    GIVEN("a server that keeps idle connections for a short while only")
    {
        options.limits.slow_client = 5s;
        options.limits.idle_connection = 200ms;
        LoopbackServer server{options};
        RawClient client{server.port()};
        client.send(get("/"));
        client.read_response();
        const auto start = steady_clock::now();
        CHECK(client.read_to_end().empty());
        CHECK(steady_clock::now() - start < 3s);
        CHECK(server.on_thread([&] { return closed; }) == std::vector<std::string>{"idle"});
    }
    GIVEN("a handler that takes longer than any client may")
    {
        Gate gate;
        LoopbackServer server{quick(100ms, 100ms), gate.handler()};
        RawClient client{server.port()};
        client.send(get("/patient"));
        std::this_thread::sleep_for(400ms);
        gate.open = true;
        CHECK(client.read_response().ends_with("/patient"));
    }
}
