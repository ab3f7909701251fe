#include "handlers/words/args.hpp"
#include "handlers/words/characters.hpp"
#include "handlers/words/numerals.hpp"
#include "handlers/words/phone.hpp"

#include <catch2/catch.hpp>

using namespace fingertip::handlers;
using Strings = std::vector<std::string>;

namespace {

Args args(std::string_view typed)
{
    return Args{normalise(typed).text};
}

constexpr std::string_view words[] = {"签到",     "签到码", "请假", "绑定", "答", "答题", "会议",
                                      "会议记录", "我的",   "qd",   "help", "me", "?"};
constexpr std::string_view attaching[] = {"请假", "绑定"};

std::string split(std::string_view typed)
{
    const auto found = split_command(normalise(typed), words, attaching);
    return found ? std::string{found->word} + "|" + found->args.rest() : "none";
}

} // namespace

TEST_CASE("a command word is taken from the front of a text", "[handlers][args]")
{
    const auto [typed, expected] = GENERATE(table<std::string, std::string>({
        {"签到", "签到|"},
        {"签到 123456", "签到|123456"},
        {"签到123456", "签到|123456"},
        {"签到１２３４５６", "签到|123456"},
        {"签到:123456", "签到|123456"},
        {"签到：123456", "签到|123456"},
        {"签到，123456", "签到|123456"},
        {"签到。", "签到|"},
        {"签到!!", "签到|"},
        {"/签到", "签到|"},
        {"@指尖 签到 123", "签到|123"},
        {"签到码", "签到码|"},
        {"签到不了", "none"},
        {"我要签到", "none"},
        {"请假家里有事", "请假|家里有事"},
        {"请假 家里有事，Back", "请假|家里有事，Back"},
        {"绑定张三13800001234", "绑定|张三13800001234"},
        {"会议记录 第一项\n第二项", "会议记录|第一项\n第二项"},
        {"会议\n记录", "会议|记录"},
        {"会议室在哪", "none"},
        {"答题", "答题|"},
        {"答题3", "答题|3"},
        {"答 签到", "答|签到"},
        {"答案", "none"},
        {"ＱＤ 123456", "qd|123456"},
        {"QD123456", "qd|123456"},
        {"qdx", "none"},
        {"Help", "help|"},
        {"helper", "none"},
        {"help我", "none"},
        {"?", "?|"},
        {"？", "?|"},
        {"???", "?|"},
        {"me-3", "me|-3"},
        {"", "none"},
        {"签", "none"},
    }));
    CAPTURE(typed);
    CHECK(split(typed) == expected);
}

TEST_CASE("a text is split into words with its lines kept", "[handlers][args]")
{
    CHECK(args("").words().empty());
    CHECK(args("  张三  同意\n理由 是").words() == Strings{"张三", "同意", "理由", "是"});
    CHECK(args("12 同意 家里 有事\n真的").after(2).rest() == "家里 有事\n真的");
    CHECK(args("12 同意").after(0).rest() == "12 同意");
    CHECK(args("12 同意").after(2).empty());
    CHECK(args("12").after(5).empty());
}

