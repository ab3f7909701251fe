#include "handlers/words/when.hpp"

#include <catch2/catch.hpp>

#include <ctime>
#include <random>

using namespace fingertip::handlers;
using std::chrono::minutes;

namespace {

/// Friday, 20 November 2026, 10:30.
const LocalNow now{day_of(2026, 11, 20).value(), minutes{630}};

std::string clock(minutes time)
{
    const auto text = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return text(time.count() / 60) + ":" + text(time.count() % 60);
}

/// "2026-11-21 15:00 +90 !past": what was understood, in one line; "-" for what is missing.
std::string understood(std::string_view text, LocalNow moment = now)
{
    const auto when = parse_when(text, moment);
    std::string out = (when.day ? iso_date(*when.day) : "-") + " " + (when.time ? clock(*when.time) : "-");
    if (when.length)
        out += " +" + std::to_string(when.length->count());
    out += when.past ? " !past" : "";
    out += when.impossible ? " !impossible" : "";
    out += when.unclear_hour ? " ?hour" : "";
    out += when.unclear_day ? " ?day" : "";
    return out;
}

} // namespace

TEST_CASE("days are understood as people write them", "[handlers][when]")
{
    const auto [text, expected] = GENERATE(table<std::string, std::string>({
        {"今天", "2026-11-20 -"},
        {"明天", "2026-11-21 -"},
        {"明日", "2026-11-21 -"},
        {"后天", "2026-11-22 -"},
        {"大后天", "2026-11-23 -"},
        {"昨天", "2026-11-19 - !past"},
        {"前天", "2026-11-18 - !past"},
        {"周五", "2026-11-20 -"},
        {"星期五", "2026-11-20 -"},
        {"周四", "2026-11-26 -"},
        {"礼拜天", "2026-11-22 -"},
        {"周日", "2026-11-22 -"},
        {"周7", "2026-11-22 -"},
        {"周1", "2026-11-23 -"},
        {"本周五", "2026-11-20 -"},
        {"本周三", "2026-11-18 - !past"},
        {"这周日", "2026-11-22 -"},
        {"下周三", "2026-11-25 -"},
        {"下周五", "2026-11-27 -"},
        {"下个星期一", "2026-11-23 -"},
        {"下下周一", "2026-11-30 -"},
        {"上周五", "2026-11-13 - !past"},
        {"12月3日", "2026-12-03 -"},
        {"12月3号", "2026-12-03 -"},
        {"１２月３日", "2026-12-03 -"},
        {"十二月三日", "2026-12-03 -"},
        {"十二月二十三号", "2026-12-23 -"},
        {"12-3", "2026-12-03 -"},
        {"12/3", "2026-12-03 -"},
        {"12.3", "2026-12-03 -"},
        {"12.03", "2026-12-03 -"},
        {"2026-12-03", "2026-12-03 -"},
        {"2026/12/3", "2026-12-03 -"},
        {"2026.12.3", "2026-12-03 -"},
        {"2026年12月3日", "2026-12-03 -"},
        {"二〇二六年十二月三日", "2026-12-03 -"},
        {"2027-1-5", "2027-01-05 -"},
        {"2020-1-5", "2020-01-05 - !past"},
        {"11月19日", "2026-11-19 - !past"},
        {"11月20日", "2026-11-20 -"},
        {"1月5日", "2027-01-05 -"},
        {"3号", "2026-12-03 -"},
        {"20号", "2026-11-20 -"},
        {"25号", "2026-11-25 -"},
        {"三号", "2026-12-03 -"},
        {"下月3号", "2026-12-03 -"},
        {"下个月25号", "2026-12-25 -"},
        {"本月3号", "2026-11-03 - !past"},
        {"月底", "2026-11-30 - ?day"},
        {"本月底", "2026-11-30 - ?day"},
        {"12月底", "2026-12-31 - ?day"},
        {"2月30日", "- - !impossible"},
        {"2026-02-29", "- - !impossible"},
        {"13月1日", "- - !impossible"},
        {"11月31日", "- - !impossible"},
        {"11月27日(周五)", "2026-11-27 -"},
        {"11月27日（星期五）", "2026-11-27 -"},
        {"11月27日 周五", "2026-11-27 -"},
        {"11月27日(周四)", "2026-11-27 - ?day"},
        {"周五(11月27日)", "2026-11-27 -"},
        {"周五 11月27日", "2026-11-27 -"},
        {"周四11月27日", "2026-11-27 - ?day"},
        {"明天周六", "2026-11-21 -"},
        {"明天周日", "2026-11-21 - ?day"},
        {"today", "2026-11-20 -"},
        {"Tomorrow", "2026-11-21 -"},
        {"the day after tomorrow", "2026-11-22 -"},
        {"fri", "2026-11-20 -"},
        {"Friday", "2026-11-20 -"},
        {"mon", "2026-11-23 -"},
        {"next wed", "2026-11-25 -"},
        {"this sunday", "2026-11-22 -"},
        {"Dec 3", "2026-12-03 -"},
        {"December 3rd", "2026-12-03 -"},
        {"3 Dec", "2026-12-03 -"},
        {"Dec 3, 2027", "2027-12-03 -"},
        {"Fri Nov 27", "2026-11-27 -"},
        {"Thu Nov 27", "2026-11-27 - ?day"},
    }));
    CAPTURE(text);
    CHECK(understood(text) == expected);
    CHECK(understood("党员大会 " + text + " 302") == expected);
}

