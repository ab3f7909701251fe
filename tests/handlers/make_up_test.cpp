#include "storage/meetings/roll.hpp"
#include "storage/people/members.hpp"
#include "storage/points.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch.hpp>

using namespace fingertip;
using fingertip::tests::World;
using namespace std::chrono_literals;
using Catch::Contains;
using storage::Sql;
using storage::Tx;

namespace {

constexpr Sql status_of{"test.status",
                        "SELECT coalesce(max(status), '') FROM attendance WHERE meeting_id = $1 AND member_id = $2"};
constexpr Sql method_of{"test.method", "SELECT method FROM attendance WHERE meeting_id = $1 AND member_id = $2"};
constexpr Sql due_of{"test.due", "SELECT due FROM attendance WHERE meeting_id = $1 AND member_id = $2"};
constexpr Sql count_present{"test.present", "SELECT present FROM meetings WHERE id = $1"};
constexpr Sql count_requests{"test.requests", "SELECT count(*) FROM requests WHERE kind = 'make_up'"};
constexpr Sql state_of{"test.state", "SELECT state FROM requests WHERE id = $1"};
constexpr Sql count_acts{"test.acts", "SELECT count(*) FROM audit WHERE act = $1"};
constexpr Sql own_acts{
    "test.own", "SELECT count(*) FROM audit WHERE act = 'request_granted' AND CAST(detail AS TEXT) LIKE '% own'"};
constexpr Sql end_offices{"test.end_offices", "UPDATE assignments SET until_on = 0 WHERE member_id = $1"};
constexpr Sql find_code{"test.code", "SELECT code FROM meetings WHERE id = $1"};
constexpr Sql find_scene{"test.scene", "SELECT scene FROM meetings WHERE id = $1"};

std::string status(World& world, const std::string& who, int meeting = 1)
{
    return world.word(status_of, {meeting, world.member(who).value});
}

void call(World& world, const std::string& time, const std::string& kind = "党员大会")
{
    world.says("王书记", "发起会议 " + kind + " " + time + " 302 议题 学习");
    REQUIRE_THAT(world.says("王书记", "确认"), Contains("已发起"));
}

void run(World& world, std::chrono::seconds time)
{
    world.pass(time);
    world.run_timers();
    world.pass(1s);
    world.run_timers();
}

/// A members' meeting of B1 this morning, over since an hour; nobody came.
void hold(World& world)
{
    call(world, "今天8:30");
    run(world, 15min);
    run(world, 3h);
    REQUIRE(status(world, "张三") == "absent");
}

bool books_agree(World& world)
{
    bool agree = false;
    world.database().read_now([&](storage::ReadTx& tx) { agree = !storage::points::first_wrong(tx); });
    return agree;
}

std::string reason_of(World& world, const std::string& who)
{
    std::string reason;
    world.database().read_now([&](storage::ReadTx& tx) {
        const auto entry =
            storage::roll::find(tx, *world.installation().vault, storage::MeetingId{1}, world.member(who));
        reason = entry ? entry->reason : "";
    });
    return reason;
}

} // namespace

