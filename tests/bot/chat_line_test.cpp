#include "bot/chat/chat_line.hpp"
#include "bot/chat/screen.hpp"
#include "bot/chat/terminal.hpp"
#include "bot/platforms/wechat_outbound.hpp"

#include <catch2/catch.hpp>

using namespace fingertip;
using namespace fingertip::bot::chat;
using namespace std::chrono_literals;
using bot::simulator::Act;
using Catch::Contains;

namespace {

Act act_of(const std::string& line)
{
    const auto read = read_line(line);
    INFO(line);
    REQUIRE(std::holds_alternative<Do>(read));
    return std::get<Do>(read).act;
}

std::string why(const std::string& line)
{
    const auto read = read_line(line);
    INFO(line);
    REQUIRE(std::holds_alternative<NotUnderstood>(read));
    return std::get<NotUnderstood>(read).why;
}

bot::simulator::Shown said(const std::string& text)
{
    bot::simulator::Shown shown;
    shown.text = text;
    return shown;
}

} // namespace

TEST_CASE("a line is what is said, as it stands", "[bot][chat]")
{
    CHECK(act_of("签到 482913").kind == Act::Kind::text);
    CHECK(act_of("签到 482913").text == "签到 482913");
    CHECK(act_of(" 两边有空格 ").text == " 两边有空格 ");
    CHECK(act_of("from a file of another system\r").text == "from a file of another system");
    CHECK(act_of("1").text == "1");
    CHECK(act_of("!!scan is not a scan").text == "!scan is not a scan");
    CHECK(act_of("!!").text == "!");
    CHECK(act_of("！").kind == Act::Kind::text);
    for (const char* blank : {"", "   ", "\t\r"})
        CHECK(std::holds_alternative<Nothing>(read_line(blank)));
}

TEST_CASE("what no person could send is not sent", "[bot][chat]")
{
    CHECK_THAT(why("\xC3\x28"), Contains("UTF-8"));
    CHECK_THAT(why(std::string(2049, 'a')), Contains("2048"));
    CHECK(act_of(std::string(2048, 'a')).text.size() == 2048);
}

TEST_CASE("behind an exclamation mark something else happens", "[bot][chat]")
{
    CHECK(act_of("!follow").kind == Act::Kind::follow);
    CHECK(act_of("!follow").scene.empty());
    CHECK(act_of("!follow scene-1").scene == "scene-1");
    CHECK(act_of("!unfollow").kind == Act::Kind::unfollow);
    CHECK(act_of("!tap 审批 1 同意").kind == Act::Kind::tap);
    CHECK(act_of("!tap 审批 1 同意").text == "审批 1 同意");
    CHECK(act_of("! tap\t确认").text == "确认");
    CHECK(act_of("!menu qd").kind == Act::Kind::menu);
    CHECK(act_of("!voice 签到。").kind == Act::Kind::voice);
    CHECK(act_of("!voice 签到。").text == "签到。");
    CHECK(act_of("!image").kind == Act::Kind::image);
    CHECK(std::get<TapNumber>(read_line("!tap 2")).number == 2);
    CHECK(std::get<TapNumber>(read_line("!12")).number == 12);
    CHECK(act_of("!tap 482913").text == "482913"); // a code, not the 482,913th word
    CHECK(std::holds_alternative<Again>(read_line("!again")));
    CHECK(std::holds_alternative<Twice>(read_line("!twice")));
    CHECK(std::holds_alternative<Wire>(read_line("!wire")));
    CHECK(std::holds_alternative<Help>(read_line("!help")));
    CHECK(std::holds_alternative<Quit>(read_line("!quit")));
}

TEST_CASE("a picture is told by its scene, its address or an invitation's code", "[bot][chat]")
{
    CHECK(act_of("!scan scene-1").kind == Act::Kind::scan);
    CHECK(act_of("!scan scene-1").scene == "scene-1");
    CHECK(act_of("!scan http://weixin.qq.com/q/scene-1").scene == "scene-1");
    CHECK(act_of("!scan K7QM-2XPA-9RTWB").scene == "invite-K7QM2XPA9RTWB");
    CHECK(act_of("!follow K7QM-2XPA-9RTWB").scene == "invite-K7QM2XPA9RTWB");
    CHECK(act_of("!scan invite-K7QM2XPA9RTWB").scene == "invite-K7QM2XPA9RTWB");
    const auto page = std::get<Do>(read_line("!scan https://bot.example.org/meeting/1.1795539960.6be004ca/qr"));
    CHECK(page.page == "1.1795539960.6be004ca");
    CHECK(page.act.kind == Act::Kind::scan);
    CHECK(std::get<Do>(read_line("!follow http://127.0.0.1:8080/meeting/1.2.3")).page == "1.2.3");
    CHECK_THAT(why("!scan"), Contains("needs PICTURE"));
    CHECK_THAT(why("!scan " + std::string(65, 'x')), Contains("64"));
}

