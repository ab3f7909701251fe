// The simulator must be as strange to the bot as WeChat is: what it sends is opened by npm packages, what an npm bot
// answers is believed, and what is not genuine is not.
#include "bot/scene_codes.hpp"
#include "bot/simulator/wechat_servers.hpp"
#include "bot/token_keeper.hpp"
#include "tests/bot/http_loopback.hpp"
#include "tests/support/event_loop.hpp"
#include "tests/support/expat_xml.hpp"
#include "tests/support/foreign_crypt.hpp"
#include "tests/support/scripted_server.hpp"
#include "tests/support/wechat_signer.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace fingertip;
using namespace fingertip::tests;
using bot::simulator::Act;
using bot::simulator::Delivery;
using bot::simulator::WechatServers;
using Catch::Contains;

namespace {

const bot::simulator::AccountSecrets secrets{"wx0123456789abcdef", "simulatorToken123456",
                                             "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"};

/// WeChat's servers with one webhook to call.
class Platform
{
public:
    explicit Platform(const std::string& webhook)
        : http_{bot::make_http_client(loop_.io, {.allowed_hosts = {"127.0.0.1"}, .extra_ca_file = {}})},
          servers_{*http_, webhook, secrets}
    {
    }

    Delivery deliver(const Act& act, const std::string& account = "oSimulated0000000000000000001")
    {
        return loop_.wait(
            servers_.deliver(bot::simulator::event_xml(act, account, 1761900000, servers_.next_message_id())));
    }

private:
    EventLoop loop_;
    std::unique_ptr<bot::HttpClient> http_;
    WechatServers servers_;
};

/// A bot made of other people's code.
class ForeignBot
{
public:
    ForeignBot()
        : node_{"wechat_bot.cjs", {secrets.token, secrets.encoding_aes_key, secrets.app_id}}, port_{node_.line()}
    {
    }
    std::string webhook(const std::string& path) const { return "http://127.0.0.1:" + port_ + path; }

private:
    NodeChild node_;
    std::string port_;
};

/// The simulator's side of the calls that the bot makes.
struct Played
{
    WechatServers& servers;
    boost::asio::awaitable<bot::HttpResponse> answer(bot::HttpRequest request)
    {
        co_return servers.answer_call(request);
    }
};

struct Example
{
    Act act;
    std::string understood;
};

const std::vector<Example> examples{
    {{.kind = Act::Kind::text, .text = "签到 482913", .scene = {}}, "签到 482913"},
    {{.kind = Act::Kind::text, .text = "a & <c> 😀", .scene = {}}, "a & <c> 😀"},
    {{.kind = Act::Kind::tap, .text = "同意", .scene = {}}, "同意"},
    {{.kind = Act::Kind::menu, .text = "今日", .scene = {}}, "CLICK 今日"},
    {{.kind = Act::Kind::voice, .text = "请假", .scene = {}}, "请假"},
    {{.kind = Act::Kind::location, .text = {}, .scene = {}, .latitude = 31.25, .longitude = 121.5},
     "location 31.250000 121.500000"},
    {{.kind = Act::Kind::image, .text = {}, .scene = {}}, "image"},
    {{.kind = Act::Kind::follow, .text = {}, .scene = {}}, "subscribe"},
    {{.kind = Act::Kind::follow, .text = {}, .scene = "door-17"}, "subscribe qrscene_door-17"},
    {{.kind = Act::Kind::unfollow, .text = {}, .scene = {}}, "unsubscribe"},
    {{.kind = Act::Kind::scan, .text = {}, .scene = "door-17"}, "SCAN door-17"},
};

bool skipped()
{
    if (!foreign_is_missing())
        return false;
    WARN("skipped: npm ci in tests/foreign has not been run");
    return true;
}

std::string parameter(const std::string& request_line, const std::string& name)
{
    return between(request_line + "&", (name == "signature" ? "?" : "&") + name + "=", "&");
}

} // namespace

SCENARIO("an npm bot understands everything that the simulator sends, and is understood", "[bot][simulator][foreign]")
{
    if (skipped())
        return;
    const ForeignBot bot;
    Platform platform{bot.webhook("/honest")};
    for (const auto& example : examples) {
        INFO(example.understood);
        const auto delivery = platform.deliver(example.act);
        CHECK(delivery.status == 200);
        CHECK(delivery.attempts == 1);
        CHECK(delivery.reply_is_genuine);
        CHECK(delivery.shown.text == example.understood);
        CHECK_FALSE(delivery.shown.article);
    }
    Platform articles{bot.webhook("/article")};
    const auto delivery = articles.deliver(examples.front().act);
    CHECK(delivery.reply_is_genuine);
    CHECK(delivery.shown.article);
    CHECK(delivery.shown.title == "签到 482913");
    CHECK(delivery.shown.description == "about 签到 482913");
    CHECK(delivery.shown.url == "https://example.org/a?b=1&c=2");
}

