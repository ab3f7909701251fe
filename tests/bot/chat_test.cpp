#include "bot/simulator/wechat_servers.hpp"
#include "storage/json.hpp"
#include "tests/bot/http_loopback.hpp"
#include "tests/support/bot_process.hpp"

#include <catch2/catch.hpp>

#include <ctime>
#include <fstream>
#include <map>

using namespace fingertip;
using namespace fingertip::tests;
using Catch::Contains;
using Catch::EndsWith;
using Catch::StartsWith;

namespace {

namespace asio = boost::asio;
using bot::simulator::WechatServers;

constexpr const char* unreachable_platform = "api_base = \"http://127.0.0.1:9\"\n";

asio::awaitable<bot::HttpResponse> answer(WechatServers& platform, bot::HttpRequest request)
{
    co_return platform.answer_call(request);
}

/// The platform's own address, for the calls that the server makes: tokens and pictures.
class PlayedPlatform
{
public:
    std::string address() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }

    /// The picture's address that the platform made last, as a phone's camera reads it.
    std::string last_picture() const
    {
        std::string scene;
        for (const auto& request : server_.seen())
            if (request.path == "/cgi-bin/qrcode/create")
                scene = between(request.body, "\"scene_str\":\"", "\"");
        return "http://weixin.qq.com/q/" + scene;
    }

private:
    asio::io_context idle_;
    WechatSecrets secrets_;
    std::unique_ptr<bot::HttpClient> http_ = bot::make_http_client(idle_, {});
    WechatServers platform_{*http_, "", {secrets_.app_id, secrets_.token, secrets_.aes_key}};
    LoopbackServer server_{{}, [this](bot::HttpRequest request) { return answer(platform_, std::move(request)); }};
};

/// A server for the terminal's chats, and what is said in them.
class Conversation
{
public:
    explicit Conversation(const std::string& configuration) : bot{FINGERTIP_PROGRAM} { bot.configure(configuration); }

    /// What the terminal shows after these lines.
    std::string says(const std::string& who, const std::string& lines) const
    {
        const auto ran = bot.run({"chat", "--as", who, "--config", bot.config()}, lines);
        INFO(who << ": " << lines << '\n' << ran.output << ran.errors);
        CHECK(ran.exit == 0);
        CHECK(ran.errors.empty());
        return ran.output;
    }

    std::string runs(const std::vector<std::string>& words) const
    {
        auto with_configuration = words;
        with_configuration.insert(with_configuration.end(), {"--config", bot.config()});
        const auto ran = bot.run(with_configuration);
        INFO(ran.output << ran.errors);
        CHECK(ran.exit == 0);
        return ran.output;
    }

    void imports(const std::string& kind, const std::string& content) const
    {
        std::ofstream{scratch.file(kind)} << content;
        runs({"import", kind, scratch.file(kind)});
    }

    BotProcess bot;
    Scratch scratch;
};

/// "11月24日22:30", in the organisation's zone, ten minutes from now.
std::string in_ten_minutes()
{
    const std::time_t there = std::time(nullptr) + 600 + 8 * 3600;
    std::tm parts{};
    gmtime_r(&there, &parts);
    char text[64];
    return {text, std::strftime(text, sizeof text, "%m月%d日%H:%M", &parts)};
}

std::size_t count(const std::string& text, const std::string& wanted)
{
    std::size_t found = 0;
    for (auto at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + wanted.size()))
        ++found;
    return found;
}

} // namespace

