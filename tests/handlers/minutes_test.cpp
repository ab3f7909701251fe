#include "tests/support/exported.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

using fingertip::storage::Sql;
using fingertip::tests::exported_rows;
using fingertip::tests::World;
using namespace std::chrono_literals;
using Catch::Contains;
using Catch::StartsWith;

namespace {

constexpr Sql count_records{"test.records", "SELECT count(*) FROM minutes"};
constexpr Sql count_acts{"test.acts", "SELECT count(*) FROM audit WHERE act = $1"};
constexpr Sql acts_that_quote{"test.quotes", "SELECT count(*) FROM audit WHERE detail LIKE '%第一%'"};
constexpr Sql locked_at{"test.locked", "SELECT coalesce(locked_at, 0) FROM minutes WHERE meeting_id = 1"};
constexpr Sql closed_at{"test.closed", "SELECT coalesce(closed_at, 0) FROM meetings WHERE id = 1"};

/// A members' meeting of B1 that began a minute ago.
void meet(World& world, const std::string& more = "", const std::string& time = "今天9:00",
          const char* now = "2024-05-06T09:01:00+08:00")
{
    world.says("王书记", "发起会议 党员大会 " + time + " 302 " + more + " 议题 学习");
    REQUIRE_THAT(world.says("王书记", "确认"), Contains("已发起（1号）"));
    for (const auto* who : {"李梅", "张三", "赵六", "孙八", "吴九"})
        world.says(who, "积分"); // the notices are read
    world.set_clock(now);
    world.run_timers();
}

/// The text on record, as it is exported; "" is none.
std::string record(World& world)
{
    for (const auto& row : exported_rows(world, "minutes"))
        if (row.text("entry") == "minutes")
            return row.text("text").value_or("");
    return {};
}

std::string times(const std::string& text, int count)
{
    std::string out;
    for (int i = 0; i < count; ++i)
        out += text;
    return out;
}

} // namespace

SCENARIO("the recorder writes the record in several messages", "[handlers][minutes]")
{
    World world;
    meet(world, "记录 李梅");
    CHECK_THAT(world.says("李梅", "会议记录 1"), Contains("还没有记录") && Contains("记录人：李梅") &&
                                                     Contains("主持人：王书记") && Contains("⟦会议记录 1 写⟧") &&
                                                     !Contains("重写"));
    CHECK_THAT(world.says("李梅", "会议记录 1 写"), StartsWith("【星火支部】") && Contains("⟦完成⟧"));
    CHECK(world.number(count_records) == 0);
    CHECK_THAT(world.says("李梅", "第一，学习文件。"), Contains("第1条") && Contains("这次8字") && Contains("全文8字"));
    CHECK_THAT(world.says("李梅", "第二，讨论计划。"),
               Contains("第2条") && Contains("这次16字") && Contains("全文17字")); // and the line break
    CHECK_THAT(world.says("李梅", "完成"), Contains("这次16字"));
    CHECK(record(world) == "第一，学习文件。\n第二，讨论计划。");
    const auto row = exported_rows(world, "minutes").front();
    CHECK(row.text("author") == "1002");
    CHECK(row.text("chair") == "1001");
    CHECK(row.text("recorder") == "1002");
    CHECK(row.text("at") == "2024-05-06T09:01:00+08:00");
    CHECK(row.text("starts_at") == "2024-05-06T09:00:00+08:00");
    CHECK(row.at("locked_at")->is_null());
    CHECK_THAT(world.says("王书记", "会议记录 1"), Contains("第一，学习文件。\n第二，讨论计划。") &&
                                                       Contains("李梅写于5月6日(周一) 09:01，共17字") &&
                                                       Contains("⟦会议记录 1 重写⟧"));
    THEN("what changed is in the audit log, what it says is not")
    {
        CHECK(world.number(count_acts, {"minutes_written"}) == 2);
        CHECK(world.number(acts_that_quote) == 0);
        for (const auto* end : {"", "-wal"}) {
            std::ifstream in{world.path() + end, std::ios::binary};
            const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
            CHECK(bytes.find("学习文件") == std::string::npos);
        }
    }
    THEN("a text behind the command goes on where the record ends, which is shown")
    {
        CHECK_THAT(world.says("王书记", "会议记录 1 第三，散会。"),
                   Contains("这次6字") && Contains("原有17字") && Contains("讨论计划。”"));
        world.says("王书记", "完成");
        CHECK(record(world) == "第一，学习文件。\n第二，讨论计划。\n第三，散会。");
        CHECK(exported_rows(world, "minutes").front().text("author") == "1001");
    }
}