TEST_CASE("times are understood as people write them", "[handlers][when]")
{
    const auto [text, expected] = GENERATE(table<std::string, std::string>({
        {"明天上午9点", "2026-11-21 09:00"},
        {"明天9:00", "2026-11-21 09:00"},
        {"明天 9：30", "2026-11-21 09:30"},
        {"明天下午3点半", "2026-11-21 15:30"},
        {"明天15:00", "2026-11-21 15:00"},
        {"明天15点", "2026-11-21 15:00"},
        {"明天晚上7点", "2026-11-21 19:00"},
        {"明晚7点", "2026-11-21 19:00"},
        {"今晚8点半", "2026-11-20 20:30"},
        {"tonight 8:30", "2026-11-20 20:30"},
        {"明早8点", "2026-11-21 08:00"},
        {"明天中午12点", "2026-11-21 12:00"},
        {"明天中午1点", "2026-11-21 13:00"},
        {"明天19点30分", "2026-11-21 19:30"},
        {"明天十九点三十分", "2026-11-21 19:30"},
        {"明天15时30分", "2026-11-21 15:30"},
        {"明天15:30:00", "2026-11-21 15:30"},
        {"明天三点", "2026-11-21 03:00 ?hour"},
        {"明天3点", "2026-11-21 03:00 ?hour"},
        {"明天3点一刻", "2026-11-21 03:15 ?hour"},
        {"明天下午三点一刻", "2026-11-21 15:15"},
        {"明天下午三点三刻", "2026-11-21 15:45"},
        {"明天下午3点05", "2026-11-21 15:05"},
        {"明天下午三点零五分", "2026-11-21 15:05"},
        {"明天下午三点钟", "2026-11-21 15:00"},
        {"明天下午15点", "2026-11-21 15:00"},
        {"明天上午15点", "2026-11-21 15:00 ?hour"},
        {"明天3:00", "2026-11-21 03:00 ?hour"},
        {"明天03:00", "2026-11-21 03:00"},
        {"明天凌晨3点", "2026-11-21 03:00"},
        {"明天凌晨12点", "2026-11-21 00:00"},
        {"明天8点", "2026-11-21 08:00"},
        {"明天12点", "2026-11-21 12:00"},
        {"明天0点", "2026-11-21 00:00"},
        {"明天零点", "2026-11-21 00:00"},
        {"明天24:00", "2026-11-22 00:00"},
        {"明天晚上12点", "2026-11-22 00:00 ?hour"},
        {"明天25:00", "2026-11-21 - !impossible"},
        {"明天9:60", "2026-11-21 - !impossible"},
        {"明天下午", "2026-11-21 -"},
        {"明天下午 党员大会 3点", "2026-11-21 15:00"},
        {"周五15:00", "2026-11-20 15:00"},
        {"周五9:00", "2026-11-27 09:00"},
        {"周五10:30", "2026-11-20 10:30"},
        {"周五3点", "2026-11-20 03:00 ?hour"},
        {"15:00周五", "2026-11-20 15:00"},
        {"今天9:00", "2026-11-20 09:00 !past"},
        {"今天3点", "2026-11-20 03:00 ?hour"},
        {"15:00", "- 15:00"},
        {"9:00", "- 09:00 !past"},
        {"下午3点", "- 15:00"},
        {"3点开会", "- 03:00 ?hour"},
        {"三点", "- 03:00 ?hour"},
        {"12月3日上午9点", "2026-12-03 09:00"},
        {"12-3 15:00", "2026-12-03 15:00"},
        {"12.3下午3点", "2026-12-03 15:00"},
        {"3号下午3点", "2026-12-03 15:00"},
        {"2026-12-03 15:00", "2026-12-03 15:00"},
        {"tomorrow 3pm", "2026-11-21 15:00"},
        {"tomorrow 3:30 pm", "2026-11-21 15:30"},
        {"tomorrow 12am", "2026-11-21 00:00"},
        {"tomorrow noon", "2026-11-21 12:00"},
        {"next wed 15:00", "2026-11-25 15:00"},
        {"fri 9am", "2026-11-27 09:00"},
    }));
    CAPTURE(text);
    CHECK(understood(text) == expected);
}

