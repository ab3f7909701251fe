#include "bot/sessions.hpp"

#include "tests/support/redis_bench.hpp"

#include <boost/asio/detached.hpp>
#include <catch2/catch.hpp>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

using namespace fingertip::bot;
using namespace fingertip::tests;
using namespace std::chrono_literals;
using namespace std::string_literals;
using Clock = std::chrono::steady_clock;

namespace {

const ChatSession li_mei{42, "bind.ask_name", "zh-CN", true};
const ChatSession wang{43, "", "en", false};

std::string keyed_hash(std::string_view text)
{
    constexpr std::string_view key = "a key of the test";
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
         text.size(), digest, &size);
    std::string hex;
    for (unsigned i = 0; i < size; ++i) {
        hex += "0123456789abcdef"[digest[i] >> 4];
        hex += "0123456789abcdef"[digest[i] & 15];
    }
    return hex;
}

std::string place(const std::string& platform, const std::string& account)
{
    return "fingertip:v1:{" + platform + "|" + keyed_hash(account) + "}:session";
}

std::optional<ChatSession> found(EventLoop& loop, Sessions& sessions, std::string account,
                                 std::string platform = "wechat-main")
{
    return loop.wait(sessions.find(std::move(platform), std::move(account)));
}

boost::asio::awaitable<void> find_later(Sessions& sessions, std::optional<std::optional<ChatSession>>& answer)
{
    answer = co_await sessions.find("wechat-main", "o1");
}

/// Waits until the server has everything that was sent without waiting.
void settle(RedisBench& bench)
{
    REQUIRE(bench.ask({"PING"}).text == "PONG");
}

} // namespace

TEST_CASE("a session is known by platform and account until it is forgotten", "[bot][sessions]")
{
    EventLoop loop;
    Sessions sessions{{}, keyed_hash};
    CHECK_FALSE(found(loop, sessions, "o1"));
    sessions.remember("wechat-main", "o1", li_mei);
    sessions.remember("wechat-main", "o2", wang);
    CHECK(found(loop, sessions, "o1") == li_mei);
    CHECK(found(loop, sessions, "o2") == wang);
    CHECK_FALSE(found(loop, sessions, "o1", "wechat-other"));
    CHECK_FALSE(found(loop, sessions, "ino1", "wechat-ma"));
    sessions.remember("wechat-main", "o1", wang);
    CHECK(found(loop, sessions, "o1") == wang);
    sessions.forget("wechat-main", "o1");
    CHECK_FALSE(found(loop, sessions, "o1"));
    CHECK(found(loop, sessions, "o2") == wang);
    CHECK(sessions.counts().memory == 4);
    CHECK(sessions.counts().absent == 4);
    CHECK(sessions.counts().redis == 0);
}

TEST_CASE("the sessions longest unused make room for new ones", "[bot][sessions]")
{
    EventLoop loop;
    Sessions sessions{{.most = 3}, keyed_hash};
    for (const char* account : {"a", "b", "c"})
        sessions.remember("p", account, li_mei);
    CHECK(found(loop, sessions, "a", "p")); // now b is the longest unused
    sessions.remember("p", "d", wang);
    CHECK(sessions.size() == 3);
    CHECK_FALSE(found(loop, sessions, "b", "p"));
    CHECK(found(loop, sessions, "a", "p") == li_mei);
    CHECK(found(loop, sessions, "c", "p") == li_mei);
    CHECK(found(loop, sessions, "d", "p") == wang);
}

TEST_CASE("sessions keep within their bytes, however they come and go", "[bot][sessions]")
{
    EventLoop loop;
    constexpr std::size_t most_bytes = 20'000;
    Sessions sessions{{.most_bytes = most_bytes}, keyed_hash};
    sessions.remember("p", "o", li_mei);
    const auto one = sessions.bytes();
    CHECK(one > 0);
    for (int i = 0; i < 100; ++i)
        sessions.remember("p", "o", li_mei);
    CHECK(sessions.bytes() == one);
    for (int i = 0; i < 1000; ++i) {
        sessions.remember("p", std::to_string(i % 300), {i, std::string(i % 500, 'd'), "zh-CN", false});
        if (i % 7 == 0)
            sessions.forget("p", std::to_string(i % 100));
        REQUIRE(sessions.bytes() <= most_bytes);
    }
    CHECK(sessions.size() > 10);
    CHECK(found(loop, sessions, "99", "p").has_value()); // i = 999
    sessions.remember("p", "huge", {1, std::string(most_bytes, 'd'), "", false});
    CHECK(sessions.bytes() <= most_bytes);
}