SCENARIO("who came and could not check in asks, an officer decides, and the register says so", "[handlers][make_up]")
{
    World world;
    hold(world);
    CHECK_THAT(world.says("张三", "签到"), Contains("已散会") && Contains("⟦补签⟧"));
    CHECK_THAT(world.says("张三", "会议 1"), Contains("⟦补签 1⟧"));
    CHECK_THAT(world.says("张三", "补签"), Contains("支部党员大会") && Contains("原因") && !Contains("直接 ⟦签到⟧"));
    const auto asked = world.says("张三", "手机没电");
    CHECK_THAT(asked, Contains("已申请补签（1号）") && Contains("⟦撤回⟧"));
    CHECK(world.repeats_last() == asked);
    CHECK(world.number(count_requests) == 1);
    CHECK(status(world, "张三") == "absent");
    CHECK_THAT(world.says("张三", "今日"), Contains("补签"));

    CHECK_THAT(world.says("王书记", "待办"),
               Contains("⟦审批 1 同意⟧") && Contains("1. 1号 张三（1003）补签：5月6日(周一) 08:30 支部党员大会，302"));
    CHECK_THAT(world.says("王书记", "1"),
               Contains("理由：手机没电") && Contains("现在记的是：缺席") && Contains("星火支部"));
    const auto granted = world.says("王书记", "审批 1 同意 下次带充电宝");
    CHECK_THAT(granted, Contains("已同意1号"));
    CHECK(world.repeats_last() == granted);
    CHECK(status(world, "张三") == "present");
    CHECK(world.word(method_of, {1, world.member("张三").value}) == "make_up");
    CHECK(world.points("张三") == 5);
    CHECK(world.number(count_present, {1}) == 1);
    CHECK(world.number(count_acts, {"made_up"}) == 1);
    CHECK(world.number(count_acts, {"request_granted"}) == 1);
    CHECK_THAT(world.says("张三", "积分"), Contains("补签已同意") && Contains("下次带充电宝") && Contains("共5分"));
    CHECK_THAT(world.says("张三", "补签"), Contains("您已经签到了"));
    CHECK_THAT(world.says("王书记", "会议总结"), Contains("实到1人"));
    auto data = world.says("张三", "隐私 数据");
    for (int page = 0; page < 9 && data.find("⟦更多⟧") != std::string::npos; ++page)
        data = data.substr(0, data.find("……还有")) + world.says("张三", "更多");
    CHECK_THAT(data, Contains("手机没电") && !Contains("{\""));
    WHEN("the officer takes the decision back")
    {
        CHECK_THAT(world.says("王书记", "撤回"), Contains("已撤回1件决定"));
        CHECK(status(world, "张三") == "absent");
        CHECK(world.points("张三") == 0);
        CHECK(world.number(count_present, {1}) == 0);
        CHECK(world.word(state_of, {1}) == "open");
        CHECK_THAT(world.says("张三", "积分"), Contains("重新等审批"));
        THEN("it can be granted again, and the points are earned again")
        {
            world.says("王书记", "审批 1 同意");
            CHECK(status(world, "张三") == "present");
            CHECK(world.points("张三") == 5);
        }
        CHECK(books_agree(world));
    }
    CHECK(books_agree(world));
}

SCENARIO("a refusal is told with its reason, and asking has an end", "[handlers][make_up]")
{
    World world;
    hold(world);
    CHECK_THAT(world.says("张三", "补签手机没电"), Contains("（1号）"));
    CHECK_THAT(world.says("张三", "补签 手机没电"), Contains("已经申请过了（1号）"));
    CHECK_THAT(world.says("张三", "补签 1 手机没电"), Contains("已经申请过了（1号）"));
    CHECK_THAT(world.says("王书记", "审批 1 不同意 现场没看到您"), Contains("答复不同意"));
    CHECK(status(world, "张三") == "absent");
    CHECK_THAT(world.says("张三", "积分"), Contains("补签没有同意") && Contains("现场没看到您"));
    CHECK_THAT(world.says("张三", "补签 1 坐在最后一排"), Contains("（2号）"));
    world.says("王书记", "审批 2 不同意");
    world.says("张三", "积分");
    CHECK_THAT(world.says("张三", "补签 1 真的在"), Contains("已经答复过2次"));
    CHECK(world.number(count_requests) == 2);
    CHECK(world.points("张三") == 0);
    WHEN("the last refusal is taken back")
    {
        CHECK_THAT(world.says("王书记", "撤回"), Contains("2号"));
        CHECK_THAT(world.says("王书记", "审批 2 同意"), Contains("已同意2号"));
        CHECK(status(world, "张三") == "present");
    }
    CHECK_THAT(world.says("李梅", "补签 " + std::string(301, 'x')), Contains("短一点"));
    CHECK_THAT(world.says("李梅", "补签 张三"), Contains("只能给自己补签"));
    CHECK_THAT(world.says("李梅", "补签"), Contains("原因"));
    CHECK_THAT(world.says("李梅", "好的"), !Contains("已申请"));
    CHECK_THAT(world.says("李梅", std::string(301, 'x')), Contains("短一点"));
    CHECK_THAT(world.says("李梅", "没网"), Contains("已申请补签")); // the question is still open
}