TEST_CASE("a message that is delivered twice is on record once", "[handlers][minutes]")
{
    World world;
    meet(world);
    const auto first = world.says("王书记", "会议记录 1 第一");
    CHECK(world.repeats_last() == first);
    const auto second = world.says("王书记", "第二");
    CHECK(world.repeats_last() == second);
    world.restart();
    CHECK(world.repeats_last() == second);
    CHECK(record(world) == "第一\n第二");
    CHECK(world.number(count_acts, {"minutes_written"}) == 2);
}

TEST_CASE("取消 takes away what this sitting has added, and nothing else", "[handlers][minutes]")
{
    World world;
    meet(world);
    world.says("王书记", "会议记录 1 第一");
    CHECK_THAT(world.says("王书记", "取消"), Contains("2字没有留下") && !Contains("原来的"));
    CHECK(world.number(count_records) == 0);
    world.says("王书记", "会议记录 1 第一");
    world.says("王书记", "完成");
    world.pass(10min);
    world.says("王书记", "会议记录 1 第二");
    world.says("王书记", "第三");
    CHECK(record(world) == "第一\n第二\n第三");
    CHECK_THAT(world.says("王书记", "取消"), Contains("4字没有留下") && Contains("原来的2字不变"));
    CHECK(record(world) == "第一");
    CHECK(exported_rows(world, "minutes").front().text("at") == "2024-05-06T09:01:00+08:00");
    CHECK(world.number(count_acts, {"minutes_withdrawn"}) == 2);
    world.says("王书记", "会议记录 1 写");
    CHECK_THAT(world.says("王书记", "取消"), Contains("已取消"));
    CHECK(record(world) == "第一");
    CHECK_THAT(world.says("王书记", "第四"), !Contains("已记下"));
}

SCENARIO("a record is written anew after a confirmation", "[handlers][minutes]")
{
    World world;
    meet(world);
    world.says("王书记", "会议记录 1 第一");
    world.says("王书记", "完成");
    CHECK_THAT(world.says("王书记", "会议记录 1 重写"), Contains("2字不再保留") && Contains("原文：\n第一"));
    CHECK_THAT(world.says("王书记", "第二"), !Contains("已记下"));
    CHECK_THAT(world.says("王书记", "确认"), Contains("换掉原来的"));
    CHECK(record(world) == "第一"); // until there is something in its place
    CHECK_THAT(world.says("王书记", "新的"), Contains("全文2字") && !Contains("原有"));
    world.says("王书记", "正文");
    CHECK(record(world) == "新的\n正文");
    CHECK(world.number(count_acts, {"minutes_rewritten"}) == 1);
    WHEN("it is cancelled")
    {
        CHECK_THAT(world.says("王书记", "取消"), Contains("原来的2字不变"));
        CHECK(record(world) == "第一");
    }
    WHEN("it is done")
    {
        world.says("王书记", "完成");
        CHECK(record(world) == "新的\n正文");
    }
}

TEST_CASE("two people at one record do not undo each other", "[handlers][minutes]")
{
    World world;
    meet(world, "记录 李梅");
    world.says("李梅", "会议记录 1 甲一");
    world.says("王书记", "会议记录 1 乙一");
    world.says("李梅", "甲二");
    CHECK(record(world) == "甲一\n乙一\n甲二");
    CHECK_THAT(world.says("李梅", "取消"), Contains("没有去掉"));
    CHECK_THAT(world.says("王书记", "取消"), Contains("没有去掉"));
    CHECK(record(world) == "甲一\n乙一\n甲二");
    // Nobody replaces what they have not seen.
    world.says("王书记", "会议记录 1 重写");
    world.says("王书记", "确认");
    world.says("李梅", "会议记录 1 甲三");
    CHECK_THAT(world.says("王书记", "新的"), Contains("还没有记下") && Contains("甲三"));
    CHECK(record(world) == "甲一\n乙一\n甲二\n甲三");
    world.says("王书记", "确认");
    world.says("王书记", "新的");
    CHECK(record(world) == "新的");
}

TEST_CASE("what was taken in stays when 完成 never comes", "[handlers][minutes]")
{
    World world;
    meet(world);
    world.says("王书记", "会议记录 1 第一");
    world.pass(3h);
    CHECK_THAT(world.says("王书记", "第二"), !Contains("已记下"));
    CHECK(record(world) == "第一");
}