TEST_CASE("a session survives the process in Redis, under a key that tells nothing", "[bot][sessions][redis]")
{
    if (!redis_available())
        return;
    RedisServer server;
    RedisBench bench{impatient(server.url())};
    REQUIRE(bench.serves());
    {
        Sessions before{{}, keyed_hash, bench.client};
        before.remember("wechat-main", "oAbCdEf_12345", li_mei);
        before.remember("wechat-main", "o2", wang);
        before.forget("wechat-main", "o2");
        settle(bench);
    }
    CHECK(server.ask({"KEYS", "*"}) == place("wechat-main", "oAbCdEf_12345"));
    const auto seconds = std::stol(server.ask({"TTL", place("wechat-main", "oAbCdEf_12345")}));
    CHECK(seconds <= 48 * 3600);
    CHECK(seconds > 48 * 3600 - 60);
    CHECK(server.ask({"GET", place("wechat-main", "oAbCdEf_12345")}).find("oAbCdEf") == std::string::npos);

    Sessions after{{.patience = 2s}, keyed_hash, bench.client};
    CHECK(found(bench.loop, after, "oAbCdEf_12345") == li_mei);
    CHECK(after.counts().redis == 1);
    CHECK_FALSE(found(bench.loop, after, "o2"));
    // From now on memory knows it.
    server.ask({"FLUSHALL"});
    CHECK(found(bench.loop, after, "oAbCdEf_12345") == li_mei);
    CHECK(after.counts().memory == 1);
    Sessions later{{.patience = 2s}, keyed_hash, bench.client};
    CHECK_FALSE(found(bench.loop, later, "oAbCdEf_12345"));
    CHECK(later.counts().spoilt == 0);
}

TEST_CASE("what we did not write is not believed", "[bot][sessions][redis]")
{
    if (!redis_available())
        return;
    RedisServer server;
    RedisBench bench{impatient(server.url())};
    REQUIRE(bench.serves());
    Sessions writer{{}, keyed_hash, bench.client};
    writer.remember("wechat-main", "o1", li_mei);
    settle(bench);
    const std::string sound = server.ask({"GET", place("wechat-main", "o1")});
    REQUIRE(sound.find("\"member\":42") != std::string::npos);
    const auto changed = [&](const std::string& from, const std::string& to) {
        std::string value = sound;
        value.replace(value.find(from), from.size(), to);
        return value;
    };
    const std::vector<std::string> bad{
        "",
        "garbage",
        "{}",
        "[]",
        "null",
        sound.substr(0, sound.size() - 1),
        sound + sound,
        changed("\"v\":1", "\"v\":2"),
        changed("\"v\":1", "\"v\":\"1\""),
        changed("\"member\":42", "\"member\":41"),
        changed("\"member\":42", "\"member\":42.0"),
        changed("\"member\":42,", ""),
        changed("true", "false"),
        changed("true", "1"),
        changed("zh-CN", "en"),
        changed("bind.ask_name", "bind.ask_code"),
        changed("bind.ask_name", std::string(5000, 'x')),
        changed("\"seal\":\"", "\"seal\":\"0"),
    };
    for (const auto& value : bad) {
        CAPTURE(value);
        server.ask({"SET", place("wechat-main", "o1"), value});
        Sessions reader{{.patience = 2s}, keyed_hash, bench.client};
        CHECK_FALSE(found(bench.loop, reader, "o1"));
        CHECK(reader.counts().spoilt == 1);
        CHECK(reader.size() == 0);
    }
    // Another account's session, in every way sound, does not become this one's.
    server.ask({"SET", place("wechat-main", "o2"), sound});
    Sessions reader{{.patience = 2s}, keyed_hash, bench.client};
    CHECK_FALSE(found(bench.loop, reader, "o2"));
    // Another type of value is no text at all.
    server.ask({"DEL", place("wechat-main", "o3")});
    server.ask({"RPUSH", place("wechat-main", "o3"), sound});
    CHECK_FALSE(found(bench.loop, reader, "o3"));
    server.ask({"SET", place("wechat-main", "o1"), sound});
    CHECK(found(bench.loop, reader, "o1") == li_mei);
}

