#include "storage/people/members.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch.hpp>

using fingertip::storage::Sql;
using fingertip::storage::Tx;
using fingertip::tests::World;
using namespace std::chrono_literals;
using Catch::Contains;
using Catch::StartsWith;

namespace {

constexpr Sql find_state{"test.state", "SELECT status FROM meetings WHERE id = 1"};
constexpr Sql find_code{"test.code", "SELECT code FROM meetings WHERE id = 1"};
constexpr Sql find_due{"test.due", "SELECT due FROM meetings WHERE id = 1"};
constexpr Sql find_voters{"test.voters", "SELECT voters_due FROM meetings WHERE id = 1"};
constexpr Sql find_day{"test.day", "SELECT day FROM meetings WHERE id = 1"};
constexpr Sql status_of{"test.status", "SELECT status FROM attendance WHERE meeting_id = 1 AND member_id = $1"};
constexpr Sql method_of{"test.method", "SELECT method FROM attendance WHERE meeting_id = 1 AND member_id = $1"};
constexpr Sql officer_of{"test.officer",
                         "SELECT coalesce(recorded_by, 0) FROM attendance WHERE meeting_id = 1 AND member_id = $1"};
constexpr Sql has_reason{"test.reason", "SELECT count(reason) FROM attendance WHERE meeting_id = 1 AND member_id = $1"};
constexpr Sql count_acts{"test.acts", "SELECT count(*) FROM audit WHERE act = $1"};
constexpr Sql period_of{"test.period", "SELECT period FROM points_entries WHERE member_id = $1"};
constexpr Sql suspend{"test.suspend", "UPDATE members SET rights_suspended = 1 WHERE id = $1"};
constexpr Sql give_leave{"test.leave",
                         "UPDATE attendance SET status = 'leave' WHERE meeting_id = 1 AND member_id = $1"};
constexpr Sql decide{"test.decide", R"sql(
    INSERT INTO resolutions (meeting_id, subject, approve, oppose, abstain, voters_due, passed, author, at)
    VALUES (1, x'', 4, 1, 0, 5, 1, $1, 0)
)sql"};

std::string status(World& world, const std::string& who)
{
    return world.word(status_of, {world.member(who).value});
}

/// A members' meeting of B1 on the World's day.
void call(World& world, const std::string& time, const std::string& more = "")
{
    world.says("王书记", "发起会议 党员大会 " + time + " 302 " + more + " 议题 学习");
    REQUIRE_THAT(world.says("王书记", "确认"), Contains("已发起（1号）"));
}

} // namespace

SCENARIO("会议 shows what is coming and open, numbered", "[handlers][meeting]")
{
    World world;
    CHECK_THAT(world.says("李梅", "会议"), Contains("近期没有会议") && !Contains("发起会议"));
    CHECK_THAT(world.says("王书记", "会议"), Contains("⟦发起会议⟧"));
    call(world, "今天9:00");
    world.says("王书记", "发起会议 党课 周五15:00 礼堂 学习");
    world.says("王书记", "确认");
    world.says("李梅", "积分"); // the notices are read
    CHECK_THAT(world.says("李梅", "会议"),
               Contains("⟦1⟧ 5月6日(周一) 09:00 支部党员大会，302") && Contains("⟦2⟧ 5月10日(周五) 15:00 党课，礼堂"));
    CHECK_THAT(world.says("李梅", "2"), Contains("党课（2号）") && Contains("⟦请假 2⟧"));
    CHECK_THAT(world.says("李梅", "会议 1"), !Contains("签到码 1"));
    CHECK_THAT(world.says("王书记", "会议 1"), Contains("⟦签到码 1⟧") && Contains("⟦改期 1⟧"));
    world.pass(45min);
    CHECK_THAT(world.says("李梅", "会议"), Contains("302，可签到"));
    world.says("李梅", world.word(find_code));
    CHECK_THAT(world.says("李梅", "会议"), Contains("302，已签到"));
    CHECK_THAT(world.says("周书记", "会议 1"), Contains("没有1号会议"));              // not his
    CHECK_THAT(world.says("吴九", "会议"), Contains("星火支部") && Contains("党课")); // where he is hosted
}

