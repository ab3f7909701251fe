#include "bot/redis/redis_client.hpp"

#include "tests/support/redis_bench.hpp"

#include <boost/asio/detached.hpp>
#include <catch2/catch.hpp>

#include <random>

using namespace fingertip::bot;
using namespace fingertip::tests;
using namespace std::chrono_literals;
using namespace std::string_literals;
using Kind = RedisReply::Kind;
using Clock = std::chrono::steady_clock;

namespace {

boost::asio::awaitable<void> count_up(std::shared_ptr<RedisClient> client, std::int64_t expected, int& right, int& done)
{
    std::vector<std::string> args{"INCR", "counter"};
    const auto reply = co_await client->command(std::move(args), std::chrono::seconds{20});
    right += reply.kind == Kind::integer && reply.number == expected;
    ++done;
}

boost::asio::awaitable<void> ask_later(std::shared_ptr<RedisClient> client, std::chrono::milliseconds deadline,
                                       std::optional<RedisReply>& reply)
{
    std::vector<std::string> args{"GET", "key"};
    reply = co_await client->command(std::move(args), deadline);
}

template<class Work>
Clock::duration time(Work work)
{
    const auto begin = Clock::now();
    work();
    return Clock::now() - begin;
}

} // namespace

TEST_CASE("a Redis address says where the server listens and how to sign in", "[bot][redis_client]")
{
    const auto tcp = parse_redis_url("redis://cache.example:6380/3");
    REQUIRE(tcp);
    CHECK(tcp->host == "cache.example");
    CHECK(tcp->port == 6380);
    CHECK(tcp->db == 3);
    CHECK(tcp->path.empty());

    const auto plain = parse_redis_url("redis://127.0.0.1");
    REQUIRE(plain);
    CHECK(plain->port == 6379);
    CHECK(plain->db == 0);
    CHECK(plain->password.empty());
    CHECK(parse_redis_url("redis://127.0.0.1/")->db == 0);
    CHECK(parse_redis_url("redis://[::1]:7000/1")->host == "::1");

    const auto secret = parse_redis_url("redis://:p%40ss%2Fword@h:1/0");
    REQUIRE(secret);
    CHECK(secret->user.empty());
    CHECK(secret->password == "p@ss/word");
    CHECK(parse_redis_url("redis://bot:x@h")->user == "bot");

    const auto local = parse_redis_url("redis+unix:///run/redis/redis%20a.sock?db=2");
    REQUIRE(local);
    CHECK(local->path == "/run/redis/redis a.sock");
    CHECK(local->db == 2);
    CHECK(local->host.empty());
    CHECK(parse_redis_url("redis+unix:///r.sock")->db == 0);
}

TEST_CASE("what is no Redis address is refused", "[bot][redis_client]")
{
    const auto bad = GENERATE(
        ""s, "redis"s, "redis://"s, "redis:///0"s, "rediss://h"s, "http://h"s, "redis://h:0"s, "redis://h:70000"s,
        "redis://h:x"s, "redis://h/x"s, "redis://h/-1"s, "redis://h/1/2"s, "redis://h/99999999999"s, "redis://h?db=1"s,
        "redis://h#f"s, "redis://user@h"s, "redis+unix://host/p"s, "redis+unix:///"s, "redis+unix:///p?db=x"s,
        "redis+unix:///p?user=1"s, "redis+unix:///%00"s, "redis+unix:///"s + std::string(200, 'x'), "127.0.0.1:6379"s);
    CAPTURE(bad);
    CHECK_FALSE(parse_redis_url(bad));
}

TEST_CASE("every kind of answer arrives as what it is", "[bot][redis_client][redis]")
{
    if (!redis_available())
        return;
    RedisServer server{GENERATE(RedisServer::Listen::unix_socket, RedisServer::Listen::loopback)};
    RedisBench bench{impatient(server.url())};
    REQUIRE(bench.serves());
    CHECK(bench.count(RedisEvent::connected) == 1);

    const auto set = bench.ask({"SET", "k", "a\0b\r\n指尖"s});
    CHECK(set.kind == Kind::status);
    CHECK(set.text == "OK");
    const auto got = bench.ask({"GET", "k"});
    CHECK(got.kind == Kind::text);
    CHECK(got.text == "a\0b\r\n指尖"s);
    CHECK(bench.ask({"GET", "nothing"}).kind == Kind::nil);
    const auto count = bench.ask({"INCRBY", "n", "-9223372036854775808"});
    CHECK(count.kind == Kind::integer);
    CHECK(count.number == std::numeric_limits<std::int64_t>::min());
    const auto error = bench.ask({"INCR", "k"});
    CHECK(error.kind == Kind::error);
    CHECK(error.text.starts_with("ERR"));
    bench.ask({"RPUSH", "l", "x", "y"});
    const auto list = bench.ask({"EVAL", "return {redis.call('LRANGE', 'l', 0, -1), 7, false}", "0"});
    CHECK(list.kind == Kind::array);
    REQUIRE(list.items.size() == 3);
    REQUIRE(list.items[0].items.size() == 2);
    CHECK(list.items[0].items[1].text == "y");
    CHECK(list.items[1].number == 7);
    CHECK(list.items[2].kind == Kind::nil);
    CHECK(bench.ask({"GET", ""}).kind == Kind::nil);
    CHECK(server.ask({"GET", "n"}) == "-9223372036854775808");
}