TEST_CASE("a place has degrees, and an accuracy when the application reports it", "[bot][chat]")
{
    const auto sent = act_of("!location 31.2304,121.4737");
    CHECK(sent.kind == Act::Kind::location);
    CHECK(sent.latitude == 31.2304);
    CHECK(sent.longitude == 121.4737);
    CHECK(sent.accuracy_m == 0);
    const auto reported = act_of("!location -31.5 , 121 25.5");
    CHECK(reported.latitude == -31.5);
    CHECK(reported.longitude == 121);
    CHECK(reported.accuracy_m == 25.5);
    for (const char* wrong : {"!location 31", "!location 91,0", "!location 0,181", "!location a,b", "!location nan,0",
                              "!location 1,2 -3", "!location 1,2 3 4", "!location ,"})
        CHECK_THAT(why(wrong), Contains("!location 31.2304,121.4737 30"));
}

TEST_CASE("clocks and delays are written as durations", "[bot][chat]")
{
    CHECK(std::get<Late>(read_line("!late 10m")).by == 10min);
    CHECK(std::get<Late>(read_line("!late 90s")).by == 90s);
    CHECK_THAT(why("!late ten minutes"), Contains("!late 10m"));
    CHECK_FALSE(std::get<Clock>(read_line("!clock")).ahead);
    CHECK(std::get<Clock>(read_line("!clock +3m")).ahead == 3min);
    CHECK(std::get<Clock>(read_line("!clock 3m")).ahead == 3min);
    CHECK(std::get<Clock>(read_line("!clock -2h")).ahead == -2h);
    CHECK(std::get<Clock>(read_line("!clock 0s")).ahead == 0s);
    CHECK_THAT(why("!clock --3m"), Contains("!clock +3m"));
}

TEST_CASE("a word that does not exist is not guessed but named", "[bot][chat]")
{
    CHECK_THAT(why("!scna scene-1"), Contains("no !scna") && Contains("perhaps !scan") && Contains("!help"));
    CHECK_THAT(why("!bananas"), Contains("!help") && !Contains("perhaps"));
    CHECK_THAT(why("!"), Contains("!help"));
    CHECK_THAT(why("!again 确认"), Contains("stands alone"));
    const auto help = line_help();
    for (const char* word : {"!follow", "!unfollow", "!scan", "!tap", "!menu", "!location", "!voice", "!image",
                             "!again", "!twice", "!late", "!clock", "!wire", "!help", "!quit", "!!"})
        CHECK_THAT(help, Contains(word));
}

TEST_CASE("tappable words of a reply have numbers and say what the platform would send", "[bot][chat]")
{
    const auto screen = show(said(bot::platforms::wechat_text("发给6人？\n⟦确认⟧ ⟦取消⟧，或说时间")));
    CHECK(screen.text == "发给6人？\n[1 确认] [2 取消]，或说时间");
    CHECK(screen.tappable == std::vector<std::string>{"确认", "取消"});
    CHECK(show(said("没有可点的 <a> 字")).text == "没有可点的 <a> 字");
    CHECK(show(said("")).text.empty());

    bot::simulator::Shown news;
    news.article = true;
    news.title = "通知";
    news.description = "请看";
    news.url = "https://bot.example.org/p/1";
    CHECK(show(news).text == "通知\n请看\nhttps://bot.example.org/p/1");
}

TEST_CASE("nothing in a reply moves the terminal's cursor", "[bot][chat]")
{
    CHECK(harmless("a\x1b[2Jb\x07") == "a[2Jb");
    CHECK(harmless("a\xC2\x9B"
                   "2Jb") == "a2Jb"); // the same command in one character
    CHECK(harmless("two\r\nlines") == "two\nlines");
    CHECK(harmless("中文£é") == "中文£é");
    CHECK(show(said("\x1b]0;title\x07早")).text == "]0;title早");
}

TEST_CASE("a name is the same account every time, and another's on another platform", "[bot][chat]")
{
    const auto account = account_for("wechat-main", "李梅");
    CHECK(account == account_for("wechat-main", "李梅"));
    CHECK(account != account_for("wechat-main", "李海"));
    CHECK(account != account_for("wechat-two", "李梅"));
    CHECK(account.size() == 28);
    CHECK(account.find_first_not_of("oChat0123456789abcdef") == std::string::npos);
}