SCENARIO("two npm packages open and would sign what the simulator sends", "[bot][simulator][foreign]")
{
    if (skipped())
        return;
    ScriptedServer bot{"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsuccess"};
    Platform platform{"http://127.0.0.1:" + bot.port() + "/webhooks/wechat-main"};
    ForeignCrypt crypt;
    crypt.token = secrets.token;
    crypt.key = secrets.encoding_aes_key;
    crypt.app_id = secrets.app_id;
    auto acts = examples;
    acts.push_back({{.kind = Act::Kind::text, .text = "]]>a]]]]>]]", .scene = {}}, "marks that end CDATA"});
    for (const auto* by : {"wechat-crypto", "@wecom/crypto"})
        for (const auto& example : acts) {
            INFO(by << ": " << example.understood);
            crypt.by = by;
            const auto delivery = platform.deliver(example.act);
            crypt.timestamp = parameter(delivery.request_line, "timestamp");
            crypt.nonce = parameter(delivery.request_line, "nonce");
            const auto envelope = read_by_expat(delivery.request_body);
            const auto opened = crypt.open(envelope.at("/xml/Encrypt"));
            CHECK(opened.message == delivery.event_xml);
            CHECK(opened.id == secrets.app_id);
            CHECK(opened.signature == parameter(delivery.request_line, "msg_signature"));
            CHECK(crypt.signature() == parameter(delivery.request_line, "signature"));
            const auto event = read_by_expat(delivery.event_xml);
            CHECK(event.at("/xml/FromUserName") == "oSimulated0000000000000000001");
            if (example.act.kind == Act::Kind::text)
                CHECK(event.at("/xml/Content") == example.act.text);
            CHECK(event.contains("/xml/MsgId") != event.contains("/xml/Event")); // events have no number
            CHECK(delivery.reply_is_genuine); // an acknowledgement says nothing that could be forged
            CHECK(delivery.shown.text.empty());
        }
}

SCENARIO("an answer that is not genuine is reported and never shown", "[bot][simulator][foreign]")
{
    if (skipped())
        return;
    const ForeignBot bot;
    for (const auto* path : {"/tampered", "/forged", "/other", "/bare"}) {
        INFO(path);
        const auto delivery = Platform{bot.webhook(path)}.deliver(examples.front().act);
        CHECK(delivery.status == 200);
        CHECK_FALSE(delivery.reply_is_genuine);
        CHECK(delivery.reply_xml.empty());
        CHECK(delivery.shown.text.empty());
    }
    for (const auto* path : {"/silent", "/success"}) {
        INFO(path);
        const auto delivery = Platform{bot.webhook(path)}.deliver(examples.front().act);
        CHECK(delivery.reply_is_genuine);
        CHECK(delivery.reply_xml.empty());
    }
}

SCENARIO("the simulator waits five seconds, tries three times and sends the same bytes", "[bot][simulator]")
{
    const std::string success = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsuccess";
    using Answer = ScriptedServer::Answer;
    const auto deliver = [](ScriptedServer& bot) {
        return Platform{"http://127.0.0.1:" + bot.port() + "/webhooks/wechat-main"}.deliver(examples.front().act);
    };
    GIVEN("a bot that says nothing, then hangs up, then answers")
    {
        ScriptedServer bot{[&](const std::string&, std::size_t number) {
            return number == 3 ? Answer{success} : Answer{"", std::chrono::milliseconds{0}, number == 1};
        }};
        const auto delivery = deliver(bot);
        CHECK(delivery.attempts == 3);
        CHECK(delivery.status == 200);
        CHECK(delivery.milliseconds >= 5'000);
        CHECK(delivery.milliseconds < 10'000);
        const auto heard = bot.heard();
        REQUIRE(heard.size() == 3);
        CHECK(heard[1] == heard[0]);
        CHECK(heard[2] == heard[0]);
        CHECK_THAT(heard[0], Contains(delivery.request_body));
    }
    GIVEN("a bot that always hangs up")
    {
        ScriptedServer bot{""};
        const auto delivery = deliver(bot);
        CHECK(delivery.attempts == 3);
        CHECK(delivery.status == 0);
        CHECK(bot.heard().size() == 3);
    }
    GIVEN("a bot that fails twice and recovers")
    {
        ScriptedServer bot{[&](const std::string&, std::size_t number) {
            return Answer{number == 3 ? success : "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"};
        }};
        const auto delivery = deliver(bot);
        CHECK(delivery.attempts == 3);
        CHECK(delivery.status == 200);
    }
    GIVEN("a bot that never recovers")
    {
        ScriptedServer bot{"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"};
        const auto delivery = deliver(bot);
        CHECK(delivery.attempts == 3);
        CHECK(delivery.status == 503);
    }
    GIVEN("a bot that answers at once")
    {
        ScriptedServer bot{success};
        CHECK(deliver(bot).attempts == 1);
        CHECK(bot.heard().size() == 1);
    }
}

SCENARIO("the bot's own calls are played, and the scene comes back from the picture's address", "[bot][simulator]")
{
    EventLoop loop;
    const auto http = bot::make_http_client(loop.io, {.allowed_hosts = {"127.0.0.1"}, .extra_ca_file = {}});
    WechatServers servers{*http, "http://127.0.0.1:1/", secrets};
    Played played{servers};
    LoopbackServer api{{}, [&played](bot::HttpRequest request) { return played.answer(std::move(request)); }};
    const auto base = "http://127.0.0.1:" + std::to_string(api.port());
    bot::TokenKeeper tokens{loop.io.get_executor(), *http, base, secrets.app_id, bot::Secret{"any"}};
    bot::SceneCodes codes{*http, tokens, base};

    const auto address = loop.wait(codes.address("door-17"));
    REQUIRE(address);
    CHECK(WechatServers::scene_of(*address) == "door-17");
    CHECK(WechatServers::scene_of("https://example.org/q/door-17").empty());
    CHECK_FALSE(loop.wait(codes.address(std::string(65, 'x'))));
    CHECK(loop.wait(codes.address(std::string(64, 'x'))));
    tokens.reject(loop.wait(tokens.token()).value());
    CHECK(loop.wait(tokens.token())); // the platform gives the same one again, and a forced one counts
    const auto seen = api.seen();
    CHECK(std::count_if(seen.begin(), seen.end(),
                        [](const auto& request) { return request.path == "/cgi-bin/stable_token"; }) == 3);
}