TEST_CASE("ten thousand commands travel on one connection and are answered in order", "[bot][redis_client][redis]")
{
    if (!redis_available())
        return;
    GatedRedis redis;
    auto options = impatient(redis.url());
    options.stall = 20s;
    RedisBench bench{options};
    REQUIRE(bench.serves());
    int right = 0;
    int done = 0;
    for (int i = 1; i <= 10'000; ++i)
        boost::asio::co_spawn(bench.loop.io, count_up(bench.client, i, right, done), boost::asio::detached);
    CHECK(bench.loop.until([&] { return done == 10'000; }, 20s));
    CHECK(right == 10'000);

    for (int i = 0; i < 10'000; ++i)
        REQUIRE(bench.client->send({"SET", "key" + std::to_string(i), "x"}));
    CHECK(bench.ask({"GET", "key9999"}, 20s).text == "x");
    CHECK(redis.server.ask({"DBSIZE"}) == "10001");
    CHECK(redis.gate.accepted() == 1);
    CHECK(bench.count(RedisEvent::lost) == 0);
}

TEST_CASE("no more waits for answers than was agreed", "[bot][redis_client][redis]")
{
    if (!redis_available())
        return;
    RedisServer server;
    auto options = impatient(server.url());
    options.max_pending = 10;
    options.max_pending_bytes = 1000;
    options.stall = 20s;
    RedisBench bench{options};
    REQUIRE(bench.serves());
    server.freeze();
    for (int i = 0; i < 10; ++i)
        CHECK(bench.client->send({"SET", "k", "x"}));
    CHECK_FALSE(bench.client->send({"SET", "k", "x"}));
    CHECK(bench.count(RedisEvent::refused) == 1);
    server.thaw();
    REQUIRE(bench.serves());
    CHECK_FALSE(bench.client->send({"SET", "k", std::string(1000, 'x')}));
    CHECK(bench.client->send({"SET", "k", std::string(900, 'x')}));
    CHECK(bench.ask({"STRLEN", "k"}).number == 900);
}

TEST_CASE("a killed server costs nobody any time and is found again", "[bot][redis_client][redis]")
{
    if (!redis_available())
        return;
    RedisServer server{GENERATE(RedisServer::Listen::unix_socket, RedisServer::Listen::loopback)};
    auto options = impatient(server.url());
    options.stall = 30s;
    RedisBench bench{options};
    for (int round = 0; round < 3; ++round) {
        REQUIRE(bench.serves());
        server.freeze();
        std::optional<RedisReply> reply;
        boost::asio::co_spawn(bench.loop.io, ask_later(bench.client, 25s, reply), boost::asio::detached);
        bench.loop.until([] { return false; }, 10ms);
        CHECK_FALSE(reply);
        server.kill();
        CHECK(bench.loop.until([&] { return reply.has_value(); }, 5s));
        CHECK(reply->kind == Kind::unavailable);
        CHECK(bench.loop.until([&] { return !bench.client->connected(); }));
        CHECK(time([&] { CHECK(bench.ask({"PING"}, 10s).kind == Kind::unavailable); }) < 1s);
        server.start();
    }
    REQUIRE(bench.serves());
    CHECK(bench.count(RedisEvent::lost) == 3);
    CHECK(bench.count(RedisEvent::connected) >= 4);
}

TEST_CASE("writing to a server that died this moment does not end us", "[bot][redis_client][redis]")
{
    if (!redis_available())
        return;
    RedisServer server{GENERATE(RedisServer::Listen::unix_socket, RedisServer::Listen::loopback)};
    RedisBench bench{impatient(server.url())};
    REQUIRE(bench.serves());
    server.kill();
    CHECK(bench.client->send({"SET", "k", "x"})); // not read yet that it is gone
    CHECK(bench.ask({"GET", "k"}).kind == Kind::unavailable);
    CHECK(bench.loop.until([&] { return bench.count(RedisEvent::lost) == 1; }));
    server.start();
    CHECK(bench.serves());
}

TEST_CASE("a frozen server is waited for until the deadline, then not at all, then used again",
          "[bot][redis_client][redis]")
{
    if (!redis_available())
        return;
    RedisServer server{GENERATE(RedisServer::Listen::unix_socket, RedisServer::Listen::loopback)};
    auto options = impatient(server.url());
    options.stall = 30s;
    RedisBench bench{options};
    REQUIRE(bench.serves());
    server.freeze();
    for (int i = 0; i < 5; ++i) {
        CHECK_FALSE(bench.client->open());
        const auto took = time([&] { CHECK(bench.ask({"GET", "k"}, 40ms).kind == Kind::unavailable); });
        CHECK(took >= 40ms);
        CHECK(took < 1s);
    }
    CHECK(bench.client->open());
    CHECK(bench.count(RedisEvent::timed_out) == 5);
    CHECK(bench.count(RedisEvent::breaker_opened) == 1);
    CHECK(time([&] {
              for (int i = 0; i < 100; ++i)
                  CHECK(bench.ask({"GET", "k"}, 10s).kind == Kind::unavailable);
          }) < 2s);
    CHECK(bench.count(RedisEvent::timed_out) == 5);

    // A probe is let through and not answered: the breaker stays open.
    CHECK(bench.loop.until([&] { return bench.count(RedisEvent::connect_failed) >= 2; }));
    CHECK(bench.client->open());
    CHECK(bench.count(RedisEvent::breaker_closed) == 0);

    server.thaw();
    REQUIRE(bench.serves());
    CHECK_FALSE(bench.client->open());
    CHECK(bench.count(RedisEvent::breaker_closed) == 1);
}

TEST_CASE("commands that wait in the same moment fail as one", "[bot][redis_client][redis]")
{
    if (!redis_available())
        return;
    RedisServer server;
    auto options = impatient(server.url());
    options.stall = 30s;
    RedisBench bench{options};
    REQUIRE(bench.serves());
    server.freeze();
    int back = 0;
    for (int i = 0; i < 20; ++i)
        boost::asio::co_spawn(bench.loop.io, bench.client->command({"GET", "k"}, 40ms),
                              [&back](std::exception_ptr, const RedisReply&) { ++back; });
    REQUIRE(bench.loop.until([&] { return back == 20; }));
    CHECK(bench.count(RedisEvent::timed_out) == 20);
    CHECK_FALSE(bench.client->open());
    for (int moment = 2; moment <= 5; ++moment) {
        CHECK_FALSE(bench.client->open());
        bench.ask({"GET", "k"}, 10ms);
    }
    CHECK(bench.client->open());
    CHECK(bench.count(RedisEvent::breaker_opened) == 1);
}

TEST_CASE("a connection that nobody waits on is given up when its answers are overdue", "[bot][redis_client][redis]")
{
    if (!redis_available())
        return;
    RedisServer server;
    RedisBench bench{impatient(server.url())};
    REQUIRE(bench.serves());
    server.freeze();
    CHECK(bench.client->send({"SET", "k", "x"}));
    CHECK(bench.loop.until([&] { return !bench.client->connected(); }, 5s));
    CHECK(bench.loop.until([&] { return bench.client->open(); }, 5s));
    server.thaw();
    CHECK(bench.serves());
}

TEST_CASE("an answer in time makes the failures before it forgotten", "[bot][redis_client][redis]")
{
    if (!redis_available())
        return;
    RedisServer server;
    auto options = impatient(server.url());
    options.stall = 30s;
    RedisBench bench{options};
    REQUIRE(bench.serves());
    for (int round = 0; round < 3; ++round) {
        server.freeze();
        for (int i = 0; i < 4; ++i)
            bench.ask({"GET", "k"}, 10ms);
        server.thaw();
        CHECK(bench.ask({"PING"}).text == "PONG");
    }
    CHECK(bench.count(RedisEvent::timed_out) == 12);
    CHECK(bench.count(RedisEvent::breaker_opened) == 0);
    CHECK(bench.count(RedisEvent::connected) == 1);
}

TEST_CASE("passwords, users and databases are those of the address", "[bot][redis_client][redis]")
{
    if (!redis_available())
        return;
    RedisServer server{RedisServer::Listen::loopback, {"--requirepass", "open sesame"}};
    const std::string place = "127.0.0.1:" + std::to_string(server.port());
    const auto with = GENERATE("redis://:open%20sesame@"s, "redis://default:open%20sesame@"s);
    RedisBench right{impatient(with + place + "/3")};
    REQUIRE(right.serves());
    CHECK(right.ask({"SET", "k", "x"}).text == "OK");
    CHECK(right.ask({"INFO", "keyspace"}).text.find("db3:keys=1") != std::string::npos);

    RedisBench wrong{impatient("redis://:wrong@" + place)};
    CHECK(wrong.loop.until([&] { return wrong.count(RedisEvent::connect_failed) >= 6; }));
    CHECK_FALSE(wrong.client->connected());
    CHECK(wrong.client->open());
    RedisBench none{impatient("redis://" + place)};
    CHECK(none.loop.until([&] { return none.count(RedisEvent::connect_failed) >= 2; }));
    CHECK_FALSE(none.client->connected());
}

TEST_CASE("a host may be a name, and one that does not exist only fails", "[bot][redis_client][redis]")
{
    if (!redis_available())
        return;
    RedisServer server{RedisServer::Listen::loopback};
    RedisBench named{impatient("redis://localhost:" + std::to_string(server.port()))};
    CHECK(named.serves());
    RedisBench nowhere{impatient("redis://no-such-host.invalid")};
    CHECK(nowhere.loop.until([&] { return nowhere.count(RedisEvent::connect_failed) >= 1; }));
    CHECK(nowhere.ask({"PING"}).kind == Kind::unavailable);
}

TEST_CASE("a server that comes later than we do is found", "[bot][redis_client][redis]")
{
    if (!redis_available())
        return;
    RedisServer server{GENERATE(RedisServer::Listen::unix_socket, RedisServer::Listen::loopback)};
    server.kill();
    RedisBench bench{impatient(server.url())};
    CHECK(bench.ask({"PING"}).kind == Kind::unavailable);
    CHECK(bench.loop.until([&] { return bench.client->open(); }));
    CHECK(bench.count(RedisEvent::connect_failed) == 5);
    server.start();
    CHECK(bench.serves());
    CHECK_FALSE(bench.client->open());
}

TEST_CASE("stopping answers what waits and is final", "[bot][redis_client][redis]")
{
    if (!redis_available())
        return;
    RedisServer server;
    auto options = impatient(server.url());
    options.stall = 30s;
    RedisBench bench{options};
    REQUIRE(bench.serves());
    server.freeze();
    std::optional<RedisReply> reply;
    boost::asio::co_spawn(bench.loop.io, ask_later(bench.client, 25s, reply), boost::asio::detached);
    bench.loop.until([] { return false; }, 10ms);
    CHECK_FALSE(reply);
    bench.client->stop();
    CHECK(bench.loop.until([&] { return reply && bench.ended; }, 5s));
    CHECK(reply->kind == Kind::unavailable);
    server.thaw();
    CHECK(bench.ask({"PING"}).kind == Kind::unavailable);
    CHECK_FALSE(bench.client->send({"PING"}));
}

TEST_CASE("commands that have no answer, or many, are not sent", "[bot][redis_client][redis]")
{
    if (!redis_available())
        return;
    RedisServer server;
    RedisBench bench{impatient(server.url())};
    REQUIRE(bench.serves());
    const auto word = GENERATE("SUBSCRIBE"s, "psubscribe"s, "Monitor"s, "HELLO"s, "CLIENT"s);
    CHECK(bench.ask({word, "x"}).kind == Kind::unavailable);
    CHECK(bench.ask({}).kind == Kind::unavailable);
    CHECK(bench.ask({""}).kind == Kind::error);
    CHECK(bench.ask({"PING"}).text == "PONG");
    CHECK(bench.count(RedisEvent::connected) == 1);
}

TEST_CASE("whatever the network does, callers get their time and service comes back", "[bot][redis_client][redis]")
{
    if (!redis_available())
        return;
    const auto [mode, amount, answers] = GENERATE(table<GateMode, std::size_t, bool>({
        {GateMode::refuse, 0, false},
        {GateMode::stop_reading, 0, false},
        {GateMode::never_answer, 0, false},
        {GateMode::close_at_accept, 0, false},
        {GateMode::close_at_first_byte, 0, false},
        {GateMode::corrupt, 0, false},
        {GateMode::delay, 500, false},
        {GateMode::limit, 100, false},
        {GateMode::delay, 5, true},
        {GateMode::limit, 100'000, true},
        {GateMode::slice, 0, true},
    }));
    CAPTURE(static_cast<int>(mode), amount);
    GatedRedis redis;
    redis.server.ask({"SET", "long", std::string(200, 'x')});
    RedisBench bench{impatient(redis.url())};
    REQUIRE(bench.serves());

    redis.gate.set(mode, amount);
    const std::vector<std::string> question{"GET", "long"};
    int answered = 0;
    int slow = 0;
    for (int i = 0; i < 40; ++i) {
        RedisReply reply;
        slow += time([&] { reply = bench.ask(question, 50ms); }) > 500ms;
        answered += reply.kind == Kind::text && reply.text == std::string(200, 'x');
        bench.loop.until([] { return false; }, 2ms);
    }
    CHECK(slow <= 1); // the machine may stand still for a moment
    if (answers)
        CHECK(answered >= 30);
    else
        CHECK(answered <= 1);

    redis.gate.set(GateMode::pass);
    REQUIRE(bench.serves());
    CHECK(bench.ask(question).text == std::string(200, 'x'));
    CHECK_FALSE(bench.client->open());
}

TEST_CASE("answers that nobody asked for, or that are none, end the connection and nothing else",
          "[bot][redis_client][redis]")
{
    if (!redis_available())
        return;
    const auto garbage = GENERATE(
        "+OK\r\n"s, "-ERR max number of clients reached\r\n"s, ":1\r\n"s, "$-1\r\n"s, "*-1\r\n"s, "*0\r\n"s,
        "+OK\r\n+OK\r\n"s, "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n"s, "%1\r\n+a\r\n+b\r\n"s,
        "HTTP/1.1 400 Bad\r\n"s, "\r\n\r\n"s, "*2147483647\r\n"s, "*1048577\r\n"s, "*4294967297\r\n"s, "*-7\r\n"s,
        "$-5\r\n"s, "$9999999999999999999999\r\n"s, ":99999999999999999999999\r\n"s, ":x\r\n"s, "\0\0\0\0"s,
        "$3\r\nabcdefgh\r\n"s, "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n"s);
    CAPTURE(garbage);
    GatedRedis redis;
    RedisBench bench{impatient(redis.url())};

    REQUIRE(bench.serves());
    redis.gate.inject(garbage);
    CHECK(bench.loop.until([&] { return bench.count(RedisEvent::lost) == 1; }));

    REQUIRE(bench.serves());
    redis.gate.set(GateMode::never_answer);
    std::optional<RedisReply> reply;
    boost::asio::co_spawn(bench.loop.io, ask_later(bench.client, 150ms, reply), boost::asio::detached);
    bench.loop.until([] { return false; }, 2ms);
    redis.gate.inject(garbage + garbage);
    CHECK(bench.loop.until([&] { return reply.has_value(); }));
    // An array as long as it claims to be would be allocated at once, and walked for seconds when the connection ends.
    CHECK(time([&] {
              redis.gate.set(GateMode::pass);
              CHECK(bench.serves());
          }) < 2s);
    CHECK(bench.count(RedisEvent::lost) >= 2);
}

TEST_CASE("random answers never harm the client", "[bot][redis_client][redis]")
{
    if (!redis_available())
        return;
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random{seed};
    GatedRedis redis;
    RedisBench bench{impatient(redis.url())};
    constexpr std::string_view alphabet = "+-:$*%_0123456789\r\n\r\n\r\nab";
    for (int round = 0; round < 60; ++round) {
        REQUIRE(bench.serves());
        redis.gate.set(GateMode::never_answer);
        std::string bytes;
        for (auto i = 1 + random() % 60; i > 0; --i)
            bytes += random() % 20 == 0 ? static_cast<char>(random()) : alphabet[random() % alphabet.size()];
        for (auto i = random() % 3; i > 0; --i)
            bench.client->send({"GET", "k"});
        bench.loop.until([] { return false; }, 1ms);
        redis.gate.inject(bytes);
        bench.loop.until([] { return false; }, 2ms);
        redis.gate.set(GateMode::pass);
        bench.loop.until([&] { return !bench.client->connected(); }, 50ms);
    }
    CHECK(bench.serves());
}

TEST_CASE("an answer longer than agreed ends the connection", "[bot][redis_client][redis]")
{
    if (!redis_available())
        return;
    RedisServer server;
    auto options = impatient(server.url());
    options.max_reply_bytes = 100'000;
    RedisBench bench{options};
    REQUIRE(bench.serves());
    server.ask({"SET", "short", std::string(50'000, 'x')});
    server.ask({"SET", "long", std::string(5'000'000, 'x')});
    CHECK(bench.ask({"GET", "short"}).text.size() == 50'000);
    CHECK(bench.ask({"GET", "long"}).kind == Kind::unavailable);
    CHECK(bench.loop.until([&] { return bench.count(RedisEvent::lost) == 1; }));
    CHECK(bench.serves());
}
