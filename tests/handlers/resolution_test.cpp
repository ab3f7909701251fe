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

constexpr Sql find_code{"test.code", "SELECT code FROM meetings WHERE id = 1"};
constexpr Sql count_all{"test.count", "SELECT count(*) FROM resolutions"};
constexpr Sql count_acts{"test.acts", "SELECT count(*) FROM audit WHERE act = $1"};
constexpr Sql last_detail{"test.detail", "SELECT CAST(detail AS TEXT) FROM audit WHERE act = $1 ORDER BY id DESC"};
constexpr Sql closed_at{"test.closed", "SELECT closed_at FROM meetings WHERE id = 1"};

/// A meeting of B1, in which five have a vote; those named are here, and the probationary 赵六.
void meet(World& world, const std::vector<std::string>& here = {"王书记", "李梅", "张三", "孙八"},
          const std::string& kind = "党员大会", const std::string& time = "今天9:00",
          const char* now = "2024-05-06T09:01:00+08:00", const std::string& more = "")
{
    world.says("王书记", "发起会议 " + kind + " " + time + " 302 " + more + " 议题 学习");
    REQUIRE_THAT(world.says("王书记", "确认"), Contains("已发起（1号）"));
    world.set_clock(now);
    world.run_timers();
    const auto code = world.word(find_code);
    world.says("赵六", code);
    for (const auto& who : here)
        world.says(who, code);
}

/// The first resolution on record, as it is exported.
fingertip::storage::Json resolution(World& world)
{
    for (const auto& row : exported_rows(world, "minutes"))
        if (row.text("entry") == "resolution")
            return row;
    throw std::runtime_error{"no resolution"};
}

} // namespace

SCENARIO("a resolution is checked, shown, confirmed and on record", "[handlers][resolution]")
{
    World world;
    meet(world);
    CHECK_THAT(world.says("王书记", "决议 1 年度工作计划 赞成3 反对1 弃权0"),
               StartsWith("【星火支部】") && Contains("主题：年度工作计划") && Contains("赞成3，反对1，弃权0") &&
                   Contains("应到5人，须到3人，现到4人；3票通过") && Contains("够数，通过") && Contains("⟦确认⟧"));
    CHECK(world.number(count_all) == 0);
    const auto reply = world.says("王书记", "确认");
    CHECK_THAT(reply, Contains("已记入1号会议的决议：年度工作计划") && Contains("通过") && Contains("⟦撤回⟧"));
    CHECK(world.repeats_last() == reply);
    CHECK(world.number(count_all) == 1);
    const auto row = resolution(world);
    CHECK(row.text("text") == "年度工作计划");
    CHECK(row.integer("approve") == 3);
    CHECK(row.integer("oppose") == 1);
    CHECK(row.integer("abstain") == 0);
    CHECK(row.integer("voters_due") == 5);
    CHECK(row.boolean("passed") == true);
    CHECK(row.text("author") == "1001");
    CHECK(row.text("at") == "2024-05-06T09:01:00+08:00");
    CHECK(row.text("chair") == "1001");
    CHECK_THAT(world.says("王书记", "决议 1"), Contains("已记1项决议") && Contains("年度工作计划，赞成3，反对1"));
    world.says("王书记", "取消");
    world.says("王书记", "散会 1");
    CHECK_THAT(world.says("王书记", "会议总结 1"), Contains("决议：年度工作计划，赞成3，反对1，弃权0，通过"));
    THEN("the audit log has the figures and not the subject, and the disk does not read it either")
    {
        CHECK(world.word(last_detail, {"resolution_recorded"}) ==
              "meeting=1 votes=3/1/0 written=0 due=5 present=4 passed=1");
        for (const auto* end : {"", "-wal"}) {
            std::ifstream in{world.path() + end, std::ios::binary};
            const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
            CHECK(bytes.find("年度工作计划") == std::string::npos);
        }
    }
}

TEST_CASE("取消 and silence record nothing", "[handlers][resolution]")
{
    World world;
    meet(world);
    world.says("王书记", "决议 1 计划 赞成4 反对0 弃权0");
    world.says("王书记", "取消");
    CHECK_THAT(world.says("王书记", "确认"), !Contains("已记入"));
    world.says("王书记", "决议 1 计划 赞成4 反对0 弃权0");
    world.pass(3h);
    CHECK_THAT(world.says("王书记", "确认"), !Contains("已记入"));
    CHECK(world.number(count_all) == 0);
}