TEST_CASE("numbers and codes are read in the ways people write them", "[handlers][args]")
{
    CHECK(args("12").number() == 12);
    CHECK(args("#12").number() == 12);
    CHECK(args("12号").number() == 12);
    CHECK(args("第３条").number() == 3);
    CHECK(args("0").number() == 0);
    CHECK_FALSE(args("1234567890").number());
    CHECK_FALSE(args("12 同意").number());
    CHECK_FALSE(args("").number());
    CHECK_FALSE(args("-1").number());

    CHECK(args("3").menu_number() == 3u);
    CHECK(args("3.").menu_number() == 3u);
    CHECK(args("(3)").menu_number() == 3u);
    CHECK(args("③").menu_number() == 3u);
    CHECK(args("三").menu_number() == 3u);
    CHECK(args("十二").menu_number() == 12u);
    CHECK_FALSE(args("0").menu_number());
    CHECK_FALSE(args("100").menu_number());
    CHECK_FALSE(args("三个").menu_number());

    CHECK(args("123456").code() == "123456");
    CHECK(args("１２３４５６").code() == "123456");
    CHECK(args("12345678。").code() == "12345678");
    CHECK(args("123 456").code() == "123456");
    CHECK(args("1234 5678").code() == "12345678");
    CHECK(args("007007").code() == "007007");
    CHECK_FALSE(args("12345").code());
    CHECK_FALSE(args("123456789").code());
    CHECK_FALSE(args("12 3456").code());
    CHECK_FALSE(args("1 2 3 4 5 6").code());
    CHECK_FALSE(args("123456吗").code());
    CHECK_FALSE(args("checkin").code());
    CHECK_FALSE(args("13800001234").code());

    CHECK(args("k7m2-9qxz").invitation() == "K7M29QXZ");
    CHECK(args("K7M2 9QXZ").invitation() == "K7M29QXZ");
    CHECK_FALSE(args("meeting").invitation());
    CHECK_FALSE(args("K7").invitation());
    CHECK_FALSE(args("张三K7M29QXZ").invitation());
}

TEST_CASE("Chinese and Arabic numerals are read from the front", "[handlers][numerals]")
{
    const auto [text, value, length] = GENERATE(table<std::string, int, std::size_t>({
        {"12点", 12, 2},
        {"0", 0, 1},
        {"三点", 3, 1},
        {"十", 10, 1},
        {"十二", 12, 2},
        {"二十", 20, 2},
        {"二十一号", 21, 3},
        {"两百零五", 205, 4},
        {"一百二十", 120, 4},
        {"〇五", 5, 2},
        {"零", 0, 1},
        {"二〇二六", 2026, 4},
        {"两", 2, 1},
        {"九千九百九十九", 9999, 7},
        {"三十十", 30, 2},
    }));
    const auto found = leading_numeral(characters(text));
    CAPTURE(text);
    REQUIRE(found);
    CHECK(found->value == value);
    CHECK(found->length == length);
    CHECK_FALSE(leading_numeral(characters("点三")));
    CHECK_FALSE(leading_numeral(characters("12345")));
    CHECK_FALSE(leading_numeral(characters("")));
    CHECK_FALSE(leading_numeral(characters("百")));
}

TEST_CASE("a mobile number is found however it is written", "[handlers][phone]")
{
    const auto typed =
        GENERATE("13800001234", "138 0000 1234", "138-0000-1234", "+8613800001234", "+86 138 0000 1234",
                 "0086-13800001234", "8613800001234", "１３８００００１２３４", "13800001234。", "(13800001234)");
    CAPTURE(typed);
    CHECK(args(typed).phone() == "13800001234");
    CHECK(find_phone("3 " + normalise(typed).text)->number == "13800001234");
    CHECK(find_phone("15 " + normalise(typed).text)->number == "13800001234");
}

TEST_CASE("what is no mobile number is not taken for one", "[handlers][phone]")
{
    const auto typed =
        GENERATE("", "1380000123", "138000012345", "12800001234", "23800001234", "138  00001234 5", "+87 13800001234x",
                 "138 0000 1234 5", "0571-88886666", "张三13800001234", "13800001234 13900001234");
    CAPTURE(typed);
    CHECK_FALSE(parse_phone(typed));
    CHECK(mask_phone("13800001234") == "138****1234");
    CHECK(mask_phone("") == "****");
    CHECK(mask_phone("123") == "****");
}