TEST_CASE("a sentence that begins with a command's word belongs to the record, a command does not",
          "[handlers][minutes]")
{
    World world;
    meet(world);
    world.says("王书记", "会议记录 1 写");
    CHECK_THAT(world.says("王书记", "会议：由王书记主持"), Contains("第1条"));
    CHECK_THAT(world.says("王书记", "签到18人，请假 2 人"), Contains("第2条"));
    CHECK_THAT(world.says("王书记", "请假两位同志已说明"), Contains("第3条"));
    CHECK_THAT(world.says("王书记", "点名 1"), Contains("应到6人") && Contains("⟦继续⟧"));
    world.says("王书记", "继续");
    CHECK_THAT(world.says("王书记", "帮助"), Contains("⟦签到⟧"));
    CHECK_THAT(world.says("王书记", "一致通过"), Contains("第4条"));
    CHECK(record(world) == "会议：由王书记主持\n签到18人，请假 2 人\n请假两位同志已说明\n一致通过");
}

TEST_CASE("a record has an end, and a message that is too long is not cut in silence", "[handlers][minutes]")
{
    World world;
    meet(world);
    world.says("王书记", "会议记录 1 写");
    for (int i = 0; i < 15; ++i)
        CHECK_THAT(world.says("王书记", times("记", 1300)), Contains("已记下第"));
    // 15 messages and 14 line breaks; the next line break is the last but 485
    CHECK_THAT(world.says("王书记", times("记", 486)), Contains("最多20000字") && Contains("还能写485字"));
    CHECK_THAT(world.says("王书记", times("记", 485)), Contains("全文20000字"));
    CHECK_THAT(world.says("王书记", "又"), Contains("还能写0字"));
    world.says("王书记", "完成");
    CHECK(record(world).size() == 3 * (15 * 1300 + 485) + 15);
    world.says("王书记", "会议记录 1 重写");
    world.says("王书记", "确认");
    CHECK_THAT(world.says("王书记", times("记", 1360) + "到这里为止，后面的不算"),
               Contains("这条太长，只记到") && Contains("后面的请另发"));
    CHECK(record(world).size() < 4097);
}

SCENARIO("the record is locked so many days after the close", "[handlers][minutes]")
{
    World world;
    meet(world, "记录 李梅");
    world.settings().minutes_lock_after = 7 * 24h;
    world.says("李梅", "会议记录 1 第一");
    world.says("李梅", "完成");
    world.set_clock("2024-05-06T11:00:00+08:00");
    world.run_timers(); // the end
    REQUIRE(world.number(closed_at) == fingertip::storage::seconds(world.now()));
    CHECK_THAT(world.says("李梅", "会议记录 1"), Contains("5月13日(周一) 11:00定稿"));
    world.set_clock("2024-05-13T10:59:59+08:00");
    world.run_timers();
    CHECK(world.number(locked_at) == 0);
    CHECK_THAT(world.says("李梅", "会议记录 1 第二"), Contains("已记下"));
    world.set_clock("2024-05-13T11:00:00+08:00");
    WHEN("the timer has come")
    {
        world.run_timers();
        CHECK(world.number(locked_at) == fingertip::storage::seconds(world.now()));
        CHECK(exported_rows(world, "minutes").front().text("locked_at") == "2024-05-13T11:00:00+08:00");
        // A longer period, configured later, does not open it again.
        world.settings().minutes_lock_after = 30 * 24h;
        world.pass(1h);
        CHECK_THAT(world.says("王书记", "会议记录 1 第三"), Contains("已在5月13日(周一) 11:00定稿"));
    }
    WHEN("the timer is late")
    {
        CHECK_THAT(world.says("李梅", "第三"), Contains("定稿"));
        CHECK_THAT(world.says("王书记", "会议记录 1 重写"), Contains("定稿"));
        CHECK_THAT(world.says("王书记", "记录人 1 张三"), Contains("定稿"));
    }
    CHECK_THAT(world.says("李梅", "会议记录 1"), Contains("第一\n第二") && Contains("已定稿") && !Contains("重写"));
    CHECK(record(world) == "第一\n第二");
}

TEST_CASE("a longer period that is configured in time moves the lock", "[handlers][minutes]")
{
    World world;
    meet(world);
    world.settings().minutes_lock_after = 24h;
    world.says("王书记", "会议记录 1 第一");
    world.says("王书记", "完成");
    world.says("王书记", "散会 1");
    world.settings().minutes_lock_after = 48h;
    world.set_clock("2024-05-07T09:02:00+08:00");
    world.run_timers();
    CHECK(world.number(locked_at) == 0);
    CHECK_THAT(world.says("王书记", "会议记录 1 第二"), Contains("已记下"));
    world.set_clock("2024-05-08T09:02:00+08:00");
    world.run_timers();
    CHECK(world.number(locked_at) == fingertip::storage::seconds(world.now()) - 60);
}