TEST_CASE("the end or the length is understood as well", "[handlers][when]")
{
    const auto [text, expected] = GENERATE(table<std::string, std::string>({
        {"明天15:00-16:30", "2026-11-21 15:00 +90"},
        {"明天 15:00 - 16:30", "2026-11-21 15:00 +90"},
        {"明天15:00～16:30", "2026-11-21 15:00 +90"},
        {"明天15:00—16:30", "2026-11-21 15:00 +90"},
        {"明天15:00至16:30", "2026-11-21 15:00 +90"},
        {"明天下午3点到5点", "2026-11-21 15:00 +120"},
        {"明天下午3点到5点半", "2026-11-21 15:00 +150"},
        {"明天上午9点至11点", "2026-11-21 09:00 +120"},
        {"明天上午9点到下午3点", "2026-11-21 09:00 +360"},
        {"明天9点到1点", "2026-11-21 09:00 +240"},
        {"明天下午3-5点", "2026-11-21 15:00 +120"},
        {"明天9-11点", "2026-11-21 09:00 +120"},
        {"明天晚上7点到9点", "2026-11-21 19:00 +120"},
        {"明天23:00-1:00", "2026-11-21 23:00 +120"},
        {"tomorrow 3-5pm", "2026-11-21 15:00 +120"},
        {"tomorrow 9:00 to 11:00", "2026-11-21 09:00 +120"},
        {"明天15:00 两小时", "2026-11-21 15:00 +120"},
        {"明天15:00 2个小时", "2026-11-21 15:00 +120"},
        {"明天15:00 90分钟", "2026-11-21 15:00 +90"},
        {"明天15:00 1.5小时", "2026-11-21 15:00 +90"},
        {"明天15:00 一个半小时", "2026-11-21 15:00 +90"},
        {"明天15:00 半小时", "2026-11-21 15:00 +30"},
        {"明天15:00 1小时30分", "2026-11-21 15:00 +90"},
        {"tomorrow 15:00 2h", "2026-11-21 15:00 +120"},
        {"tomorrow 15:00 90min", "2026-11-21 15:00 +90"},
        {"半小时后", "2026-11-20 11:00"},
        {"两个小时以后", "2026-11-20 12:30"},
        {"20小时后", "2026-11-21 06:30"},
        {"明天15:00 前两小时内", "2026-11-21 15:00"},
    }));
    CAPTURE(text);
    CHECK(understood(text) == expected);
}

