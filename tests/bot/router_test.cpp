#include "bot/router.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace fingertip;
using bot::understand;
using bot::Understanding;
using handlers::Talk;
using Kind = Understanding::Kind;

namespace {

constexpr storage::Time now{std::chrono::seconds{1'714'953'600}};
const auto nothing_open = [](std::string_view) { return false; };

struct Case
{
    const char* text;
    Kind kind;
    const char* command; ///< "" none
    const char* rest;
};

} // namespace

TEST_CASE("a text without anything open is understood by its first word", "[bot][router]")
{
    const auto c = GENERATE(
        Case{"签到", Kind::command, "签到", ""}, Case{"签到 482913", Kind::command, "签到", "482913"},
        Case{"签到482913", Kind::command, "签到", "482913"},
        Case{"／签到　４８２９１３", Kind::command, "签到", "482913"},
        Case{"@指尖 签到 482913", Kind::command, "签到", "482913"}, Case{"qd 482913", Kind::command, "签到", "482913"},
        Case{"QD", Kind::command, "签到", ""}, Case{"482913", Kind::command, "签到", "482913"},
        Case{"４８２９１３", Kind::command, "签到", "482913"}, Case{"48291333", Kind::command, "签到", "48291333"},
        Case{"帮助", Kind::command, "帮助", ""}, Case{"?", Kind::command, "帮助", ""},
        Case{"Help", Kind::command, "帮助", ""}, Case{"取消", Kind::cancel, "", ""},
        Case{"cancel", Kind::cancel, "", ""}, Case{"签道", Kind::suggestion, "", ""},
        Case{"今天天气不错", Kind::nothing, "", ""}, Case{"B", Kind::nothing, "", ""}, Case{"3", Kind::nothing, "", ""},
        Case{"是", Kind::nothing, "", ""}, Case{"12345", Kind::nothing, "", ""}, Case{"", Kind::nothing, "", ""});
    const auto understood = understand(c.text, {}, now, nothing_open);
    INFO(c.text);
    CHECK(understood.kind == c.kind);
    CHECK((understood.command ? understood.command->name : "") == c.command);
    if (c.kind == Kind::command)
        CHECK(understood.args.rest() == c.rest);
    CHECK_FALSE(understood.parks);
}

TEST_CASE("an open dialogue gets what has its form, and a command word parks it", "[bot][router]")
{
    Talk talk;
    talk.dialogue = handlers::AskCode{};
    CHECK(understand("482913", talk, now, nothing_open).kind == Kind::dialogue);
    CHECK(understand("取消", talk, now, nothing_open).kind == Kind::cancel);
    const auto help = understand("帮助", talk, now, nothing_open);
    CHECK(help.kind == Kind::command);
    CHECK_FALSE(help.parks); // 帮助 leaves the dialogue as it is
    const auto points = understand("积分", talk, now, nothing_open);
    CHECK(points.kind == Kind::command);
    CHECK(points.parks);
    CHECK(understand("不知道", talk, now, nothing_open).kind == Kind::nothing);
    // Digits that are the code of an open meeting are that, whatever the dialogue would make of them.
    const auto code = understand("482913", talk, now, [](std::string_view digits) { return digits == "482913"; });
    CHECK(code.kind == Kind::command);
    CHECK(code.parks);
}

TEST_CASE("同意 answers a dialogue that asks for it, and is a command otherwise", "[bot][router]")
{
    Talk talk;
    CHECK(understand("同意", talk, now, nothing_open).command->name == "同意");
    talk.dialogue = handlers::Consent{};
    CHECK(understand("同意", talk, now, nothing_open).kind == Kind::dialogue);
    CHECK(understand("不同意", talk, now, nothing_open).kind == Kind::dialogue);
    CHECK(understand("张三 13800001234", talk, now, nothing_open).kind == Kind::dialogue);
    CHECK(understand("同意 17", talk, now, nothing_open).kind == Kind::command);
    talk.dialogue = handlers::AskCode{};
    const auto elsewhere = understand("同意", talk, now, nothing_open);
    CHECK(elsewhere.kind == Kind::command);
    CHECK(elsewhere.parks);
}

TEST_CASE("帮助, 更多 and 打错了 leave an open dialogue as it is", "[bot][router]")
{
    Talk talk;
    talk.dialogue = handlers::AskCode{};
    const auto* word = GENERATE("帮助", "更多", "打错了");
    const auto understood = understand(word, talk, now, nothing_open);
    CHECK(understood.kind == Kind::command);
    CHECK_FALSE(understood.parks);
}

TEST_CASE("numbers pick from the last menu for ten minutes, and 是 says what was offered", "[bot][router]")
{
    Talk talk;
    talk.menu = {"积分", "明细"};
    talk.menu_until = now + std::chrono::minutes{10};
    const auto second = understand("2", talk, now, nothing_open);
    REQUIRE(second.command);
    CHECK(second.command->name == "明细");
    CHECK(understand("3", talk, now, nothing_open).kind == Kind::nothing);
    CHECK(understand("2", talk, talk.menu_until, nothing_open).kind == Kind::nothing);
    talk.yes = "签到";
    const auto yes = understand("是", talk, now, nothing_open);
    REQUIRE(yes.command);
    CHECK(yes.command->name == "签到");
}

TEST_CASE("no single letter or digit is a command", "[bot][router]")
{
    for (const char letter : std::string{"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"})
        CHECK(understand(std::string(1, letter), {}, now, nothing_open).kind != Kind::command);
}

TEST_CASE("a record that is being written takes sentences that begin with a command's word", "[bot][router]")
{
    Talk talk;
    talk.dialogue = handlers::WriteMinutes{};
    for (const auto* text : {"会议：由王书记主持", "签到 共18人", "帮助 困难党员三户", "今天学习了文件", "12"}) {
        INFO(text);
        CHECK(understand(text, talk, now, nothing_open).kind == Kind::dialogue);
    }
    for (const auto* text : {"点名", "点名 12", "决议 12 计划 赞成3", "帮助", "更多"}) {
        INFO(text);
        CHECK(understand(text, talk, now, nothing_open).kind == Kind::command);
    }
    CHECK(understand("取消", talk, now, nothing_open).kind == Kind::cancel);
    talk.dialogue = handlers::AskMeetingTopic{};
    CHECK(understand("会议：由王书记主持", talk, now, nothing_open).kind == Kind::command);
}

TEST_CASE("the preview of a meeting takes its recorder, a number behind the word makes it a command", "[bot][router]")
{
    Talk talk;
    talk.dialogue = handlers::ConfirmMeeting{};
    CHECK(understand("记录人 李梅", talk, now, nothing_open).kind == Kind::dialogue);
    CHECK(understand("主持人 张三", talk, now, nothing_open).kind == Kind::dialogue);
    CHECK(understand("记录人 12 李梅", talk, now, nothing_open).kind == Kind::command);
    CHECK(understand("记录人 李梅", {}, now, nothing_open).kind == Kind::command);
}