SCENARIO("of several meetings it is asked which, and the reason is kept", "[handlers][make_up]")
{
    World world;
    call(world, "今天8:30");
    world.says("王书记", "发起会议 党课 今天14:00 礼堂 议题 学习");
    world.says("王书记", "确认");
    run(world, 15min);
    run(world, 3h);
    world.set_clock("2024-05-06T17:00:00+08:00");
    run(world, 0s);
    const auto which = world.says("张三", "补签 手机没电");
    CHECK_THAT(which, Contains("⟦1⟧ 5月6日(周一) 14:00 党课，礼堂") && Contains("⟦2⟧ 5月6日(周一) 08:30"));
    CHECK_THAT(world.says("张三", "2"), Contains("已申请补签（1号）") && Contains("08:30"));
    // Saying it again does not ask about the other.
    CHECK_THAT(world.says("张三", "补签 手机没电了"), Contains("⟦1⟧") && Contains("08:30 支部党员大会，302（已申请）"));
    CHECK_THAT(world.says("张三", "2"), Contains("已经申请过了（1号）"));
    CHECK_THAT(world.says("张三", "补签 2 还是没电"), Contains("已申请补签（2号）") && Contains("14:00"));
    world.says("王书记", "待办");
    CHECK_THAT(world.says("王书记", "审批 1"), Contains("理由：手机没电"));
    GIVEN("an officer with several of their own")
    {
        CHECK_THAT(world.says("王书记", "补签 本人 在布置会场"), Contains("⟦2⟧"));
        CHECK_THAT(world.says("王书记", "2"), Contains("已申请补签（3号）") && Contains("08:30"));
    }
}

SCENARIO("what needs no late entry, or cannot have one, is said kindly", "[handlers][make_up]")
{
    World world;
    CHECK_THAT(world.says("张三", "补签"), Contains("最近7天没有"));
    call(world, "今天8:30");
    CHECK_THAT(world.says("张三", "补签 1 来了"), Contains("还没到签到时间"));
    GIVEN("somebody is exempt")
    {
        world.write([&](Tx& tx) {
            auto person = *storage::members::find(tx, *world.installation().vault, world.member("张三"));
            person.due_exempt_until = 30'000;
            storage::members::update(tx, *world.installation().vault, person, world.now());
        });
        run(world, 15min);
        run(world, 3h);
        REQUIRE(status(world, "张三") == "exempt");
        CHECK_THAT(world.says("张三", "补签"), Contains("免到") && Contains("⟦补签 1⟧"));
        CHECK_THAT(world.says("张三", "补签 1 还是来了"), Contains("已申请补签（1号）"));
        world.says("王书记", "审批 1 同意");
        CHECK(status(world, "张三") == "present");
        world.says("王书记", "撤回");
        CHECK(status(world, "张三") == "exempt");
    }
    GIVEN("the meeting is called off")
    {
        world.says("王书记", "取消会议 1");
        world.says("王书记", "确认");
        world.pass(3h);
        CHECK_THAT(world.says("张三", "补签 1 来了"), Contains("会议取消了，不用补签"));
        CHECK_THAT(world.says("张三", "补签"), Contains("最近7天没有"));
    }
    GIVEN("a week has passed")
    {
        run(world, 15min);
        run(world, 3h);
        world.pass(24h * 6);
        CHECK_THAT(world.says("李梅", "补签 没电"), Contains("已申请补签"));
        world.pass(24h);
        CHECK_THAT(world.says("张三", "补签 1 没电"), Contains("过了7天"));
        CHECK_THAT(world.says("张三", "补签"), Contains("最近7天没有"));
    }
    GIVEN("meetings of others, and none")
    {
        const auto others = world.call_meeting("B2", world.now() - 3h, "code", "members_meeting", "111111");
        const auto committee = world.call_meeting("B1", world.now() - 3h, "code", "committee_meeting", "222222");
        const auto not_there = std::string{"没有找到您的999号会议"};
        CHECK_THAT(world.says("张三", "补签 999 来了"), Contains(not_there));
        for (const auto id : {others, committee}) {
            const auto number = std::to_string(id.value);
            CHECK_THAT(world.says("张三", "补签 " + number + " 来了"), Contains("没有找到您的" + number + "号会议"));
        }
        CHECK_THAT(world.says("王书记", "补签 本人 " + std::to_string(committee.value) + " 来了"),
                   Contains("已申请补签")); // he sits in it
    }
}