SCENARIO("a branch's life by terminal chats, from an empty installation to the register", "[bot][chat][process]")
{
    PlayedPlatform platform;
    Conversation talk{"api_base = \"" + platform.address() +
                      "\"\napp_secret = \"notasecret\"\n[limits]\nmessages_per_minute = 300\n"};
    auto& bot = talk.bot;
    bot.start();

    // The first administrator comes in by the invitation, the secretary by hers.
    const auto first = between(talk.runs({"invite", "--first-admin"}), "Invitation: ", "\n");
    CHECK_THAT(talk.says("管理员", "!follow " + first + "\n同意\n"), Contains("隐私说明") && Contains("绑定成功"));
    talk.imports("organizations", "code,name,level,parent_code\nW,网联党委,committee,\nB1,星火支部,branch,W\n");
    talk.imports("members", "member_no,name,phone,category,home_org,host_org,role\n"
                            "1001,王建国,13800001001,full,B1,,secretary\n1002,李梅,13800001002,full,B1,,\n"
                            "1003,赵小雨,13800001003,full,B1,,\n1004,孙思远,13800001004,full,B1,,\n"
                            "1005,钱七,13800001005,full,B1,,\n");
    const auto invited = talk.says("管理员", "邀请 王建国\n");
    const auto code = between(invited, "邀请码：\n", "\n");
    REQUIRE(code.size() == 15);
    CHECK_THAT(talk.says("王建国", "!follow\n绑定 " + code + "\n!tap 同意\n"), Contains("绑定成功：王建国，星火支部"));

    // Members bind like anybody: the secretary agrees to both at once.
    for (const char* member : {"李梅 13800001002", "赵小雨 13800001003"}) {
        const std::string name = between(std::string{"|"} + member, "|", " ");
        CHECK_THAT(talk.says(name, std::string{"绑定 "} + member + "\n!tap 同意\n"), Contains("已转给书记"));
    }
    const auto reviews = talk.says("王建国", "待办\n同意\n");
    CHECK_THAT(reviews, Contains("李梅（1002）绑定") && Contains("已同意2个绑定"));

    // She calls a meeting by one line; the message that the platform delivers again calls no second one.
    const auto called = talk.says("王建国", "发起会议 支部党员大会 " + in_ten_minutes() +
                                                " 302 学习与评议\n确认\n!again\n!wire\n点名\n");
    CHECK_THAT(called, Contains("已发起（1号）") && Contains("(the same answer as before)") && !Contains("2号"));
    CHECK_THAT(called, Contains("msg_signature=") && Contains("<Encrypt>") && Contains("| which is: <xml>"));
    const auto shown = talk.says("王建国", "签到码\n");
    const auto page = "/meeting/" + between(shown, "https://bot.example.org/meeting/", "\n");
    WechatSender projector{bot.port(), bot.secrets()};
    const auto get = [&](const std::string& path) {
        return projector.exchange("GET " + path + " HTTP/1.1\r\nHost: bot.example.org\r\n\r\n")->body;
    };
    const auto check_in = between(get(page + "/now"), "\"code\":\"", "\"");
    REQUIRE(check_in.size() == 6);
    CHECK_THAT(shown, Contains(check_in));
    CHECK_THAT(get(page + "/qr"), Contains("<svg"));

    // By the bare code, twice at the same moment and once more later; by the picture; by the picture before binding.
    const auto mei = talk.says("李梅", "!twice\n" + check_in + "\n!again\n积分\n");
    CHECK_THAT(mei, Contains("(both copies got this answer)") && Contains("(the same answer as before)"));
    CHECK_THAT(talk.says("赵小雨", "!scan " + platform.last_picture() + "\n"), Contains("签到"));
    const auto newcomer =
        talk.says("孙思远", "!follow https://bot.example.org" + page + "\n绑定 孙思远 13800001004\n同意\n");
    CHECK_THAT(newcomer, Contains("已转给书记") && Contains("签到按现在的时间算"));
    CHECK_THAT(talk.says("王建国", check_in + "\n同意\n待办\n同意\n点名\n"),
               Contains("已同意1个绑定") && Contains("钱七"));
    CHECK_THAT(talk.says("孙思远", "今日\n"), Contains("绑定成功"));

    const auto exported = talk.runs({"export", "attendance", "--format", "json"});
    const auto rows = storage::Json::parse(exported);
    REQUIRE(rows);
    std::map<std::string, std::string> status;
    std::map<std::string, std::string> method;
    CAPTURE(exported);
    REQUIRE(rows->size() == 5);
    for (const auto& row : rows->items()) {
        status[row.text("member_no").value()] = row.text("status").value_or("");
        method[row.text("member_no").value()] = row.text("method").value_or("");
    }
    for (const char* present : {"1001", "1002", "1003", "1004"})
        CHECK(status[present] == "present");
    CHECK(status["1005"] != "present");
    CHECK(method["1002"] == "code");
    CHECK(method["1003"] == "scan");
    CHECK(method["1004"] == "scan");
    talk.runs({"verify-points"});
    CHECK(bot.stop() == 0);
}

