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

    const auto english =
        handlers::page_token(vault, storage::MeetingId{1}, storage::from_seconds(now + 600), templates::Language::en);
    const auto shown = get(bot, "/meeting/" + good);
    CHECK(shown.status == 200);
    CHECK_THAT(shown.body, Contains("<html lang=\"zh-CN\">") && Contains("<title>会议签到</title>") &&
                               Contains("{} 秒后更换") && !Contains("{{"));
    const auto in_english = get(bot, "/meeting/" + english).body;
    CHECK_THAT(in_english, Contains("<html lang=\"en\">") && Contains("<title>Meeting check-in</title>"));
    const auto ascii = [](std::string_view text) {
        return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
    };
    for (std::size_t at = 0, end = 0; at < in_english.size(); at = end + 1) {
        end = std::min(in_english.find('\n', at), in_english.size());
        const auto line = in_english.substr(at, end - at);
        INFO(line);
        CHECK((ascii(line) || line.find("…") != std::string::npos || line.find("–") != std::string::npos));
    }
    CHECK_THAT(get(bot, "/meeting/" + good + "/now").body,
               Contains("支部党员大会") && Contains("请向公众号发送签到码"));
    CHECK_THAT(get(bot, "/meeting/" + english + "/now").body,
               Contains("members' meeting") && Contains("Send this code to the official account"));
    CHECK_THAT(get(bot, "/meeting/" + good + "/now").body, Contains(meeting_code) && Contains("\"due\":3"));
    const auto script = get(bot, "/pages/meeting_code.js");
    CHECK(script.status == 200);
    CHECK_THAT(script.body, !Contains("签到") && !Contains("秒")); // its words come with the page
    CHECK(get(bot, "/meeting/" + expired).status == 404);
    CHECK(get(bot, "/meeting/" + good.substr(0, good.size() - 1)).status == 404);
    CHECK(get(bot, "/pages/../server.cpp").status != 200);
    CHECK(get(bot, "/").status == 404);
}