TEST_CASE("a name beside a number is understood in either order", "[handlers][args]")
{
    const auto [typed, name, phone, number] = GENERATE(table<std::string, std::string, std::string, std::string>({
        {"张三 13800001234", "张三", "13800001234", ""},
        {"张三13800001234", "张三", "13800001234", ""},
        {"13800001234 张三", "张三", "13800001234", ""},
        {"13800001234张三", "张三", "13800001234", ""},
        {"欧阳娜娜 138 0000 1234", "欧阳娜娜", "13800001234", ""},
        {"张 三 138-0000-1234", "张三", "13800001234", ""},
        {"张三，+86 13800001234", "张三", "13800001234", ""},
        {"姓名：张三 手机号：13800001234", "张三", "13800001234", ""},
        {"我叫张三,电话13800001234。", "张三", "13800001234", ""},
        {"张三\n13800001234", "张三", "13800001234", ""},
        {"阿卜杜拉•买买提13800001234", "阿卜杜拉·买买提", "13800001234", ""},
        {"Anna Smith 13800001234", "Anna Smith", "13800001234", ""},
        {"张三 00123", "张三", "", "00123"},
        {"张三00123", "张三", "", "00123"},
        {"A-0012 张三", "张三", "", "A-0012"},
        {"张三 编号 A0012", "张三", "", "A0012"},
        {"John A12", "John", "", "A12"},
    }));
    CAPTURE(typed);
    const auto claim = args(typed).claim();
    REQUIRE(claim);
    CHECK(claim->name == name);
    CHECK(claim->phone == phone);
    CHECK(claim->member_no == number);
}

TEST_CASE("a claim without name or number is none", "[handlers][args]")
{
    const auto typed = GENERATE("", "张三", "13800001234", "13800001234 姓名", "00123", "张三 李四",
                                "张三 13800001234 李四", "张三 1", "张3 13800001234", "John Smith");
    CAPTURE(typed);
    CHECK_FALSE(args(typed).claim());
}

TEST_CASE("signed points are read with what is around them", "[handlers][args]")
{
    const auto [typed, before, points, after] = GENERATE(table<std::string, std::string, int, std::string>({
        {"张三 +3 帮扶老人", "张三", 3, "帮扶老人"},
        {"张三+3帮扶老人", "张三", 3, "帮扶老人"},
        {"张三 ＋３ 帮扶", "张三", 3, "帮扶"},
        {"张三 -2 迟到", "张三", -2, "迟到"},
        {"张三 −2", "张三", -2, ""},
        {"张三 — 2 分，迟到", "张三", -2, "分，迟到"},
        {"张三 加3分 讲课", "张三", 3, "讲课"},
        {"张三扣两分", "张三", -2, ""},
        {"张三 +10分：讲课", "张三", 10, "讲课"},
        {"张三 参加3次活动 +2", "张三 参加3次活动", 2, ""},
        {"张三 2026-12-03讲课 +5", "张三 2026-12-03讲课", 5, ""},
        {"+3", "", 3, ""},
    }));
    CAPTURE(typed);
    const auto found = args(typed).points();
    REQUIRE(found);
    CHECK(found->before == before);
    CHECK(found->points == points);
    CHECK(found->after == after);
}

TEST_CASE("what is no signed number gives no points", "[handlers][args]")
{
    const auto typed = GENERATE("", "张三 3", "张三 +0", "张三 +1.5", "张三 +12345", "参加3分钟演讲", "A-3", "3-5",
                                "张三 +", "加油", "+一");
    CAPTURE(typed);
    CHECK_FALSE(args(typed).points());
}

TEST_CASE("short answers are known with and without a full stop", "[handlers][args]")
{
    CHECK(says_yes(normalise("是").folded));
    CHECK(says_yes(normalise("好的。").folded));
    CHECK(says_yes(normalise("ＯＫ!").folded));
    CHECK_FALSE(says_yes(normalise("是不是").folded));
    CHECK_FALSE(says_yes(normalise("").folded));
    CHECK(says_cancel(normalise("取消").folded));
    CHECK(says_cancel(normalise("Cancel").folded));
    CHECK_FALSE(says_cancel(normalise("取消会议 3").folded));
    CHECK(says_resume(normalise("继续").folded));
    CHECK_FALSE(says_resume(normalise("继续学习").folded));
}