TEST_CASE("what is missing is asked, and counts as none only when everybody has voted", "[handlers][resolution]")
{
    World world;
    meet(world);
    CHECK_THAT(world.says("王书记", "决议 1 计划 赞成4"), Contains("赞成4，反对0，弃权0"));
    CHECK_THAT(world.says("王书记", "决议 1 计划 赞成3"), Contains("反对、弃权多少票") && Contains("4人"));
    CHECK_THAT(world.says("王书记", "反对0"), Contains("弃权多少票") && !Contains("反对、"));
    CHECK_THAT(world.says("王书记", "弃权一票"), Contains("赞成3，反对0，弃权1"));
    CHECK_THAT(world.says("王书记", "确认"), Contains("已记入"));
    CHECK_THAT(world.says("王书记", "决议 1 总结"), Contains("赞成、反对、弃权各多少票"));
    CHECK_THAT(world.says("王书记", "一致通过"), Contains("赞成4，反对0，弃权0"));
    CHECK_THAT(world.says("王书记", "决议 1"), Contains("主题是什么"));
    CHECK_THAT(world.says("王书记", "预算"), Contains("各多少票"));
    CHECK_THAT(world.says("王书记", "赞成3 赞成2 反对1"), Contains("写了两个数"));
    CHECK_THAT(world.says("王书记", "赞成3 反对1 弃权0"), Contains("主题：预算"));
    CHECK_THAT(world.says("王书记", "赞成2 反对1 弃权1"),
               Contains("赞成2，反对1，弃权1") && Contains("差1票")); // changed
    CHECK_THAT(world.says("王书记", "决议 1 赞成4"), Contains("主题是什么"));
    CHECK_THAT(world.says("王书记", "学习计划"), Contains("主题：学习计划") && Contains("赞成4"));
    CHECK_THAT(world.says("王书记", "决议 1 " + std::string(201, 'a') + " 赞成4"), Contains("200个字以内"));
    CHECK(world.number(count_all) == 1);
}

TEST_CASE("more votes than voters are refused with what is allowed", "[handlers][resolution]")
{
    World world;
    meet(world);
    CHECK_THAT(world.says("王书记", "决议 1 计划 赞成4 反对1 弃权0"),
               Contains("共5票") && Contains("最多可能的4票") && Contains("⟦补签⟧"));
    CHECK_THAT(world.says("王书记", "确认"), !Contains("已记入"));
    CHECK_THAT(world.says("王书记", "赞成4 反对0 弃权0"), Contains("够数"));
    CHECK_THAT(world.says("王书记", "决议 1 计划 赞成0 反对0 弃权0"), Contains("三种票都是0"));
    CHECK_THAT(world.says("王书记", "决议 1 计划 赞成4（其中书面1） 反对0 弃权0"),
               Contains("书面意见只在接收、转正时计入"));
    // Late entries count: the fifth voter was here.
    world.says("王书记", "补签 1 1006");
    CHECK_THAT(world.says("王书记", "决议 1 计划 赞成4 反对1 弃权0"), Contains("够数"));
    CHECK(world.number(count_all) == 0);
}

TEST_CASE("a legal but unusual vote is recorded, and said to be so", "[handlers][resolution]")
{
    World world;
    SECTION("too few are here")
    {
        meet(world, {"王书记", "李梅"});
        CHECK_THAT(world.says("王书记", "决议 1 计划 赞成2 反对0 弃权0"), Contains("差1人") && !Contains("够数"));
        CHECK_THAT(world.says("王书记", "确认"), Contains("未通过") && Contains("差1人"));
        CHECK(resolution(world).boolean("passed") == false);
    }
    SECTION("votes are missing")
    {
        meet(world);
        CHECK_THAT(world.says("王书记", "决议 1 计划 赞成3 反对0 弃权0"), Contains("还有1人没有计票"));
        CHECK_THAT(world.says("王书记", "确认"), Contains("，通过"));
    }
    SECTION("not enough agree: more than half of those due are asked for, not of those here")
    {
        meet(world, {"王书记", "李梅", "张三"});
        CHECK_THAT(world.says("王书记", "决议 1 计划 赞成2 反对1 弃权0"), Contains("差1票，未通过"));
        world.says("王书记", "确认");
        CHECK(resolution(world).boolean("passed") == false);
    }
    SECTION("the subject is there already")
    {
        meet(world);
        world.says("王书记", "决议 1 计划 赞成4");
        world.says("王书记", "确认");
        CHECK_THAT(world.says("王书记", "决议 1 计划 赞成4"), Contains("已经记过一次"));
    }
    SECTION("such meetings do not usually vote")
    {
        meet(world, {"王书记", "李梅", "张三", "孙八"}, "党课");
        CHECK_THAT(world.says("王书记", "决议 1 计划 赞成4"), Contains("党课一般不作表决") && Contains("够数"));
    }
}