TEST_CASE("ordinary words are not taken for days and times", "[handlers][when]")
{
    const auto text =
        GENERATE("", "302", "3号楼", "3号会议室", "在3号厅", "三点建议", "提三点要求", "两点意见", "第三点", "早一点来",
                 "快一点", "一时忘了", "同时", "每周三次学习", "一周三次", "周末", "下周", "周年", "12.5公里", "3.5折",
                 "80%", "1:1", "比分3:2", "13800001234", "123456", "2-3个人", "3-5人", "三个人", "学习十九大精神",
                 "第12次会议", "二十大", "5名党员", "monitor", "sunny", "wedding", "march on", "maybe 5", "atoms",
                 "半天", "月份", "13:5", "a15:00b");
    CAPTURE(text);
    const std::string given{text};
    CHECK(understood(text) == "- -");
    CHECK(parse_when(text, now).rest == text);
}

TEST_CASE("what only looks like a date is read when nothing else is a day", "[handlers][when]")
{
    CHECK(understood("1/2") == "2027-01-02 -");
    CHECK(understood("周六 1/2") == "2026-11-21 -");
    CHECK(understood("3-2 会议室 明天") == "2026-11-21 -");
}

TEST_CASE("what is not day and time stays for place and topic", "[handlers][when]")
{
    const auto [text, rest] = GENERATE(table<std::string, std::string>({
        {"支部党员大会 周五15:00 302 学习决定", "支部党员大会 302 学习决定"},
        {"支部党员大会周五下午3点半302会议室", "支部党员大会 302会议室"},
        {"12月3日(周四) 15:00-16:30 三楼会议室，讨论预备党员转正", "三楼会议室，讨论预备党员转正"},
        {"12月3日，15:00，三楼", "三楼"},
        {"明天下午 党员大会 3点 302", "党员大会 302"},
        {"党课 12-3 9:00 3-2会议室", "党课 3-2会议室"},
        {"明天 15:00", ""},
        {"3号楼 明天15:00", "3号楼"},
        {"主题党日 (明天 15:00) 公园", "主题党日 公园"},
        {"主题党日（明天15:00）", "主题党日"},
    }));
    CAPTURE(text);
    const auto when = parse_when(text, now);
    CHECK(when.rest == rest);
    for (const auto& span : when.used)
        CHECK(span.begin < span.end);
}

TEST_CASE("days turn at the ends of months and years", "[handlers][when]")
{
    const LocalNow new_years_eve{day_of(2026, 12, 31).value(), minutes{23 * 60 + 50}};
    CHECK(understood("明天9:00", new_years_eve) == "2027-01-01 09:00");
    CHECK(understood("1月1日", new_years_eve) == "2027-01-01 -");
    CHECK(understood("3号", new_years_eve) == "2027-01-03 -");
    CHECK(understood("下月3号", new_years_eve) == "2027-01-03 -");
    CHECK(understood("下周一", new_years_eve) == "2027-01-04 -");
    CHECK(understood("半小时后", new_years_eve) == "2027-01-01 00:20");
    CHECK(understood("月底", new_years_eve) == "2026-12-31 - ?day");
    const LocalNow february{day_of(2028, 2, 28).value(), minutes{0}};
    CHECK(understood("明天", february) == "2028-02-29 -");
    CHECK(understood("2月29日", february) == "2028-02-29 -");
    CHECK(understood("31号", february) == "2028-03-31 -");
    const LocalNow sunday{day_of(2026, 11, 22).value(), minutes{600}};
    CHECK(understood("本周一", sunday) == "2026-11-16 - !past");
    CHECK(understood("下周一", sunday) == "2026-11-23 -");
    CHECK(understood("周一", sunday) == "2026-11-23 -");
}

