// A meeting's QR code from the platform and back: the bot asks for it, somebody scans it, the register says so.
#include "bot/operations/data_key.hpp"
#include "bot/simulator/wechat_servers.hpp"
#include "handlers/meetings/meeting_code.hpp"
#include "storage/json.hpp"
#include "tests/support/bot_process.hpp"
#include "tests/support/branch.hpp"
#include "tests/support/scripted_server.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <ctime>
#include <fstream>

using namespace fingertip;
using namespace fingertip::tests;
using bot::simulator::Act;
using Catch::Contains;

namespace {

constexpr const char* app_secret = "f0e1d2c3b4a5968778695a4b3c2d1e0f";
constexpr const char* token = "SECRETTOKEN-7d1f";

/// Plays stable_token and qrcode/create; the address holds the scene that was asked for.
ScriptedServer::Answer played(const std::string& request)
{
    if (request.starts_with("POST /cgi-bin/stable_token "))
        return {json_answer(std::string{R"({"access_token":")"} + token + R"(","expires_in":7200})")};
    const auto asked = storage::Json::parse(body_of(request)).value();
    const auto scene = asked.at("action_info")->at("scene")->text("scene_str").value();
    return {json_answer(R"({"ticket":"t","expire_seconds":60,"url":"http://weixin.qq.com/q/)" + scene + R"("})")};
}

/// A whole installation whose account calls that platform.
void use(BotProcess& bot, const ScriptedServer& platform, bool verified)
{
    bot.configure(std::string{"verified = "} + (verified ? "true" : "false") + "\napp_secret = \"" + app_secret +
                  "\"\napi_base = \"http://127.0.0.1:" + platform.port() + "\"\n");
}

std::string scenes_asked_for(const ScriptedServer& platform)
{
    std::string all;
    for (const auto& request : platform.heard())
        if (const auto asked = storage::Json::parse(body_of(request)); asked && asked->at("action_info"))
            all += asked->at("action_info")->at("scene")->text("scene_str").value() + ' ' +
                   std::to_string(asked->integer("expire_seconds").value()) + '\n';
    return all;
}

/// The secrets of this account as they would look in a log.
void check_secrecy(const std::string& log)
{
    CHECK_THAT(log, !Contains(app_secret) && !Contains(token));
}

} // namespace

SCENARIO("the code on a meeting's page brings followers and newcomers into the meeting", "[bot][outbound][scene]")
{
    ScriptedServer platform{[](const std::string& request, std::size_t) { return played(request); }};
    BotProcess bot{FINGERTIP_PROGRAM};
    use(bot, platform, true);
    const auto now = std::time(nullptr);
    found_branch(bot.database(), bot.key_file(), 3, now);
    const auto data_key = bot::DataKey::read(bot.key_file());
    storage::Key key{};
    std::copy(data_key.bytes().begin(), data_key.bytes().end(), key.begin());
    const auto page =
        handlers::page_token(storage::Vault{key}, storage::MeetingId{1}, storage::from_seconds(now + 600));
    bot.start();
    WechatSender line{bot.port(), bot.secrets()};

    const auto picture =
        line.exchange("GET /meeting/" + page + "/qr HTTP/1.1\r\nHost: bot.example.org\r\n\r\n").value();
    CHECK(picture.status == 200);
    CHECK_THAT(picture.body, Contains("<svg"));
    REQUIRE(scenes_asked_for(platform) == "scene-1 86400\n");

    const auto scan =
        bot::simulator::event_xml({.kind = Act::Kind::scan, .text = {}, .scene = "scene-1"}, account_of(0), now, 0);
    CHECK_THAT(line.post(scan).value().reply, Contains("第1位"));
    const auto follow =
        bot::simulator::event_xml({.kind = Act::Kind::follow, .text = {}, .scene = "scene-1"}, account_of(1), now, 0);
    CHECK_THAT(line.post(follow).value().reply, Contains("第2位"));
    const auto other =
        bot::simulator::event_xml({.kind = Act::Kind::scan, .text = {}, .scene = "scene-2"}, account_of(2), now, 0);
    CHECK_THAT(line.post(other).value().reply, Contains("这个二维码已失效"));
    const auto register_of_record = bot.run({"export", "attendance", "--format", "csv", "--config", bot.config()});
    CHECK_THAT(register_of_record.output, Contains("1000,") && Contains(",present,scan,"));
    CHECK(bot.stop() == 0);
    check_secrecy(bot.log());
}

SCENARIO("a platform that refuses costs the page its picture and tells the log no secret", "[bot][outbound][scene]")
{
    ScriptedServer platform{[](const std::string& request, std::size_t) {
        if (request.starts_with("POST /cgi-bin/stable_token "))
            return played(request);
        return ScriptedServer::Answer{json_answer(std::string{R"({"errcode":48001,"errmsg":"api unauthorized )"} +
                                                  token + ' ' + app_secret + R"("})")};
    }};
    BotProcess bot{FINGERTIP_PROGRAM};
    use(bot, platform, true);
    bot.configure("[log]\nlevel = \"debug\"\n");
    const auto now = std::time(nullptr);
    found_branch(bot.database(), bot.key_file(), 1, now);
    const auto data_key = bot::DataKey::read(bot.key_file());
    storage::Key key{};
    std::copy(data_key.bytes().begin(), data_key.bytes().end(), key.begin());
    const auto page =
        handlers::page_token(storage::Vault{key}, storage::MeetingId{1}, storage::from_seconds(now + 600));
    bot.start();
    WechatSender line{bot.port(), bot.secrets()};
    CHECK(line.exchange("GET /meeting/" + page + "/qr HTTP/1.1\r\nHost: bot.example.org\r\n\r\n").value().status ==
          404);
    CHECK(line.exchange("GET /meeting/" + page + " HTTP/1.1\r\nHost: bot.example.org\r\n\r\n").value().status == 200);
    CHECK(bot.stop() == 0);
    CHECK_THAT(bot.log(), Contains("scene_code_refused") && Contains("48001"));
    check_secrecy(bot.log());
}

SCENARIO("an invitation's picture is the account's own code where the account can make one", "[bot][outbound][invite]")
{
    ScriptedServer platform{[](const std::string& request, std::size_t) { return played(request); }};
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 1, std::time(nullptr));
    const auto invite = [&] { return bot.run({"invite", "--org", "B1", "--config", bot.config()}); };
    GIVEN("a verified service account")
    {
        use(bot, platform, true);
        const bool serving = GENERATE(false, true);
        if (serving)
            bot.start();
        const auto made = invite();
        INFO(made.output << made.errors);
        CHECK(made.exit == 0);
        const auto scene = between(made.output, "Scene:      ", "\n");
        CHECK_THAT(scene, Catch::StartsWith("invite-"));
        CHECK_THAT(made.output, Contains("the code of the account wechat-main, http://weixin.qq.com/q/" + scene + ";"));
        CHECK(scenes_asked_for(platform) == scene + " 604800\n"); // as long as the invitation itself
        check_secrecy(made.output + made.errors);
        if (!serving)
            return;
        WechatSender line{bot.port(), bot.secrets()};
        const auto follow = bot::simulator::event_xml({.kind = Act::Kind::follow, .text = {}, .scene = scene},
                                                      "o-newcomer", std::time(nullptr), 0);
        CHECK_THAT(line.post(follow).value().reply, Contains("隐私说明"));
    }
    GIVEN("an account that is not verified")
    {
        use(bot, platform, false);
        const auto made = invite();
        CHECK(made.exit == 0);
        CHECK_THAT(made.output, Contains("our own code (no account here is a verified service account"));
        CHECK(platform.heard().empty());
    }
    GIVEN("a platform that refuses the secret")
    {
        ScriptedServer refusing{json_answer(R"({"errcode":40125,"errmsg":"invalid appsecret"})")};
        use(bot, refusing, true);
        const auto made = invite();
        CHECK(made.exit == 0); // the code can be typed all the same
        CHECK_THAT(made.output, Contains("绑定 ") && Contains("our own code (wechat-main gave none"));
        check_secrecy(made.output + made.errors);
    }
    GIVEN("a platform that cannot be reached")
    {
        bot.configure(std::string{"verified = true\napp_secret = \""} + app_secret +
                      "\"\napi_base = \"http://127.0.0.1:1\"\n");
        CHECK_THAT(invite().output, Contains("our own code (wechat-main gave none"));
    }
}