TEST_CASE("the matter follows from the subject and can be corrected", "[handlers][resolution]")
{
    World world;
    meet(world, {"王书记", "李梅", "张三"});
    CHECK_THAT(world.says("王书记", "决议 1 同意赵六转正 赞成3 反对0 弃权0"),
               Contains("核对（接收、转正）") && Contains("须到3人") && Contains("无记名投票") && Contains("够数"));
    CHECK_THAT(world.says("王书记", "选举"), Contains("核对（选举）") && Contains("须到4人") && Contains("差1人"));
    CHECK_THAT(world.says("王书记", "一般表决"), Contains("核对（一般表决）") && !Contains("无记名"));
    CHECK_THAT(world.says("王书记", "决议 1 选举支部委员 赞成3"), Contains("核对（选举）"));
    // Two are away: their opinions may have come in writing.
    CHECK_THAT(world.says("王书记", "决议 1 同意赵六转正 赞成5 反对0 弃权0"),
               Contains("比到会的多2票") && Contains("书面意见") && Contains("够数"));
    CHECK_THAT(world.says("王书记", "赞成4（其中书面意见1票） 反对0 弃权0"),
               Contains("（其中书面意见1）") && !Contains("多1票"));
    CHECK_THAT(world.says("王书记", "确认"), Contains("赞成4，反对0，弃权0（其中书面意见1），通过"));
    CHECK(resolution(world).integer("approve") == 4);
    CHECK(resolution(world).integer("written") == 1);
    CHECK_THAT(world.says("王书记", "决议 1 同意赵六转正 赞成6 反对0 弃权0"), Contains("最多可能的5票"));
    CHECK_THAT(world.says("王书记", "决议 1 同意赵六转正 赞成5 反对0 弃权0 书面3"), Contains("最多2份"));
}

TEST_CASE("a committee votes by its own rule", "[handlers][resolution]")
{
    World world;
    world.add_member("1040", "何委员", "full", "B1", "committee_member", true);
    world.add_member("1041", "吕委员", "full", "B1", "committee_member", true);
    world.says("王书记", "发起会议 支委会 今天9:00 302 议题 学习");
    REQUIRE_THAT(world.says("王书记", "确认"), Contains("已发起（1号）"));
    world.set_clock("2024-05-06T09:01:00+08:00");
    world.run_timers();
    for (const auto* who : {"王书记", "何委员"})
        world.says(who, world.word(find_code));
    CHECK_THAT(world.says("何委员", "决议 1 同意赵六转正 赞成2 反对0 弃权0"),
               Contains("核对（支委会表决）") && Contains("应到3人，须到2人，现到2人；2票通过") && Contains("够数") &&
                   !Contains("⟦选举⟧"));
    CHECK_THAT(world.says("何委员", "确认"), Contains("，通过"));
    CHECK(resolution(world).integer("voters_due") == 3);
}

TEST_CASE("who comes or goes between preview and 确认 is seen", "[handlers][resolution]")
{
    World world;
    meet(world, {"王书记", "李梅"});
    CHECK_THAT(world.says("王书记", "决议 1 计划 赞成2 反对0 弃权0"), Contains("差1人"));
    for (const auto* who : {"张三", "孙八"})
        world.says(who, world.word(find_code));
    CHECK_THAT(world.says("王书记", "确认"), Contains("已记入") && Contains("未通过")); // two of five are not enough
    CHECK_THAT(world.says("王书记", "决议 1 总结 赞成3 反对1 弃权0"), Contains("够数"));
    constexpr Sql leave{"test.leave", "UPDATE attendance SET status = 'absent' WHERE member_id = $1"};
    const auto gone = [&](const char* who) {
        world.write([&](fingertip::storage::Tx& tx) { tx.execute(leave, {world.member(who).value}); });
    };
    gone("孙八");
    CHECK_THAT(world.says("王书记", "确认"), Contains("共4票") && Contains("最多可能的3票"));
    CHECK_THAT(world.says("王书记", "赞成3 反对0 弃权0"), Contains("够数"));
    constexpr Sql more_due{"test.due", "UPDATE attendance SET entitled = 1 WHERE member_id = $1"};
    world.write([&](fingertip::storage::Tx& tx) { tx.execute(more_due, {world.member("赵六").value}); });
    CHECK_THAT(world.says("王书记", "确认"), !Contains("已记入") && Contains("差1票") && Contains("⟦确认⟧"));
    CHECK_THAT(world.says("王书记", "确认"), Contains("已记入") && Contains("未通过"));
    CHECK(world.number(count_all) == 2);
}

