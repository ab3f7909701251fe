#include "tests/support/branch.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/serving.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <ctime>
#include <list>

using namespace fingertip;
using namespace fingertip::tests;
using namespace std::chrono_literals;
using Catch::Contains;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int connections = 16;
constexpr int messages = 15; ///< on each

std::string check_in_of(WechatSender& sender, int member, std::time_t now)
{
    return sender.request_for(
        WechatSender::text_xml(account_of(member), 24'000'000'000'000'001 + member, now, meeting_code));
}

} // namespace

SCENARIO("SIGTERM under load answers everything that has arrived and then ends", "[serve][stop]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    const auto now = std::time(nullptr);
    const int members = connections * messages + 1;
    found_branch(bot.database(), bot.key_file(), members, now);
    bot.start();
    WechatSender pen{bot.port(), bot.secrets()};

    // One member in the middle of a message, as slow as a phone in a lift.
    const auto slow = check_in_of(pen, members - 1, now);
    RawClient lift{bot.port()};
    lift.send(slow.substr(0, slow.size() - 20));
    // And a crowd whose messages are all here before the signal.
    std::list<RawClient> crowd;
    for (int c = 0; c < connections; ++c)
        crowd.emplace_back(bot.port());
    REQUIRE(comes_true([&] { return metric(bot, "fingertip_connections") == connections + 1; }));
    int next = 0;
    for (auto& client : crowd) {
        std::string all;
        for (int m = 0; m < messages; ++m)
            all += check_in_of(pen, next++, now);
        client.send(all);
    }
    const auto told = Clock::now();
    bot.signal(SIGTERM);
    bot.wait_for_log("\"event\":\"stopping\"");

    const auto ready = get(bot.admin_port(), "/readyz");
    CHECK(ready.status == 503);
    CHECK(ready.body == "stopping\n");
    CHECK(get(bot.admin_port(), "/livez").status == 200);
    CHECK_THROWS_WITH(RawClient{bot.port()}, Contains("cannot connect"));

    int answered = 0;
    for (auto& client : crowd) {
        for (int m = 0; m < messages; ++m)
            answered += client.read_response().starts_with("HTTP/1.1 200");
        CHECK(client.read_to_end().empty());
    }
    CHECK(answered == connections * messages);
    CHECK(bot.running());
    lift.send(slow.substr(slow.size() - 20));
    const auto last = lift.read_to_end();
    CHECK_THAT(last, Contains("HTTP/1.1 200") && Contains("Connection: close"));

    CHECK(bot.wait_for_end() == 0);
    CHECK(Clock::now() - told < 10s);

    // After a restart the register has everybody who was answered, and a redelivery is answered as before.
    bot.start();
    WechatSender sender{bot.port(), bot.secrets()};
    const auto again = sender.post(WechatSender::text_xml(account_of(0), 24'000'000'000'000'001, now, meeting_code));
    REQUIRE(again);
    CHECK_THAT(text_of(again->reply), Contains("签到成功"));
    CHECK(bot.stop() == 0);
    CHECK(present_members(bot.database()).size() == static_cast<std::size_t>(members));
}

TEST_CASE("who does not finish a request is waited for as long as the limit says, no longer", "[serve][stop]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    bot.configure("[limits]\nstop_seconds = 1\n");
    bot.start();
    RawClient half{bot.port()};
    half.send("POST /webhooks/wechat-main HTTP/1.1\r\nHost: x\r\n");
    REQUIRE(comes_true([&] { return metric(bot, "fingertip_connections") == 1; }));
    const auto told = Clock::now();
    bot.signal(SIGTERM);
    CHECK(bot.wait_for_end() == 0);
    CHECK(Clock::now() - told > 500ms);
    CHECK(Clock::now() - told < 3s);
}

TEST_CASE("a second SIGTERM ends at once", "[serve][stop]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    bot.start();
    RawClient half{bot.port()};
    half.send("POST /webhooks/wechat-main HTTP/1.1\r\nHost: x\r\n");
    REQUIRE(comes_true([&] { return metric(bot, "fingertip_connections") == 1; }));
    bot.signal(SIGTERM);
    bot.wait_for_log("\"event\":\"stopping\"");
    CHECK(get(bot.admin_port(), "/readyz").status == 503);
    const auto told = Clock::now();
    bot.signal(SIGTERM);
    CHECK(bot.wait_for_end() == 1);
    CHECK(Clock::now() - told < 2s);
}