SCENARIO("the terminal says what is in the way", "[bot][chat][process]")
{
    GIVEN("a real account")
    {
        Conversation talk{""};
        const auto refused = talk.bot.run({"chat", "--as", "李梅", "--config", talk.bot.config()}, "签到\n");
        CHECK(refused.exit == 1);
        CHECK(refused.output.empty());
        CHECK_THAT(refused.errors, Contains("wechat-main is a real account") && Contains("https://api.weixin.qq.com"));
    }
    GIVEN("one real account beside one for trying out")
    {
        Conversation talk{std::string{unreachable_platform} +
                          "[[platform]]\nname = \"second\"\nkind = \"wechat\"\napp_id = \"wx2\"\ntoken = "
                          "\"fingertipTestToken123456\"\nencoding_aes_key = "
                          "\"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG\"\n"};
        CHECK_THAT(
            talk.bot.run({"chat", "--as", "1", "--platform", "wechat-main", "--config", talk.bot.config()}).errors,
            Contains("second is a real account"));
    }
    GIVEN("two accounts for trying out, and a server")
    {
        Conversation talk{std::string{unreachable_platform} +
                          "[[platform]]\nname = \"second\"\nkind = \"wechat\"\napp_id = \"wx2\"\ntoken = "
                          "\"fingertipTestToken123456\"\nmode = \"plaintext\"\nallow_insecure = true\n" +
                          unreachable_platform +
                          "[[platform]]\nname = \"third\"\nkind = \"wechat\"\napp_id = \"wx3\"\ntoken = "
                          "\"fingertipTestToken123456\"\nmode = \"compatible\"\nallow_insecure = true\n"
                          "encoding_aes_key = \"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG\"\n" +
                          unreachable_platform};
        talk.bot.start();
        const auto chat = [&](std::vector<std::string> words, const std::string& lines) {
            words.insert(words.begin(), {"chat", "--as", "李梅", "--config", talk.bot.config()});
            return talk.bot.run(words, lines);
        };
        const auto which = chat({}, "帮助\n");
        CHECK(which.exit == 2);
        CHECK_THAT(which.errors, Contains("--platform with one of wechat-main, second, third"));
        CHECK(chat({"--platform", "fourth"}, "帮助\n").exit == 2);
        CHECK_THAT(chat({"--platform", "fourth"}, "帮助\n").errors, Contains("no platform 'fourth'"));
        const auto group = chat({"--platform", "second", "--group", "支部群"}, "帮助\n");
        CHECK(group.exit == 2);
        CHECK_THAT(group.errors, Contains("no group chats"));
        for (const char* platform : {"wechat-main", "second", "third"}) {
            const auto talked = chat({"--platform", platform, "--echo"}, "今日\n");
            INFO(platform << talked.output << talked.errors);
            CHECK(talked.exit == 0);
            CHECK_THAT(talked.output, StartsWith("> 今日\n您好！") && Contains("[1 绑定]"));
        }
    }
    GIVEN("a server that was started with another token")
    {
        Conversation talk{unreachable_platform};
        talk.bot.start();
        std::ifstream in{talk.bot.config()};
        std::string changed{std::istreambuf_iterator<char>{in}, {}};
        changed.replace(changed.find("fingertipTestToken"), 18, "anotherTestTokenXX");
        const auto other = talk.bot.config() + ".other"; // beside it: the same books, the same control socket
        std::ofstream{other} << changed;
        const auto refused = talk.bot.run({"chat", "--as", "1001", "--config", other}, "签到\n");
        CHECK(refused.exit == 1);
        CHECK_THAT(refused.errors, Contains("does not know this account"));
    }
    GIVEN("a server that is gone, on a port that the configuration names")
    {
        Conversation talk{unreachable_platform};
        talk.bot.start();
        const auto port = std::to_string(talk.bot.port());
        talk.bot.kill();
        std::ifstream in{talk.bot.config()};
        std::string changed{std::istreambuf_iterator<char>{in}, {}};
        changed.replace(changed.find("127.0.0.1:0"), 11, "0.0.0.0:" + port);
        std::ofstream{talk.bot.config()} << changed;
        const auto alone = talk.bot.run({"chat", "--as", "1001", "--config", talk.bot.config()}, "签到\n");
        CHECK(alone.exit == 1);
        CHECK_THAT(alone.errors, Contains("Nothing answers at http://127.0.0.1:" + port + "/webhooks/wechat-main"));
        talk.bot.start();
        CHECK_THAT(talk.says("1001", "今日\n"), Contains("您好"));
    }
    GIVEN("no server")
    {
        Conversation talk{unreachable_platform};
        const auto alone = talk.bot.run({"chat", "--as", "1001", "--config", talk.bot.config()}, "签到\n");
        CHECK(alone.exit == 1);
        CHECK_THAT(alone.errors, Contains("No server runs for") && Contains("fingertip serve --config"));
        CHECK(talk.bot.run({"chat", "--config", talk.bot.config()}).exit == 2);
    }
}

SCENARIO("lines that begin with ! do what they say", "[bot][chat][process]")
{
    Conversation talk{unreachable_platform};
    talk.bot.start();
    CHECK_THAT(talk.says("a", "!scan https://bot.example.org/meeting/1.2.3\n"), Contains("nothing was sent"));
    CHECK_THAT(talk.says("a", "!again\n!1\n!nonsense\n"),
               Contains("nothing yet that could come again") && Contains("no word to tap") && Contains("no !nonsense"));
    CHECK(talk.says("a", "") == "");
    CHECK(talk.says("a", "!unfollow\n") == "(no reply)\n");
    CHECK(talk.says("a", "!location 31,121 30\n") == "(no reply)\n"); // reported by the application, nobody asked
    CHECK(talk.says("a", "!quit\n今日\n") == "");
    CHECK_THAT(talk.says("a", "!help\n"), Contains("!scan PICTURE"));
    CHECK_THAT(talk.says("a", "今日"), Contains("您好！")); // without a line feed at the end
    CHECK_THAT(talk.says("a", "!menu 今日\n!voice 今日。\n!tap 今日\n"), Contains("您好！"));
    CHECK(count(talk.says("a", "!menu 今日\n!voice 今日。\n!tap 今日\n"), "您好！") == 3);
    CHECK_THAT(talk.says("a", "!!今日\n!9\n"), Contains("to tap"));

    // A message four days late is acknowledged and changes nothing; three hours later the same person is heard again.
    CHECK_THAT(talk.says("a", "!late 4d\n绑定 甲 13800000000\n今日\n"),
               StartsWith("(no reply)\n") && Contains("您好！"));
    const auto clocks = talk.says("a", "!clock -3m\n今日\n!clock\n");
    CHECK_THAT(clocks, Contains("platform's clock is 180 s behind") && Contains("the last message was sent at") &&
                           Contains("by the server's clock"));
}