TEST_CASE("撤回 takes the last resolution back for ten minutes", "[handlers][resolution]")
{
    World world;
    meet(world);
    for (const auto* subject : {"甲", "乙"}) {
        world.says("王书记", "决议 1 " + std::string{subject} + " 赞成4");
        world.says("王书记", "确认");
    }
    CHECK_THAT(world.says("李梅", "撤回"), Contains("没有可以撤回"));
    world.pass(9min + 59s);
    CHECK_THAT(world.says("王书记", "撤回"), Contains("已撤回1号会议的决议：乙"));
    CHECK(world.number(count_all) == 1);
    CHECK(resolution(world).text("text") == "甲");
    CHECK(world.number(count_acts, {"resolution_withdrawn"}) == 1);
    CHECK_THAT(world.says("王书记", "撤回"), Contains("没有可以撤回"));
    world.says("王书记", "决议 1 丙 赞成4");
    world.says("王书记", "确认");
    world.pass(10min);
    CHECK_THAT(world.says("王书记", "撤回"), Contains("没有可以撤回"));
    CHECK(world.number(count_all) == 2);
}

TEST_CASE("the record's lock holds for resolutions, to the second", "[handlers][resolution]")
{
    World world;
    world.settings().minutes_lock_after = 5min;
    meet(world);
    world.says("王书记", "散会 1");
    REQUIRE(world.number(closed_at) == fingertip::storage::seconds(world.now()));
    world.pass(4min + 59s);
    world.says("王书记", "决议 1 甲 赞成4");
    CHECK_THAT(world.says("王书记", "确认"), Contains("已记入"));
    world.says("王书记", "决议 1 乙 赞成4");
    world.pass(1s);
    CHECK_THAT(world.says("王书记", "确认"), Contains("定稿"));
    CHECK_THAT(world.says("王书记", "决议 1 丙 赞成4"), Contains("定稿"));
    CHECK_THAT(world.says("王书记", "撤回"), Contains("定稿"));
    CHECK_THAT(world.says("王书记", "决议 1"), Contains("已记1项") && !Contains("主题是什么"));
    CHECK(world.number(count_all) == 1);
}

TEST_CASE("chair, recorder and those who keep the records note resolutions, nobody else",
          "[handlers][resolution][permissions]")
{
    struct Case
    {
        const char* who;
        const char* reply;
    };
    World world;
    world.add_member("1020", "何委员", "full", "B1", "committee_member", true);
    meet(world, {"王书记", "李梅", "张三", "孙八"}, "党员大会", "今天9:00", "2024-05-06T09:01:00+08:00",
         "主持 张三 记录 李梅");
    const auto one = GENERATE(values<Case>({{"张三", "⟦确认⟧"},
                                            {"李梅", "⟦确认⟧"},
                                            {"王书记", "⟦确认⟧"},
                                            {"何委员", "⟦确认⟧"},
                                            {"郑管理", "⟦确认⟧"},
                                            {"孙八", "没有1号会议"},
                                            {"赵六", "要由书记"},
                                            {"周书记", "没有1号会议"},
                                            {"陌生人", "先绑定"}}));
    INFO(one.who);
    CHECK_THAT(world.says(one.who, "决议 1 计划 赞成4"), Contains(one.reply));
    world.says(one.who, "确认");
    CHECK(world.number(count_all) == (std::string{one.reply} == "⟦确认⟧" ? 1 : 0));
}

TEST_CASE("a right that ends before 确认 is gone", "[handlers][resolution][permissions]")
{
    World world;
    meet(world, {"王书记", "李梅", "张三", "孙八"}, "党员大会", "今天9:00", "2024-05-06T09:01:00+08:00", "记录 李梅");
    world.says("李梅", "决议 1 计划 赞成4");
    world.says("王书记", "记录人 1 张三");
    CHECK_THAT(world.says("李梅", "确认"), Contains("没有1号会议"));
    CHECK(world.number(count_all) == 0);
}

TEST_CASE("a meeting across midnight resolves on its own day", "[handlers][resolution]")
{
    World world;
    world.says("王书记", "发起会议 党员大会 今天23:00 302 议题 学习");
    world.says("王书记", "确认");
    CHECK_THAT(world.says("王书记", "决议 1 计划 赞成1"), Contains("到时再记"));
    world.set_clock("2024-05-06T23:05:00+08:00");
    world.run_timers();
    for (const auto* who : {"王书记", "李梅", "张三"})
        world.says(who, world.word(find_code));
    world.set_clock("2024-05-07T00:10:00+08:00");
    CHECK_THAT(world.says("王书记", "决议 计划 赞成3"), Contains("5月6日(周一) 23:00") && Contains("够数"));
    CHECK_THAT(world.says("王书记", "确认"), Contains("已记入"));
    CHECK(resolution(world).text("starts_at") == "2024-05-06T23:00:00+08:00");
    CHECK(resolution(world).text("at") == "2024-05-07T00:10:00+08:00");
}