SCENARIO("a meeting is moved after a preview and everybody hears of the time that is true", "[handlers][meeting]")
{
    World world;
    call(world, "周五15:00");
    world.says("李梅", "积分"); // she has read of Friday
    CHECK_THAT(world.says("王书记", "改期 1 周五16:00到17:30"),
               StartsWith("【星火支部】") && Contains("原来：5月10日(周五) 15:00–17:00") &&
                   Contains("改到：5月10日(周五) 16:00–17:30") && Contains("6人"));
    CHECK_THAT(world.says("王书记", "下周三14:00"), Contains("改到：5月15日(周三) 14:00–16:00")); // changed her mind
    CHECK_THAT(world.says("王书记", "确认"), Contains("已改期") && Contains("5月15日(周三) 14:00"));
    CHECK(world.number(find_day) == world.installation().zone->day(world.now()) + 9);
    CHECK_THAT(world.says("李梅", "积分"), Contains("会议改期") && Contains("5月15日"));
    CHECK_THAT(world.says("张三", "积分"), Contains("会议通知") && Contains("5月15日") && !Contains("5月10日"));
    CHECK(world.number(count_acts, {"meeting_moved"}) == 1);
    world.set_clock("2024-05-10T15:10:00+08:00");
    world.run_timers();
    CHECK_THAT(world.says("李梅", world.word(find_code)), !Contains("第1位")); // the old time is void
    world.set_clock("2024-05-15T13:50:00+08:00");
    world.run_timers();
    CHECK_THAT(world.says("李梅", world.word(find_code)), Contains("第1位"));
}

TEST_CASE("a new time that is past, unclear or missing is asked about", "[handlers][meeting]")
{
    World world;
    call(world, "周五15:00");
    CHECK_THAT(world.says("王书记", "改期 1"), Contains("改到什么时候"));
    CHECK_THAT(world.says("王书记", "今天7点"), Contains("上午还是下午"));
    CHECK_THAT(world.says("王书记", "早上7点"), Contains("已经过去"));
    CHECK_THAT(world.says("王书记", "16:00"), Contains("改到：5月10日(周五) 16:00")); // the day stays
    CHECK_THAT(world.says("李梅", "改期 1 周五16:00"), Contains("要由书记"));
    CHECK_THAT(world.says("周书记", "改期 1 周五16:00"), Contains("没有1号会议"));
    world.set_clock("2024-05-10T15:01:00+08:00");
    world.run_timers();
    CHECK_THAT(world.says("王书记", "改期 1 周五18:00"), Contains("已经开始"));
}

SCENARIO("a meeting is called off after a preview and those due are told", "[handlers][meeting]")
{
    World world;
    call(world, "周五15:00");
    world.says("李梅", "积分");
    CHECK_THAT(world.says("王书记", "取消会议 1"), StartsWith("【星火支部】") && Contains("6人"));
    CHECK(world.word(find_state) == "called");
    CHECK_THAT(world.says("王书记", "确认"), Contains("已取消"));
    CHECK(world.word(find_state) == "cancelled");
    CHECK_THAT(world.says("李梅", "积分"), Contains("会议取消"));
    CHECK_THAT(world.says("张三", "积分"), !Contains("会议"));
    CHECK_THAT(world.says("王书记", "取消会议 1"), Contains("已经结束或取消"));
    world.set_clock("2024-05-10T17:30:00+08:00");
    world.run_timers();
    CHECK(world.word(find_state) == "cancelled"); // its end does not close it
    CHECK_THAT(world.says("张三", "签到"), Contains("没有可签到"));
}

SCENARIO("the list follows the roster until the start and then no more", "[handlers][meeting]")
{
    World world;
    call(world, "今天9:00");
    CHECK(world.number(find_due) == 6);
    const auto move_home = [&](const std::string& who, const char* org) {
        world.write([&](Tx& tx) {
            auto member = *fingertip::storage::members::find(tx, *world.installation().vault, world.member(who));
            member.home = world.organization(org);
            fingertip::storage::members::update(tx, *world.installation().vault, member, world.now());
        });
    };
    world.add_member("1010", "新来的", "full", "B1", "member", true);
    move_home("李梅", "B2");
    world.pass(41min);                                                          // check-in opens
    CHECK_THAT(world.says("新来的", world.word(find_code)), Contains("第1位")); // also before the timer comes
    world.run_timers();
    CHECK(world.number(find_due) == 6);
    CHECK(status(world, "李梅").empty());
    world.write([&](Tx& tx) { tx.execute(suspend, {world.member("张三").value}); });
    world.pass(20min); // the start
    world.run_timers();
    CHECK(world.number(find_voters) == 4); // five full members of the branch, one of them suspended
    world.write([&](Tx& tx) { tx.execute(suspend, {world.member("王书记").value}); });
    move_home("孙八", "B2");
    world.add_member("1011", "更新的", "full", "B1", "member", true);
    world.pass(1min);
    CHECK_THAT(world.says("更新的", world.word(find_code)), Contains("第2位")); // a guest
    world.pass(2h);
    world.run_timers();
    CHECK(world.number(find_due) == 6);
    CHECK(world.number(find_voters) == 4);
    CHECK(status(world, "孙八") == "absent");
}