SCENARIO("while check-in is open it offers that first", "[handlers][make_up]")
{
    World world;
    call(world, "今天8:30");
    run(world, 15min);
    CHECK_THAT(world.says("张三", "补签"), Contains("直接 ⟦签到⟧"));
    CHECK_THAT(world.says("张三", world.word(find_code, {1})), Contains("第1位")); // he does
    CHECK_THAT(world.says("李梅", "补签 手机坏了"), Contains("已申请补签"));
    WHEN("she checks in after all before it is decided")
    {
        CHECK_THAT(world.says("李梅", world.word(find_code, {1})), Contains("第2位"));
        CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("李梅已经签到了"));
        CHECK(world.word(state_of, {1}) == "withdrawn");
        CHECK(world.word(method_of, {1, world.member("李梅").value}) == "code");
        CHECK(world.points("李梅") == 5);
        CHECK_THAT(world.says("王书记", "待办"), Contains("现在没有等您处理的"));
    }
    WHEN("it is granted during the meeting and taken back after its end")
    {
        run(world, 20min); // it has begun
        world.says("王书记", "审批 1 同意");
        CHECK(status(world, "李梅") == "present");
        CHECK_THAT(world.says("王书记", "散会"), Contains("已散会"));
        world.says("王书记", "撤回");
        CHECK(status(world, "李梅") == "absent");
        CHECK(world.points("李梅") == 0);
        CHECK(books_agree(world));
    }
}

SCENARIO("a meeting called off between asking and deciding ends the request", "[handlers][make_up]")
{
    World world;
    call(world, "今天8:30");
    run(world, 15min);
    world.says("张三", "补签 手机坏了");
    world.says("王书记", "取消会议 1");
    REQUIRE_THAT(world.says("王书记", "确认"), Contains("已取消"));
    CHECK_THAT(world.says("王书记", "审批 1"), Contains("已取消"));
    CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("会议已取消"));
    CHECK(world.word(state_of, {1}) == "withdrawn");
    CHECK(world.points("张三") == 0);
    CHECK(status(world, "张三") != "present");
    CHECK_THAT(world.says("张三", "积分"), Contains("不用再办"));
    CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("已撤回"));
}

SCENARIO("somebody on leave came after all", "[handlers][make_up]")
{
    World world;
    call(world, "今天8:30");
    run(world, 15min);
    CHECK_THAT(world.says("王书记", "代请假 张三 孩子生病"), Contains("已为张三记请假"));
    run(world, 3h);
    CHECK_THAT(world.says("张三", "补签"), Contains("请了假"));
    CHECK_THAT(world.says("张三", "后来赶到了"), Contains("已申请补签（2号）"));
    CHECK_THAT(world.says("王书记", "审批 2"), Contains("已请假"));
    world.says("王书记", "审批 2 同意");
    CHECK(status(world, "张三") == "present");
    world.says("王书记", "撤回");
    CHECK(status(world, "张三") == "leave");
    CHECK(reason_of(world, "张三") == "孩子生病");
}

SCENARIO("a meeting that keeps attendance only keeps no reason", "[handlers][make_up]")
{
    World world;
    world.says("王书记", "发起会议 党员大会 今天8:30 302 仅考勤");
    REQUIRE_THAT(world.says("王书记", "确认"), Contains("已发起"));
    run(world, 15min);
    run(world, 3h);
    CHECK_THAT(world.says("张三", "补签 手机没电"), Contains("已申请补签（1号）") && Contains("理由没有保存"));
    CHECK_THAT(world.says("李梅", "补签"), Contains("已申请补签（2号）") && !Contains("没有保存"));
    CHECK_THAT(world.says("王书记", "审批 1"), Contains("张三") && !Contains("手机没电") && !Contains("理由："));
    CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("已同意1号"));
    CHECK(status(world, "张三") == "present");
}

SCENARIO("whoever called the meeting decides, too", "[handlers][make_up]")
{
    World world;
    world.add_member("1030", "小组员", "full", "P1", "member", true);
    world.says("孙八", "发起会议 党小组会 今天8:30 302 议题 学习");
    REQUIRE_THAT(world.says("孙八", "确认"), Contains("已发起"));
    run(world, 15min);
    run(world, 3h);
    CHECK_THAT(world.says("小组员", "补签 手机没电"), Contains("（1号）"));
    CHECK_THAT(world.says("孙八", "补签 本人 在布置"), Contains("（2号）"));
    CHECK_THAT(world.says("孙八", "待办"), Contains("小组员") && !Contains("孙八（"));
    CHECK_THAT(world.says("孙八", "审批 2 同意"), Contains("要由别人来定"));
    CHECK_THAT(world.says("孙八", "审批 1 同意"), Contains("已同意1号"));
    CHECK(status(world, "小组员") == "present");
    CHECK_THAT(world.says("王书记", "待办"), Contains("孙八（1005）补签") && !Contains("小组员"));
}

