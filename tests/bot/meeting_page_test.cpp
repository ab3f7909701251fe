#include "bot/operations/data_key.hpp"
#include "handlers/meetings/meeting_code.hpp"
#include "tests/support/bot_process.hpp"
#include "tests/support/branch.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <ctime>

using namespace fingertip;
using namespace fingertip::tests;
using Catch::Contains;

namespace {

WechatSender::Answer get(BotProcess& bot, const std::string& path)
{
    WechatSender sender{bot.port(), bot.secrets()};
    return sender.exchange("GET " + path + " HTTP/1.1\r\nHost: bot.example.org\r\n\r\n")
        .value_or(WechatSender::Answer{});
}

} // namespace

SCENARIO("a meeting's page is served on the public port to whoever has its signed address", "[bot][pages]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    const auto now = std::time(nullptr);
    found_branch(bot.database(), bot.key_file(), 3, now);
    const auto data_key = bot::DataKey::read(bot.key_file());
    storage::Key key{};
    std::copy(data_key.bytes().begin(), data_key.bytes().end(), key.begin());
    const storage::Vault vault{key};
    const auto good = handlers::page_token(vault, storage::MeetingId{1}, storage::from_seconds(now + 600));
    const auto expired = handlers::page_token(vault, storage::MeetingId{1}, storage::from_seconds(now - 1));
    bot.start();

    CHECK(get(bot, "/meeting/" + good).status == 200);
    CHECK_THAT(get(bot, "/meeting/" + good + "/now").body, Contains(meeting_code) && Contains("\"due\":3"));
    CHECK(get(bot, "/pages/meeting_code.js").status == 200);
    CHECK(get(bot, "/meeting/" + expired).status == 404);
    CHECK(get(bot, "/meeting/" + good.substr(0, good.size() - 1)).status == 404);
    CHECK(get(bot, "/pages/../server.cpp").status != 200);
    CHECK(get(bot, "/").status == 404);
}