SCENARIO("点名 shows everybody by name and explains the vote", "[handlers][meeting]")
{
    World world;
    world.add_member("1007", "老马", "full", "B1", "member", true);
    world.write([&](Tx& tx) {
        auto old = *fingertip::storage::members::find(tx, *world.installation().vault, world.member("老马"));
        old.due_exempt_until = 30'000;
        fingertip::storage::members::update(tx, *world.installation().vault, old, world.now());
        tx.execute(suspend, {world.member("钱七").value});
    });
    call(world, "今天8:30");
    world.pass(15min);
    world.run_timers();
    const auto code = world.word(find_code);
    world.says("李梅", code);
    world.says("赵六", code);
    world.says("周书记", code);
    world.pass(16min);
    world.run_timers();
    world.says("张三", code);
    world.write([&](Tx& tx) { tx.execute(give_leave, {world.member("孙八").value}); });
    const auto roll = world.says("王书记", "点名");
    CHECK_THAT(roll, Contains("应到6人，实到3人（迟到1人），请假1人，未到2人，列席1人"));
    CHECK_THAT(roll, Contains("已到：李梅、赵六\n") && Contains("迟到：张三\n") && Contains("列席：周书记\n") &&
                         Contains("请假：孙八\n") && Contains("未到：王书记、钱七\n") && Contains("免到：老马\n"));
    CHECK_THAT(roll, Contains("应到正式党员5人中4人，现到2人") && Contains("暂停权利1人") && Contains("免到1人") &&
                         Contains("预备党员1人参会，无表决权"));
    CHECK_THAT(roll, Contains("一般表决：须到2人，已够；3票通过") && Contains("接收、转正：须到3人，还差1人") &&
                         Contains("选举：须到4人，还差2人"));
    CHECK_THAT(roll, Contains("可以开会；可以表决"));
    CHECK_THAT(world.says("李梅", "点名"), Contains("要由书记"));
    CHECK_THAT(world.says("周书记", "点名 1"), Contains("没有1号会议"));
}

TEST_CASE("before there are enough, 点名 and every check-in say how many are missing", "[handlers][meeting]")
{
    World world;
    call(world, "今天8:10");
    CHECK_THAT(world.says("王书记", "点名"), Contains("可以开会；尚不能表决，还差3人"));
    CHECK_THAT(world.says("李梅", world.word(find_code)), Contains("再到2人可以表决"));
    CHECK_THAT(world.says("王书记", "点名"), Contains("尚不能表决，还差2人"));
}

TEST_CASE("a large list is shown branch by branch, and one branch by name", "[handlers][meeting]")
{
    World world;
    world.write([&](Tx& tx) {
        tx.execute({"test.crowd", R"sql(
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
            INSERT INTO members (member_no, name, name_key, category, home_org) SELECT 'x' || i, x'', x'', 'full', $1 FROM n
        )sql"},
                   {world.organization("G1").value});
    });
    world.says("郑管理", "发起会议 党员大会 今天8:10 礼堂 议题 学习");
    world.says("郑管理", "确认");
    const auto roll = world.says("郑管理", "点名");
    CHECK_THAT(roll, Contains("应到409人") && Contains("⟦点名 1 星火支部⟧ 应到5") && !Contains("李梅"));
    CHECK_THAT(world.says("郑管理", "点名 1 星火支部"), Contains("未到：王书记、李梅") && !Contains("周书记"));
}