TEST_CASE("what happens while Redis is being asked is newer than its answer", "[bot][sessions][redis]")
{
    if (!redis_available())
        return;
    RedisServer server;
    auto options = impatient(server.url());
    options.stall = 30s;
    RedisBench bench{options};
    REQUIRE(bench.serves());
    Sessions writer{{}, keyed_hash, bench.client};
    writer.remember("wechat-main", "o1", li_mei);
    settle(bench);

    const bool forgotten = GENERATE(true, false);
    Sessions sessions{{.patience = 10s}, keyed_hash, bench.client};
    server.freeze();
    std::optional<std::optional<ChatSession>> answer;
    boost::asio::co_spawn(bench.loop.io, find_later(sessions, answer), boost::asio::detached);
    bench.loop.until([] { return false; }, 5ms);
    REQUIRE_FALSE(answer);
    if (forgotten)
        sessions.forget("wechat-main", "o1");
    else
        sessions.remember("wechat-main", "o1", wang);
    server.thaw();
    REQUIRE(bench.loop.until([&] { return answer.has_value(); }));
    CHECK(*answer == (forgotten ? std::nullopt : std::optional{wang}));
    CHECK(found(bench.loop, sessions, "o1") == (forgotten ? std::nullopt : std::optional{wang}));
}

TEST_CASE("nothing that happens to Redis makes a search long", "[bot][sessions][redis]")
{
    if (!redis_available())
        return;
    const auto [mode, amount] = GENERATE(table<GateMode, std::size_t>({
        {GateMode::pass, 0},
        {GateMode::refuse, 0},
        {GateMode::stop_reading, 0},
        {GateMode::never_answer, 0},
        {GateMode::close_at_accept, 0},
        {GateMode::close_at_first_byte, 0},
        {GateMode::corrupt, 0},
        {GateMode::delay, 500},
        {GateMode::limit, 100},
        {GateMode::slice, 0},
    }));
    CAPTURE(static_cast<int>(mode));
    GatedRedis redis;
    RedisBench bench{impatient(redis.url())};
    REQUIRE(bench.serves());
    Sessions sessions{{}, keyed_hash, bench.client};
    sessions.remember("wechat-main", "known", li_mei);
    settle(bench);

    redis.gate.set(mode, amount);
    int slow = 0;
    for (int i = 0; i < 20; ++i) {
        const auto begin = Clock::now();
        CHECK_FALSE(found(bench.loop, sessions, "stranger" + std::to_string(i)));
        slow += Clock::now() - begin > 100ms;
        CHECK(found(bench.loop, sessions, "known") == li_mei);
        sessions.remember("wechat-main", "new", wang);
    }
    CHECK(slow <= 1); // the machine may stand still for a moment

    redis.gate.set(GateMode::pass);
    REQUIRE(bench.serves());
    sessions.remember("wechat-main", "new", li_mei);
    settle(bench);
    Sessions restarted{{.patience = 2s}, keyed_hash, bench.client};
    CHECK(found(bench.loop, restarted, "new") == li_mei);
    CHECK(found(bench.loop, restarted, "known") == li_mei);
}

TEST_CASE("a frozen or killed server is not waited for once the breaker is open", "[bot][sessions][redis]")
{
    if (!redis_available())
        return;
    RedisServer server;
    auto options = impatient(server.url());
    options.stall = 30s;
    RedisBench bench{options};
    REQUIRE(bench.serves());
    Sessions sessions{{}, keyed_hash, bench.client};
    const bool killed = GENERATE(false, true);
    if (killed)
        server.kill();
    else
        server.freeze();
    int asked = 0;
    while (!bench.client->open() && asked < 1000) {
        const auto begin = Clock::now();
        found(bench.loop, sessions, "stranger" + std::to_string(asked++));
        CHECK(Clock::now() - begin < 1s);
        if (!bench.client->connected())
            bench.loop.until([] { return false; }, 2ms);
    }
    REQUIRE(bench.client->open());
    const auto begin = Clock::now();
    for (int i = 0; i < 1000; ++i)
        CHECK_FALSE(found(bench.loop, sessions, "other" + std::to_string(i)));
    CHECK(Clock::now() - begin < 1s); // 1 ms each with room for a sanitizer, against 20 s of patience

    if (killed)
        server.start();
    else
        server.thaw();
    REQUIRE(bench.serves());
    sessions.remember("wechat-main", "o1", li_mei);
    settle(bench);
    Sessions restarted{{.patience = 2s}, keyed_hash, bench.client};
    CHECK(found(bench.loop, restarted, "o1") == li_mei);
}