TEST_CASE("a meeting with attendance only keeps no text, and says why", "[handlers][minutes]")
{
    World world;
    world.says("王书记", "发起会议 党员大会 今天9:00 302 仅考勤 记录 李梅");
    REQUIRE_THAT(world.says("王书记", "确认"), Contains("已发起（1号）"));
    world.set_clock("2024-05-06T09:01:00+08:00");
    world.run_timers();
    for (const auto* text :
         {"会议记录 1", "会议记录 1 写", "会议记录 1 第一", "决议 1", "决议 1 计划 赞成1 反对0 弃权0"}) {
        INFO(text);
        CHECK_THAT(world.says("王书记", text), Contains("仅考勤") && Contains("纸质记录本"));
    }
    CHECK(world.number(count_records) == 0);
    CHECK_THAT(world.says("王书记", "会议 1"), !Contains("⟦会议记录"));
}

TEST_CASE("a record waits for its meeting, and a meeting that was called off has none", "[handlers][minutes]")
{
    World world;
    world.says("王书记", "发起会议 党员大会 周五15:00 302 议题 学习");
    world.says("王书记", "确认");
    CHECK_THAT(world.says("王书记", "会议记录 1 第一"), Contains("5月10日(周五) 15:00开始"));
    world.says("王书记", "取消会议 1");
    world.says("王书记", "确认");
    world.set_clock("2024-05-10T15:10:00+08:00");
    CHECK_THAT(world.says("王书记", "会议记录 1 第一"), Contains("已取消"));
    CHECK(world.number(count_records) == 0);
}

TEST_CASE("chair, recorder and those who keep the records of the organisation write, nobody else",
          "[handlers][minutes][permissions]")
{
    struct Case
    {
        const char* who;
        const char* reply; ///< part of it
        bool writes;
    };
    World world;
    world.add_member("1020", "何委员", "full", "B1", "committee_member", true);
    world.add_member("2020", "林委员", "full", "B2", "committee_member", true);
    world.add_member("3020", "方书记", "full", "G1", "secretary", true);
    world.add_member("3021", "许指导", "full", "G1", "instructor", true);
    meet(world, "主持 张三 记录 李梅");
    const auto one = GENERATE(values<Case>({{"张三", "已记下", true},       // chair
                                            {"李梅", "已记下", true},       // recorder
                                            {"王书记", "已记下", true},     // secretary
                                            {"何委员", "已记下", true},     // committee of the branch
                                            {"方书记", "已记下", true},     // above
                                            {"郑管理", "已记下", true},     // admin
                                            {"孙八", "没有1号会议", false}, // leads a group below the branch
                                            {"赵六", "要由书记", false},    // due, nothing more
                                            {"许指导", "要由书记", false},  // sees the roll, no more
                                            {"周书记", "没有1号会议", false},
                                            {"林委员", "没有1号会议", false},
                                            {"陌生人", "先绑定", false}}));
    INFO(one.who);
    CHECK_THAT(world.says(one.who, "会议记录 1 第一"), Contains(one.reply));
    CHECK(world.number(count_records) == (one.writes ? 1 : 0));
    if (!one.writes)
        CHECK_THAT(world.says(one.who, "会议记录 1"), !Contains("共2字"));
}

TEST_CASE("who only records one meeting finds the command in the menu, and no other meeting behind it",
          "[handlers][minutes][permissions]")
{
    World world;
    meet(world, "记录 李梅");
    const auto menu = [&](const char* who) { return world.says(who, "帮助") + world.says(who, "更多"); };
    CHECK_THAT(menu("李梅"), Contains("⟦会议记录⟧") && Contains("⟦决议⟧") && Contains("⟦帮助⟧"));
    CHECK_THAT(menu("赵六"), !Contains("⟦会议记录⟧") && Contains("⟦帮助⟧"));
    CHECK_THAT(world.says("李梅", "会议记录"), Contains("还没有记录")); // hers is the only one
    world.call_meeting("B1", world.now() - 30min);
    CHECK_THAT(world.says("李梅", "会议记录 2"), Contains("没有2号会议"));
    CHECK_THAT(world.says("李梅", "会议记录"), Contains("还没有记录"));
    CHECK_THAT(world.says("王书记", "会议记录"), Contains("⟦会议记录 1⟧") && Contains("⟦会议记录 2⟧"));
    CHECK_THAT(world.says("李梅", "会议 1"), Contains("⟦会议记录 1⟧") && Contains("记录：李梅"));
    CHECK_THAT(world.says("赵六", "会议 1"), !Contains("⟦会议记录 1⟧"));
}