SCENARIO("an officer enters somebody, with audit, points and a way back", "[handlers][meeting]")
{
    World world;
    call(world, "今天8:30");
    CHECK_THAT(world.says("王书记", "补签 张三"), Contains("还没到签到时间"));
    world.pass(15min);
    world.run_timers();
    GIVEN("the meeting is on")
    {
        CHECK_THAT(world.says("王书记", "签到 张三"), Contains("已为张三签到"));
        CHECK(status(world, "张三") == "present");
        CHECK(world.word(method_of, {world.member("张三").value}) == "officer");
        CHECK(world.number(officer_of, {world.member("张三").value}) == world.member("王书记").value);
        CHECK(world.points("张三") == 5);
        CHECK(world.number(count_acts, {"entered_for_other"}) == 1);
        CHECK_THAT(world.says("张三", "积分"), Contains("王书记已为您签到"));
        CHECK_THAT(world.says("王书记", "补签 张三"), Contains("已经签到了"));
        CHECK_THAT(world.says("王书记", "撤回"), Contains("已撤回张三"));
    }
    GIVEN("it is taken back")
    {
        world.says("王书记", "补签 张三 手机没电");
        CHECK(world.number(has_reason, {world.member("张三").value}) == 1);
        CHECK_THAT(world.says("王书记", "撤回"), Contains("已撤回张三的代签"));
        CHECK(status(world, "张三") == "pending");
        CHECK(world.number(has_reason, {world.member("张三").value}) == 0);
        CHECK(world.points("张三") == 0);
        CHECK(world.number(count_acts, {"entry_withdrawn"}) == 1);
        THEN("he can still come by himself and earns them again")
        {
            CHECK_THAT(world.says("张三", world.word(find_code)), Contains("第1位"));
            CHECK(world.points("张三") == 5);
        }
    }
    GIVEN("somebody on leave who came after all, entered by mistake")
    {
        world.write([&](Tx& tx) { tx.execute(give_leave, {world.member("张三").value}); });
        world.says("王书记", "补签 张三");
        CHECK(status(world, "张三") == "present");
        world.says("王书记", "撤回");
        CHECK(status(world, "张三") == "leave");
    }
    GIVEN("the meeting is over")
    {
        world.pass(3h);
        world.run_timers();
        world.pass(1s);
        world.run_timers();
        CHECK(status(world, "张三") == "absent");
        CHECK_THAT(world.says("王书记", "补签 1 张三 手机没电"), Contains("已为张三签到"));
        CHECK(status(world, "张三") == "present");
        CHECK_THAT(world.says("王书记", "会议总结"), Contains("实到1人"));
        world.says("王书记", "撤回");
        CHECK(status(world, "张三") == "absent");
    }
    GIVEN("equal names")
    {
        world.add_member("1012", "张三", "full", "P1", "member", false);
        const auto asked = world.says("王书记", "补签 张三");
        CHECK_THAT(asked, Contains("有几位") && Contains("⟦补签 1 1003⟧") && Contains("⟦补签 1 1012⟧ 张三，第一小组"));
        CHECK_THAT(world.says("王书记", "补签 1 1003"), Contains("已为张三签到"));
    }
    GIVEN("somebody without the right, or of another branch")
    {
        CHECK_THAT(world.says("李梅", "补签 张三"), !Contains("已为张三"));
        CHECK_THAT(world.says("李梅", "签到 张三"), !Contains("已为张三"));
        CHECK_THAT(world.says("周书记", "补签 1 张三"), Contains("没有1号会议"));
        CHECK_THAT(world.says("王书记", "补签 郑管理"), Contains("没有找到"));
        CHECK_THAT(world.says("王书记", "补签"), Contains("请写上姓名"));
        CHECK_THAT(world.says("李梅", "补签"), !Contains("姓名"));
        CHECK(status(world, "张三") == "pending");
    }
}