TEST_CASE("every day that is written out is read back", "[handlers][when]")
{
    for (Day day = now.day; day < now.day + 800; ++day) {
        const auto date = date_of(day);
        const auto text =
            std::to_string(date.year) + "年" + std::to_string(date.month) + "月" + std::to_string(date.day) + "日";
        for (const auto& written :
             {text, iso_date(day), date_for_people(day, fingertip::templates::Language::zh, now.day)}) {
            const auto when = parse_when(written, now);
            CAPTURE(written);
            REQUIRE(when.day == day);
            REQUIRE(when.clear());
        }
    }
    for (int minute = 0; minute < 1440; ++minute) {
        const auto when = parse_when("明天" + clock(minutes{minute}), now);
        REQUIRE(when.time == minutes{minute});
        REQUIRE(when.clear());
    }
}

TEST_CASE("lengths are read on their own", "[handlers][when]")
{
    CHECK(parse_length("7天") == minutes{7 * 1440});
    CHECK(parse_length("七天") == minutes{7 * 1440});
    CHECK(parse_length("两周") == minutes{14 * 1440});
    CHECK(parse_length("一个星期") == minutes{7 * 1440});
    CHECK(parse_length("三个月") == minutes{90 * 1440});
    CHECK(parse_length("半天") == minutes{720});
    CHECK(parse_length("2h") == minutes{120});
    CHECK(parse_length("3 days") == minutes{3 * 1440});
    CHECK(parse_length("90分钟。") == minutes{90});
    CHECK_FALSE(parse_length("3月"));
    CHECK_FALSE(parse_length("7"));
    CHECK_FALSE(parse_length(""));
    CHECK_FALSE(parse_length("7天吧"));
    CHECK_FALSE(parse_length("0天"));
}

TEST_CASE("no text upsets the reading of days", "[handlers][when]")
{
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 dice{seed};
    constexpr std::string_view parts[] = {"周", "五",   "下",  "月", "日",    "号", "3",  "12", "2026", "-",
                                          "/",  ".",    ":",   "：", "点",    "半", "时", "分", "上午", "晚",
                                          "到", "小时", "个",  "十", "零",    "底", "今", "明", "天",   "(",
                                          ")",  " ",    "dec", "pm", "next ", "0",  "99", "千", "后",   "\xff"};
    for (int round = 0; round < 3000; ++round) {
        std::string text;
        for (int i = 0; i < 8; ++i)
            text += parts[dice() % std::size(parts)];
        CAPTURE(text);
        const auto when = parse_when(text, now);
        if (when.time)
            REQUIRE((when.time->count() >= 0 && when.time->count() < 1440));
        if (when.length)
            REQUIRE(when.length->count() > 0);
        std::size_t last = 0;
        for (const auto& span : when.used) {
            REQUIRE(span.begin >= last);
            REQUIRE(span.end > span.begin);
            last = span.end;
        }
        REQUIRE(last <= text.size());
        parse_length(text);
    }
}

TEST_CASE("brackets left empty by a date go with it, however many", "[words][when]")
{
    const auto rest = [](const std::string& text) { return parse_when(text, now).rest; };
    CHECK(rest("学习(明天)三楼") == "学习 三楼");
    CHECK(rest("学习（（明天 ） ）三楼") == "学习 三楼");
    CHECK(rest("（明天）学习") == "学习");
    CHECK(rest("学习(明天") == "学习(");
    CHECK(rest("学习)(明天)(三楼)") == "学习) (三楼)");
    // Once a second and more for four thousand bytes.
    std::string many = "明天 ";
    while (many.size() < 4090)
        many += "()";
    const auto began = std::clock();
    CHECK(rest(many + "学习") == "学习");
    CHECK(rest("明天 " + std::string(2000, '(') + std::string(2000, ')')).empty());
    CHECK(static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC < 0.5);
}