SCENARIO("leave that was granted comes back with its reason", "[handlers][make_up]")
{
    World world;
    call(world, "今天14:00");
    REQUIRE_THAT(world.says("张三", "请假 孩子生病"), Contains("1号"));
    REQUIRE_THAT(world.says("王书记", "审批 1 同意"), Contains("已同意1号"));
    world.set_clock("2024-05-06T13:50:00+08:00");
    run(world, 0s);
    run(world, 3h);
    CHECK_THAT(world.says("张三", "补签 赶到了"), Contains("已申请补签（2号）"));
    world.says("王书记", "审批 2 同意");
    CHECK(status(world, "张三") == "present");
    world.says("王书记", "撤回");
    CHECK(status(world, "张三") == "leave");
    CHECK(reason_of(world, "张三") == "孩子生病");
    WHEN("an officer's own entry is taken back")
    {
        world.says("王书记", "补签 1 张三 其实来了");
        CHECK(status(world, "张三") == "present");
        world.says("王书记", "撤回");
        CHECK(reason_of(world, "张三") == "孩子生病");
    }
}

SCENARIO("the question about the reason can wait", "[handlers][make_up]")
{
    World world;
    hold(world);
    world.says("张三", "补签");
    CHECK_THAT(world.says("张三", "积分"), Contains("⟦继续⟧"));
    CHECK_THAT(world.says("张三", "继续"), Contains("到场了没签上"));
    CHECK_THAT(world.says("张三", "手机没电"), Contains("已申请补签"));
    CHECK_THAT(world.says("李梅", "补签"), Contains("原因"));
    CHECK_THAT(world.says("李梅", "取消"), Contains("已取消"));
    CHECK(world.number(count_requests) == 1);
}

SCENARIO("only those who decide for the meeting's organisation decide", "[handlers][make_up]")
{
    World world;
    hold(world);
    world.says("张三", "补签 手机没电");
    CHECK_THAT(world.says("周书记", "待办"), Contains("现在没有等您处理的"));
    CHECK_THAT(world.says("周书记", "审批 1"), Contains("没有找到1号申请"));
    CHECK_THAT(world.says("周书记", "审批 1 同意"), Contains("没有找到1号申请"));
    CHECK_THAT(world.says("周书记", "审批 99 同意"), Contains("没有找到99号申请"));
    CHECK_THAT(world.says("李梅", "审批 1 同意"), Contains("要由书记"));
    CHECK_THAT(world.says("孙八", "审批 1 同意"), Contains("没有找到1号申请")); // leads a group
    CHECK_THAT(world.says("张三", "审批 1 同意"), Contains("要由书记"));
    CHECK(status(world, "张三") == "absent");
    CHECK_THAT(world.says("郑管理", "审批 1 同意"), Contains("已同意1号"));
    CHECK(status(world, "张三") == "present");
    CHECK_THAT(world.says("王书记", "审批 1 不同意"), Contains("已由郑管理同意"));
}

SCENARIO("an officer's own late entry is decided by somebody else", "[handlers][make_up]")
{
    World world;
    hold(world);
    CHECK_THAT(world.says("王书记", "补签"), Contains("补签 李梅") && Contains("⟦补签 本人⟧"));
    // Entering oneself by name is asking, too.
    CHECK_THAT(world.says("王书记", "补签 1 王书记 在布置会场"), Contains("已申请补签（1号）") && !Contains("自己定"));
    CHECK(status(world, "王书记") == "absent");
    CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("要由别人来定"));
    CHECK_THAT(world.says("王书记", "待办"), Contains("现在没有等您处理的"));
    CHECK(status(world, "王书记") == "absent");
    CHECK_THAT(world.says("郑管理", "待办"), Contains("王书记（1001）补签"));
    CHECK_THAT(world.says("郑管理", "审批 1 同意"), Contains("已同意1号"));
    CHECK(status(world, "王书记") == "present");
    CHECK(world.number(own_acts) == 0);
    CHECK_THAT(world.says("王书记", "积分"), Contains("补签已同意"));
}