SCENARIO("散会 and the end of time close a meeting and say what was", "[handlers][meeting]")
{
    World world;
    call(world, "今天8:30");
    CHECK_THAT(world.says("王书记", "散会"), Contains("还没开始"));
    world.pass(15min);
    world.run_timers();
    const auto code = world.word(find_code);
    world.says("李梅", code);
    world.says("王书记", code);
    world.write([&](Tx& tx) {
        tx.execute(give_leave, {world.member("孙八").value});
        tx.execute(decide, {world.member("王书记").value});
    });
    world.pass(30min);
    WHEN("the secretary ends it, even before the timer of the start has run")
    {
        const auto done = world.says("王书记", "散会");
        CHECK_THAT(done,
                   Contains("已散会") && Contains("应到6人，实到2人（正式党员2人，预备党员0人），请假1人，缺席3人"));
        CHECK_THAT(done, Contains("地点：302") && Contains("议题：学习") && Contains("主持人：王书记"));
        CHECK_THAT(done, Contains("请假：孙八") && Contains("缺席：张三、赵六、钱七") &&
                             Contains("赞成4，反对1，弃权0，通过"));
        CHECK(world.word(find_state) == "closed");
        CHECK(status(world, "张三") == "absent");
        CHECK(status(world, "孙八") == "leave");
        CHECK_THAT(world.says("张三", code), Contains("已散会") && Contains("⟦补签⟧"));
        CHECK_THAT(world.says("张三", "签到"), Contains("已散会") && Contains("⟦补签⟧"));
        CHECK_THAT(world.says("李梅", "签到"), Contains("已散会") && !Contains("补签"));
        CHECK_THAT(world.says("王书记", "会议总结 1"), StartsWith("星火支部 支部党员大会"));
        world.pass(3h);
        world.run_timers();
        CHECK_THAT(world.says("王书记", "积分"), !Contains("会议已结束")); // he knows
    }
    WHEN("its time runs out")
    {
        CHECK_THAT(world.says("王书记", "会议总结"), Contains("还没散会"));
        world.pass(2h);
        world.run_timers();
        CHECK(world.word(find_state) == "closed");
        CHECK_THAT(world.says("王书记", "积分"),
                   Contains("会议已结束") && Contains("应到6人，到2人") && Contains("⟦会议总结 1⟧"));
        CHECK(world.number({"test.wrong", "SELECT count(*) FROM wrong_codes WHERE meeting_id = 1"}) == 0);
    }
    WHEN("the process was away from before the start until after the end")
    {
        world.pass(3h);
        world.restart();
        world.run_timers();
        world.pass(1s);
        world.run_timers();
        CHECK(world.word(find_state) == "closed");
        CHECK(status(world, "张三") == "absent");
        CHECK(status(world, "李梅") == "present");
    }
}

SCENARIO("a meeting across midnight, a restart or a month's end keeps its day", "[handlers][meeting]")
{
    World world{"2024-05-31T23:00:00+08:00"};
    world.says("王书记", "发起会议 党员大会 今天23:50到6月1日0:40 302 议题 学习");
    REQUIRE_THAT(world.says("王书记", "确认"), Contains("已发起"));
    const auto day = world.installation().zone->day(world.now());
    CHECK(world.number(find_day) == day);
    world.set_clock("2024-05-31T23:45:00+08:00");
    world.run_timers();
    const auto code = world.word(find_code);
    world.says("李梅", code);
    world.set_clock("2024-06-01T00:10:00+08:00");
    world.restart();
    world.run_timers();
    CHECK_THAT(world.says("张三", code), Contains("第2位") && Contains("迟到"));
    CHECK(world.number(period_of, {world.member("李梅").value}) == day);
    CHECK(world.number(period_of, {world.member("张三").value}) == day); // points of May
    CHECK_THAT(world.says("王书记", "补签 赵六"), Contains("已为赵六签到"));
    CHECK(world.number(period_of, {world.member("赵六").value}) == day);
}

SCENARIO("a late delivery counts by the platform's time within ten minutes, else by ours", "[handlers][meeting]")
{
    World world;
    call(world, "今天8:30");
    world.set_clock("2024-05-06T08:30:10+08:00");
    world.run_timers();
    const auto sent = [&](const std::string& who, std::chrono::seconds ago) {
        fingertip::handlers::Incoming incoming;
        incoming.text = world.word(find_code);
        incoming.platform_time = world.now() - ago;
        return world.happens(who, std::move(incoming));
    };
    CHECK_THAT(sent("李梅", 15s), Contains("第1位") && !Contains("迟到")); // sent at 08:29:55
    CHECK_THAT(sent("张三", 5s), Contains("迟到"));
    CHECK_THAT(sent("赵六", 11min), Contains("迟到")); // not believable: ours counts
}
