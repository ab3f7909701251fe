#include "http_loopback.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <catch2/catch.hpp>

#include <atomic>

using namespace fingertip;
using namespace std::chrono_literals;
using std::chrono::steady_clock;
using tests::LoopbackServer;
using tests::RawClient;

namespace {

std::string get(const std::string& path)
{
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

/// Answers /wait only after `pause`.
boost::asio::awaitable<bot::HttpResponse> patiently(std::chrono::milliseconds pause, bot::HttpRequest request)
{
    if (request.path == "/wait") {
        boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor, pause};
        co_await timer.async_wait(boost::asio::use_awaitable);
    }
    bot::HttpResponse response;
    response.body = request.path;
    co_return response;
}

bot::HttpHandler patient(std::chrono::milliseconds pause)
{
    return [pause](bot::HttpRequest request) { return patiently(pause, std::move(request)); };
}

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

SCENARIO("the cap on connections costs the idle ones first", "[http][server]")
{
    std::vector<std::string> closed;
    bot::HttpServerOptions options;
    options.limits.max_connections = 3;
    options.limits.slow_client = 1500ms;
    options.events.closed = [&closed](std::string_view why) { closed.emplace_back(why); };
    LoopbackServer server{options, patient(600ms)};

    GIVEN("as many idle connections as are allowed, of which the first was used last")
    {
        RawClient a{server.port()};
        RawClient b{server.port()};
        RawClient c{server.port()};
        for (auto* client : {&a, &b, &c, &a}) {
            client->send(get("/"));
            REQUIRE_FALSE(client->read_response().empty());
        }
        WHEN("one more comes")
        {
            RawClient d{server.port()};
            d.send(get("/d"));
            THEN("it is served, the longest idle one is closed, the others live")
            {
                CHECK(d.read_response().ends_with("/d"));
                CHECK(b.read_to_end().empty());
                for (auto* client : {&a, &c, &d}) {
                    client->send(get("/again"));
                    CHECK(client->read_response().ends_with("/again"));
                }
                CHECK(server.on_thread([&] { return closed; }) == std::vector<std::string>{"evicted"});
            }
        }
    }
    GIVEN("as many connections as are allowed, one of them busy, the others dawdling over a request or an answer")
    {
        RawClient busy{server.port()};
        busy.send(get("/wait"));
        REQUIRE(eventually([&] { return server.seen().size() == 1; }));
        RawClient header{server.port()};
        header.send("GET / HT");
        RawClient body{server.port()};
        body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
        REQUIRE(eventually([&] { return server.connections() == 3; }));
        std::this_thread::sleep_for(200ms); // longer than a fifteenth of the deadline
        WHEN("others come")
        {
            RawClient d{server.port()};
            d.send(get("/d"));
            CHECK(d.read_response().ends_with("/d"));
            THEN("the dawdlers have to go, the longest first, and the busy one is answered")
            {
                CHECK(header.read_to_end().empty());
                d.send(get("/wait"));
                REQUIRE(eventually([&] { return server.seen().size() == 3; }));
                RawClient e{server.port()};
                e.send(get("/e"));
                CHECK(e.read_response().ends_with("/e"));
                CHECK(body.read_to_end().empty());
                CHECK(busy.read_response().ends_with("/wait"));
            }
        }
    }
    GIVEN("as many busy connections as are allowed")
    {
        RawClient a{server.port()};
        RawClient b{server.port()};
        RawClient c{server.port()};
        for (auto* client : {&a, &b, &c})
            client->send(get("/wait"));
        REQUIRE(eventually([&] { return server.seen().size() == 3; }));
        WHEN("one more comes")
        {
            RawClient d{server.port()};
            THEN("it is turned away with a sentence, and the busy ones get their answers")
            {
                CHECK(d.read_to_end().starts_with("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n"));
                for (auto* client : {&a, &b, &c})
                    CHECK(client->read_response().ends_with("/wait"));
            }
        }
    }
}

SCENARIO("draining answers everything that was read and then closes", "[http][drain]")
{
    LoopbackServer server{{}, patient(500ms)};
    RawClient idle{server.port()};
    RawClient busy{server.port()};
    RawClient pipelining{server.port()};
    RawClient halfway{server.port()};
    idle.send(get("/"));
    idle.read_response();
    busy.send(get("/wait"));
    pipelining.send(get("/wait") + get("/second") + get("/wait"));
    halfway.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
    REQUIRE(eventually([&] { return server.seen().size() == 3 && server.connections() == 4; }));

    GIVEN("enough time")
    {
        const auto start = steady_clock::now();
        auto drained = server.drain(5s);
        CHECK(idle.read_to_end().empty());
        CHECK_THROWS(RawClient{server.port()});
        halfway.send("cd");
        CHECK(halfway.read_to_end().ends_with("Connection: close\r\n\r\n/upload"));
        CHECK(busy.read_to_end().ends_with("Connection: close\r\n\r\n/wait"));
        const auto answers = pipelining.read_to_end();
        CHECK(answers.find("\r\n\r\n/wait") < answers.find("\r\n\r\n/second"));
        CHECK(answers.ends_with("Connection: close\r\n\r\n/wait"));
        for (auto* client : {&idle, &busy, &pipelining, &halfway})
            client->hang_up();
        drained.get();
        CHECK(steady_clock::now() - start < 4s);
        CHECK(server.connections() == 0);
    }
    GIVEN("less time than a request takes")
    {
        auto drained = server.drain(20ms);
        CHECK(drained.wait_for(2s) == std::future_status::ready);
        CHECK(busy.read_to_end().empty());
        CHECK(halfway.read_to_end().empty());
    }
}

TEST_CASE("a server without connections drains at once", "[http][drain]")
{
    LoopbackServer server;
    const auto start = steady_clock::now();
    server.drain(10s).get();
    CHECK(steady_clock::now() - start < 1s);
}

TEST_CASE("after stop_accepting the open connections go on", "[http][server]")
{
    LoopbackServer server;
    RawClient client{server.port()};
    client.send(get("/a"));
    client.read_response();
    server.stop_accepting();
    CHECK_THROWS(RawClient{server.port()});
    client.send(get("/b"));
    CHECK(client.read_response().ends_with("GET /b"));
}

TEST_CASE("a server destroyed at work closes its connections and leaves nothing behind", "[http][server]")
{
    auto server = std::make_unique<LoopbackServer>(bot::HttpServerOptions{}, patient(10s));
    RawClient idle{server->port()};
    RawClient busy{server->port()};
    busy.send(get("/wait"));
    REQUIRE(eventually([&] { return server->seen().size() == 1 && server->connections() == 2; }));
    server.reset();
    CHECK(idle.read_to_end().empty());
    CHECK(busy.read_to_end().empty());
}

TEST_CASE("an address is bound once unless it is shared on purpose", "[http][server]")
{
    boost::asio::io_context io{1};
    const bot::HttpHandler handler = &LoopbackServer::echo_path;
    bot::HttpServerOptions options;
    options.reuse_port = GENERATE(false, true);
    const bot::HttpServer first{io, options, handler};
    options.listen.port = first.port();
    if (options.reuse_port) {
        const bot::HttpServer second{io, options, handler};
        CHECK(second.port() == first.port());
    } else {
        CHECK_THROWS_AS(bot::HttpServer(io, options, handler), boost::system::system_error);
    }
}

TEST_CASE("open connections are reported as they come and go", "[http][server]")
{
    std::atomic<std::size_t> open{0};
    bot::HttpServerOptions options;
    options.events.connections = [&open](std::size_t count) { open = count; };
    LoopbackServer server{options};
    {
        RawClient a{server.port()};
        RawClient b{server.port()};
        CHECK(eventually([&] { return open == 2; }));
    }
    CHECK(eventually([&] { return open == 0; }));
}