SCENARIO("where nobody else could decide, the officer does, and the audit log shows it", "[handlers][make_up]")
{
    World world;
    hold(world);
    world.write([&](Tx& tx) { tx.execute(end_offices, {world.member("郑管理").value}); });
    CHECK_THAT(world.says("王书记", "补签 本人 在布置会场"), Contains("⟦审批 1 同意⟧") && Contains("会记入审计"));
    CHECK_THAT(world.says("王书记", "待办"), Contains("王书记（1001）补签"));
    CHECK_THAT(world.says("周书记", "审批 1 同意"), Contains("没有找到1号申请"));
    CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("已同意1号"));
    CHECK(status(world, "王书记") == "present");
    CHECK(world.points("王书记") == 5);
    CHECK(world.number(own_acts) == 1);
}

SCENARIO("a claim to be the only officer there is is not theirs to grant", "[handlers][make_up]")
{
    World world;
    world.write([&](Tx& tx) { tx.execute(end_offices, {world.member("郑管理").value}); });
    world.says("新账号", "绑定 王书记 1001");
    REQUIRE_THAT(world.says("新账号", "同意"), Contains("书记"));
    CHECK_THAT(world.says("王书记", "待办"), Contains("现在没有等您处理的"));
    CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("要由别人来定"));
}

SCENARIO("a decision about somebody who has erased their data can still be taken back", "[handlers][make_up]")
{
    World world;
    hold(world);
    world.says("张三", "补签 手机没电");
    world.says("王书记", "审批 1 同意");
    world.says("张三", "隐私 删除");
    world.says("张三", "确认");
    CHECK_THAT(world.says("王书记", "撤回"), Contains("已撤回"));
    CHECK(status(world, "张三") == "present"); // what the register holds stays
    CHECK(books_agree(world));
}

SCENARIO("who asked can take it back until it is decided", "[handlers][make_up]")
{
    World world;
    hold(world);
    world.says("张三", "补签 手机没电");
    WHEN("it waits")
    {
        CHECK_THAT(world.says("张三", "撤回"), Contains("已撤回1号申请"));
        CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("已撤回"));
        CHECK(status(world, "张三") == "absent");
        CHECK_THAT(world.says("张三", "补签 手机没电"), Contains("（2号）"));
    }
    WHEN("it is decided")
    {
        world.says("王书记", "审批 1 同意");
        CHECK_THAT(world.says("张三", "撤回"), Contains("已经有了答复"));
        CHECK(status(world, "张三") == "present");
    }
}

SCENARIO("who joined after the list was fixed is a guest", "[handlers][make_up]")
{
    World world;
    call(world, "今天8:30");
    run(world, 15min);
    run(world, 20min);
    world.add_member("1020", "新来的", "full", "B1", "member", true);
    run(world, 3h);
    CHECK_THAT(world.says("新来的", "补签 刚转来"), Contains("已申请补签（1号）"));
    CHECK_THAT(world.says("王书记", "审批 1"), Contains("不在名单上"));
    world.says("王书记", "审批 1 同意");
    CHECK(status(world, "新来的") == "present");
    CHECK(world.number(due_of, {1, world.member("新来的").value}) == 0);
    world.says("王书记", "撤回");
    CHECK(status(world, "新来的").empty());
    CHECK(world.points("新来的") == 0);
    CHECK(books_agree(world));
}

SCENARIO("a QR code scanned after the end offers it to who is missing only", "[handlers][make_up]")
{
    World world;
    call(world, "今天8:30");
    run(world, 15min);
    world.says("李梅", world.word(find_code, {1}));
    run(world, 3h);
    const auto scans = [&](const std::string& who) {
        handlers::Incoming incoming;
        incoming.act = handlers::Act::scan;
        incoming.kind = "SCAN";
        incoming.scene = world.word(find_scene, {1});
        return world.happens(who, std::move(incoming));
    };
    CHECK_THAT(scans("张三"), Contains("⟦补签⟧"));
    CHECK_THAT(scans("李梅"), Contains("已记录") && !Contains("补签"));
}