TEST_CASE("a meeting across midnight keeps its day in the record", "[handlers][minutes]")
{
    World world;
    meet(world, "记录 李梅", "今天23:00", "2024-05-07T00:30:00+08:00");
    CHECK_THAT(world.says("李梅", "会议记录 第一"), Contains("已记下"));
    world.says("李梅", "完成");
    world.set_clock("2024-05-07T01:00:00+08:00");
    world.run_timers();
    const auto row = exported_rows(world, "minutes", {{"from", "2024-05-06"}, {"to", "2024-05-06"}}).front();
    CHECK(row.text("starts_at") == "2024-05-06T23:00:00+08:00");
    CHECK(row.text("at") == "2024-05-07T00:30:00+08:00");
    CHECK(exported_rows(world, "minutes", {{"from", "2024-05-07"}}).empty());
    CHECK_THAT(world.says("李梅", "会议记录 1"), Contains("6月6日(周四) 01:00定稿"));
}

SCENARIO("the caller names recorder and chair, who are told", "[handlers][duties]")
{
    World world;
    meet(world);
    CHECK_THAT(world.says("王书记", "记录人 1"), Contains("还没有定"));
    CHECK_THAT(world.says("王书记", "记录人 1 李梅"), Contains("记录人：李梅"));
    CHECK_THAT(world.says("李梅", "积分"), Contains("王书记请您做") && Contains("记录人") && Contains("⟦会议记录 1⟧"));
    CHECK_THAT(world.says("李梅", "积分"), !Contains("记录人"));
    CHECK_THAT(world.says("王书记", "记录人 1 李梅"), Contains("已经是"));
    CHECK_THAT(world.says("王书记", "主持人 1 1003"), Contains("主持人：张三"));
    CHECK_THAT(world.says("张三", "会议 1"), Contains("主持：张三\n记录：李梅"));
    CHECK(world.number(count_acts, {"recorder_named"}) == 1);
    CHECK(world.number(count_acts, {"chair_named"}) == 1);
    WHEN("somebody else takes over")
    {
        world.says("王书记", "记录人 1 赵六");
        CHECK_THAT(world.says("李梅", "积分"), Contains("改由别的同志"));
        CHECK_THAT(world.says("李梅", "会议记录 1 第一"), Contains("要由书记"));
        CHECK_THAT(world.says("赵六", "会议记录 1 第一"), Contains("已记下"));
        THEN("it can be taken back")
        {
            CHECK_THAT(world.says("王书记", "撤回"), Contains("记录人还是李梅"));
            CHECK_THAT(world.says("赵六", "第二"), Contains("没有1号会议"));
            CHECK_THAT(world.says("王书记", "撤回"), Contains("没有可以撤回的"));
        }
    }
    WHEN("the meeting is over")
    {
        world.says("王书记", "散会 1");
        CHECK_THAT(world.says("王书记", "会议总结 1"), Contains("主持人：张三\n记录人：李梅"));
        const auto row = exported_rows(world, "meetings").front();
        CHECK(row.text("chair") == "1003");
        CHECK(row.text("recorder") == "1002");
    }
}

TEST_CASE("only who is on the list can be named, and only by who may call the meeting", "[handlers][duties]")
{
    World world;
    world.add_member("1030", "张三", "full", "P1", "member", false);
    meet(world);
    CHECK_THAT(world.says("王书记", "记录人 1 周书记"), Contains("名单里没有“周书记”"));
    CHECK_THAT(world.says("王书记", "记录人 1 没这人"), Contains("名单里没有"));
    CHECK_THAT(world.says("王书记", "记录人 1 张三"),
               Contains("⟦记录人 1 1003⟧ 张三，星火支部") && Contains("⟦记录人 1 1030⟧ 张三，第一小组"));
    CHECK_THAT(world.says("王书记", "记录人 1 1030"), Contains("记录人：张三"));
    CHECK_THAT(world.says("王书记", "记录人 1 吴九"), Contains("记录人：吴九")); // hosted here, so on the list
    CHECK_THAT(world.says("周书记", "记录人 1 李梅"), Contains("没有1号会议"));
    CHECK_THAT(world.says("李梅", "记录人 1 李梅"), Contains("要由书记"));
    CHECK_THAT(world.says("孙八", "主持人 1 孙八"), Contains("没有1号会议"));
    CHECK(exported_rows(world, "meetings").front().text("recorder") == "2002");
    CHECK(exported_rows(world, "meetings").front().text("chair") == "1001");
}
