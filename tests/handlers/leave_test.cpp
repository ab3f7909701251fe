#include "storage/meetings/roll.hpp"
#include "storage/people/members.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch.hpp>

using fingertip::storage::MeetingId;
using fingertip::storage::Sql;
using fingertip::storage::Tx;
using fingertip::tests::World;
using namespace std::chrono_literals;
using Catch::Contains;
using Catch::StartsWith;

namespace {

constexpr Sql find_code{"test.code", "SELECT code FROM meetings WHERE id = $1"};
constexpr Sql status_of{"test.status", "SELECT status FROM attendance WHERE meeting_id = $2 AND member_id = $1"};
constexpr Sql state_of{"test.state", "SELECT state FROM requests WHERE id = $1"};
constexpr Sql count_requests{"test.requests", "SELECT count(*) FROM requests"};
constexpr Sql count_letters{"test.letters", "SELECT count(*) FROM outbox WHERE member_id = $1 AND kind = $2"};
constexpr Sql count_acts{"test.acts", "SELECT count(*) FROM audit WHERE act = $1"};
constexpr Sql kept_plainly{"test.plain", "SELECT count(*) FROM attendance WHERE instr(reason, CAST($1 AS BLOB)) > 0"};
constexpr Sql kept_at_all{"test.kept", "SELECT (SELECT count(*) FROM attendance WHERE reason IS NOT NULL) + "
                                       "(SELECT count(*) FROM requests WHERE body IS NOT NULL)"};
constexpr Sql find_due{"test.due", "SELECT due FROM meetings WHERE id = 1"};

std::string status(World& world, const std::string& who, int meeting = 1)
{
    return world.word(status_of, {world.member(who).value, meeting});
}

std::string state(World& world, int request = 1)
{
    return world.word(state_of, {request});
}

std::string reason(World& world, const std::string& who, int meeting = 1)
{
    std::string found;
    world.database().read_now([&](fingertip::storage::ReadTx& tx) {
        const auto entry =
            fingertip::storage::roll::find(tx, *world.installation().vault, MeetingId{meeting}, world.member(who));
        found = entry ? entry->reason : "";
    });
    return found;
}

/// A meeting of the secretary's branch; those due have read the notice.
void call(World& world, const std::string& when, const std::string& more = "议题 学习",
          const std::string& who = "王书记", const std::string& kind = "党员大会")
{
    world.says(who, "发起会议 " + kind + " " + when + " 302 " + more);
    REQUIRE_THAT(world.says(who, "确认"), Contains("已发起"));
    for (const auto* reader : {"李梅", "张三", "孙八"})
        world.says(reader, "积分");
}

void run_to(World& world, const char* when)
{
    world.set_clock(when);
    world.run_timers();
    world.pass(1s);
    world.run_timers();
}

/// A party class of the branch on that day that nobody comes to.
void hold_unattended(World& world, const std::string& day)
{
    world.set_clock(day + "T08:00:00+08:00");
    call(world, "今天9:00", "学习", "王书记", "党课");
    run_to(world, (day + "T12:00:00+08:00").c_str());
}

std::int64_t hints(World& world, const std::string& officer)
{
    return world.number(count_letters, {world.member(officer).value, "absences"});
}

} // namespace

SCENARIO("leave is asked for in one line, granted, told, and on the roll with its reason", "[handlers][leave]")
{
    World world;
    call(world, "今天9:00");
    CHECK_THAT(world.says("李梅", "请假 家里有事"),
               StartsWith("请假申请（1号）已交：5月6日(周一) 09:00 支部党员大会，302") && Contains("理由：家里有事") &&
                   Contains("⟦取消请假⟧"));
    CHECK(status(world, "李梅") == "pending"); // nothing is decided
    CHECK_THAT(world.says("李梅", "今日"), Contains("请假等审批：5月6日(周一) 09:00") && !Contains("您的申请"));
    CHECK_THAT(world.says("李梅", "会议"), Contains("302，请假等审批"));
    CHECK_THAT(world.says("李梅", "会议 1"), Contains("⟦取消请假 1⟧") && !Contains("⟦请假 1⟧"));
    CHECK_THAT(world.says("王书记", "点名"), Contains("请假待批：李梅\n") && Contains("请假0人"));

    CHECK_THAT(world.says("王书记", "今日"), Contains("等您处理：1件"));
    CHECK_THAT(world.says("王书记", "待办"),
               Contains("1号 李梅（1002）请假：5月6日(周一) 09:00") && Contains("家里有事"));
    CHECK_THAT(world.says("王书记", "1"), Contains("1号申请请假：李梅（1002），星火支部") &&
                                              Contains("理由：家里有事") && Contains("⟦审批 1 同意⟧"));
    CHECK_THAT(world.says("王书记", "审批 1 同意 路上小心"), StartsWith("已同意1号") && Contains("⟦撤回⟧"));
    CHECK(status(world, "李梅") == "leave");
    CHECK(state(world) == "granted");
    CHECK(reason(world, "李梅") == "家里有事");
    CHECK(world.number(kept_plainly, {"家里有事"}) == 0);
    CHECK(world.number(count_acts, {"request_granted"}) == 1);
    CHECK_THAT(world.says("李梅", "今日"), Contains("您的请假已同意：5月6日(周一) 09:00") && Contains("（路上小心）") &&
                                               Contains("已请假：5月6日(周一) 09:00"));
    CHECK_THAT(world.says("李梅", "今日"), !Contains("您的请假已同意")); // said once
    CHECK_THAT(world.says("李梅", "会议"), Contains("302，已请假"));
    CHECK_THAT(world.says("王书记", "点名"), Contains("请假1人") && Contains("请假：李梅（家里有事）"));
    CHECK_THAT(world.says("王书记", "审批 1 不同意"), Contains("不用再办"));

    world.set_clock("2024-05-06T09:30:00+08:00");
    world.run_timers();
    CHECK_THAT(world.says("王书记", "散会"), Contains("请假1人，缺席5人") && Contains("请假：李梅（家里有事）") &&
                                                 Contains("缺席：王书记、张三、赵六、孙八、钱七"));
    CHECK(status(world, "李梅") == "leave");
    CHECK(world.points("李梅") == 0);
}

SCENARIO("a refusal reaches the member with its reason, and they may ask anew", "[handlers][leave]")
{
    World world;
    call(world, "今天9:00");
    world.says("李梅", "qj 有事");
    CHECK_THAT(world.says("王书记", "审批 1 不同意 要表决，请尽量来"), Contains("1号已答复不同意"));
    CHECK(status(world, "李梅") == "pending");
    CHECK(state(world) == "refused");
    CHECK_THAT(world.says("李梅", "今日"),
               Contains("没有同意") && Contains("要表决，请尽量来") && Contains("王书记") && Contains("要开会："));
    CHECK_THAT(world.says("李梅", "请假 孩子住院"), Contains("请假申请（2号）"));
    CHECK_THAT(world.says("王书记", "审批 2 同意"), Contains("已同意2号"));
    CHECK(status(world, "李梅") == "leave");
}

SCENARIO("without a reason it asks for one", "[handlers][leave]")
{
    World world;
    call(world, "今天9:00");
    CHECK_THAT(world.says("李梅", "请假"), Contains("09:00 支部党员大会") && Contains("请回复请假理由"));
    CHECK(world.number(count_requests) == 0);
    WHEN("the reason comes")
    {
        CHECK_THAT(world.says("李梅", "孩子发烧，要去医院"),
                   Contains("请假申请（1号）") && Contains("理由：孩子发烧，要去医院"));
    }
    WHEN("it is too long, then shorter")
    {
        std::string story;
        for (int i = 0; i < 110; ++i)
            story += "长";
        CHECK_THAT(world.says("李梅", story), Contains("100个字以内"));
        CHECK(world.number(count_requests) == 0);
        CHECK_THAT(world.says("李梅", "出差"), Contains("理由：出差"));
    }
    WHEN("another command comes in between")
    {
        CHECK_THAT(world.says("李梅", "积分"), Contains("⟦继续⟧"));
        CHECK_THAT(world.says("李梅", "继续"), Contains("请回复请假理由"));
        CHECK_THAT(world.says("李梅", "出差"), Contains("理由：出差"));
    }
    WHEN("they think better of it")
    {
        CHECK_THAT(world.says("李梅", "取消"), Contains("已取消"));
        CHECK_THAT(world.says("李梅", "出差"), !Contains("请假申请"));
        CHECK(world.number(count_requests) == 0);
    }
    WHEN("the deadline passes in between")
    {
        world.pass(40min);
        CHECK_THAT(world.says("李梅", "出差"), Contains("截止"));
        CHECK(world.number(count_requests) == 0);
    }
}

SCENARIO("with several meetings ahead it asks which and keeps the reason", "[handlers][leave]")
{
    World world;
    call(world, "今天9:00");
    call(world, "周五15:00", "学习", "王书记", "党课");
    CHECK_THAT(world.says("李梅", "请假 出差在外地"), Contains("⟦1⟧ 星火支部 5月6日(周一) 09:00 支部党员大会") &&
                                                          Contains("⟦2⟧ 星火支部 5月10日(周五) 15:00 党课"));
    CHECK(world.number(count_requests) == 0);
    CHECK_THAT(world.says("李梅", "2"),
               Contains("请假申请（1号）已交：5月10日(周五) 15:00 党课") && Contains("理由：出差在外地"));
    // Said again it never takes the next meeting by itself.
    CHECK_THAT(world.says("李梅", "请假 出差在外地"), Contains("党课，302，请假等审批") && Contains("⟦1⟧"));
    CHECK_THAT(world.says("李梅", "请假"), Contains("⟦1⟧"));
    CHECK_THAT(world.says("李梅", "1"), Contains("请回复请假理由"));
    CHECK_THAT(world.says("李梅", "也出差"), Contains("请假申请（2号）已交：5月6日(周一) 09:00"));
    CHECK_THAT(world.says("张三", "请假 2 看病"), Contains("5月10日(周五) 15:00 党课") && Contains("理由：看病"));
    CHECK_THAT(world.says("李梅", "取消请假"), Contains("⟦1⟧") && Contains("⟦2⟧"));
    CHECK_THAT(world.says("李梅", "2"), Contains("已取消请假：5月10日(周五) 15:00"));
    CHECK(state(world, 1) == "withdrawn");
    CHECK(state(world, 2) == "open");
}

TEST_CASE("the deadline falls to the second, by when the message was sent", "[handlers][leave]")
{
    World world;
    call(world, "今天9:00");
    SECTION("a second before")
    {
        world.set_clock("2024-05-06T08:39:59+08:00");
        CHECK_THAT(world.says("李梅", "请假 有事"), Contains("已交"));
    }
    SECTION("on the second")
    {
        world.set_clock("2024-05-06T08:40:00+08:00");
        CHECK_THAT(world.says("李梅", "请假 有事"),
                   Contains("请假到5月6日(周一) 08:40截止") && Contains("跟王书记说一声") && Contains("到场照常签到"));
        CHECK(world.number(count_requests) == 0);
        CHECK_THAT(world.says("李梅", "请假"), Contains("截止"));
    }
    SECTION("sent before, delivered after")
    {
        world.set_clock("2024-05-06T08:40:20+08:00");
        fingertip::handlers::Incoming late;
        late.text = "请假 有事";
        late.platform_time = world.now() - 21s;
        CHECK_THAT(world.happens("李梅", late), Contains("已交"));
    }
}

TEST_CASE("a meeting just after midnight or a month's end has its own deadline", "[handlers][leave]")
{
    World world{"2024-05-31T20:00:00+08:00"};
    call(world, "6月1日 0:10");
    world.set_clock("2024-05-31T23:49:59+08:00");
    CHECK_THAT(world.says("李梅", "请假 有事"), Contains("6月1日(周六) 00:10"));
    world.pass(1s);
    CHECK_THAT(world.says("张三", "请假 有事"), Contains("请假到5月31日(周五) 23:50截止"));
    world.set_clock("2024-06-01T00:05:00+08:00");
    CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("已同意1号"));
    CHECK_THAT(world.says("李梅", "取消请假"), Contains("已取消请假")); // it has not begun
    CHECK(status(world, "李梅") == "pending");
}

TEST_CASE("where no leave is needed or to be had, the sentence says why", "[handlers][leave]")
{
    World world;
    CHECK_THAT(world.says("李梅", "请假 有事"), Contains("近期没有要您参加的会议"));
    CHECK_THAT(world.says("陌生人", "请假 有事"), Contains("绑定"));
    world.write([&](Tx& tx) {
        auto exempt = *fingertip::storage::members::find(tx, *world.installation().vault, world.member("赵六"));
        exempt.due_exempt_until = 30'000;
        fingertip::storage::members::update(tx, *world.installation().vault, exempt, world.now());
    });
    call(world, "今天9:00");
    CHECK_THAT(world.says("赵六", "请假 有事"), Contains("免到"));
    CHECK_THAT(world.says("吴九", "请假 有事"), Contains("不在应到人员里")); // hosted, due at home
    CHECK_THAT(world.says("周书记", "请假 1 有事"), Contains("没有1号会议要您参加"));
    CHECK_THAT(world.says("李梅", "请假 77 有事"), Contains("没有77号会议要您参加"));
    CHECK_THAT(world.says("李梅", "请假 有事"), Contains("已交"));
    CHECK_THAT(world.says("李梅", "请假 真的有事"), Contains("在等审批了（1号"));
    world.says("王书记", "审批 1 同意");
    CHECK_THAT(world.says("李梅", "请假 有事"), Contains("已经请好假了"));
    run_to(world, "2024-05-06T08:41:00+08:00");
    world.says("张三", world.word(find_code, {1}));
    CHECK_THAT(world.says("张三", "请假 有事"), Contains("已经签到"));
    CHECK_THAT(world.says("孙八", "取消请假"), Contains("没有可以取消的请假"));
    run_to(world, "2024-05-06T12:00:00+08:00");
    CHECK_THAT(world.says("孙八", "请假 1 有事"), Contains("已经结束") && Contains("王书记") && Contains("⟦补签⟧"));
    CHECK_THAT(world.says("孙八", "请假 有事"), Contains("近期没有要您参加的会议"));
    call(world, "周五15:00");
    world.says("王书记", "取消会议 2");
    world.says("王书记", "确认");
    CHECK_THAT(world.says("孙八", "请假 2 有事"), Contains("已经取消"));
    CHECK(world.number(count_requests) == 1);
}

TEST_CASE("who joined after the list was made may ask as well", "[handlers][leave]")
{
    World world;
    call(world, "周五15:00");
    world.add_member("1010", "新来的", "full", "B1", "member", true);
    CHECK(world.number(find_due) == 6);
    CHECK_THAT(world.says("新来的", "请假 有事"), Contains("已交"));
    CHECK(world.number(find_due) == 7);
    world.says("王书记", "审批 1 同意");
    CHECK(status(world, "新来的") == "leave");
}

SCENARIO("the organisation's officers and the caller decide, nobody else", "[handlers][leave]")
{
    World world;
    GIVEN("a meeting of the branch")
    {
        call(world, "今天9:00");
        world.says("李梅", "请假 家里有事");
        for (const auto* who : {"周书记", "孙八"}) { // another branch's secretary; a group's leader
            INFO(who);
            CHECK_THAT(world.says(who, "审批 1 同意"), Contains("没有找到1号"));
            CHECK_THAT(world.says(who, "审批 1"), !Contains("家里有事"));
            CHECK_THAT(world.says(who, "待办"), !Contains("李梅"));
        }
        CHECK_THAT(world.says("李梅", "审批 1 同意"), Contains("要由书记"));
        CHECK_THAT(world.says("张三", "审批 1 同意"), Contains("要由书记"));
        CHECK(state(world) == "open");
        CHECK_THAT(world.says("郑管理", "审批 1 同意"), Contains("已同意1号")); // above
        CHECK_THAT(world.says("王书记", "审批 1 同意"),
                   Contains("已由郑管理同意") && !Contains("1号申请")); // nor asked
    }
    GIVEN("the secretary asks himself")
    {
        call(world, "今天9:00");
        CHECK_THAT(world.says("王书记", "请假 出差"), Contains("已交"));
        CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("由别人来定"));
        CHECK_THAT(world.says("郑管理", "待办"), Contains("1号 王书记（1001）请假"));
        CHECK_THAT(world.says("郑管理", "审批 1 同意"), Contains("已同意1号"));
    }
    GIVEN("the only one who could decide asks")
    {
        world.add_member("9002", "副书记", "full", "C", "deputy_secretary", true);
        call(world, "今天9:00", "学习", "副书记", "支委会");
        world.write([&](Tx& tx) {
            tx.execute({"test.admin_leaves", "UPDATE assignments SET until_on = 0 WHERE member_id = $1"},
                       {world.member("郑管理").value});
        });
        CHECK_THAT(world.says("副书记", "请假 出差"), Contains("没有别人能审批") && Contains("⟦审批 1 同意⟧"));
        CHECK_THAT(world.says("副书记", "审批 1 同意"), Contains("已同意1号"));
        CHECK(status(world, "副书记") == "leave");
    }
    GIVEN("a group's meeting called by its leader")
    {
        world.add_member("1020", "冯十", "full", "P1", "member", true);
        call(world, "今天9:00", "学习", "孙八", "党小组会");
        world.says("冯十", "请假 值班");
        CHECK_THAT(world.says("孙八", "今日"), Contains("1号申请：冯十（1020）请假") && Contains("等您处理：1件"));
        CHECK_THAT(world.says("王书记", "今日"), Contains("1号申请：冯十") && Contains("等您处理：1件"));
        CHECK_THAT(world.says("孙八", "待办"), Contains("1号 冯十（1020）请假"));
        CHECK_THAT(world.says("孙八", "审批 1 同意"), Contains("已同意1号"));
        CHECK(status(world, "冯十") == "leave");
        CHECK_THAT(world.says("孙八", "撤回"), Contains("已撤回1件决定"));
        CHECK(status(world, "冯十") == "pending");
        CHECK(state(world) == "open");
        CHECK_THAT(world.says("冯十", "今日"), Contains("重新在等审批"));
        // What he did not call is not his, and other matters are not either.
        world.says("新号", "绑定 钱七 1006");
        world.says("新号", "同意");
        CHECK_THAT(world.says("孙八", "待办"), !Contains("钱七") && Contains("冯十"));
        CHECK_THAT(world.says("孙八", "审批 2 同意"), Contains("没有找到2号"));
        world.write([&](Tx& tx) {
            tx.execute({"test.end", "UPDATE assignments SET until_on = 0 WHERE member_id = $1"},
                       {world.member("孙八").value});
        });
        CHECK_THAT(world.says("孙八", "审批 1 同意"), Contains("要由书记"));
    }
}

SCENARIO("the member takes it back before the meeting begins", "[handlers][leave]")
{
    World world;
    call(world, "今天9:00");
    world.says("李梅", "请假 有事");
    const auto letters = [&] { return world.number(count_letters, {world.member("王书记").value, "leave_cancelled"}); };
    WHEN("打错了 comes at once")
    {
        world.pass(30s);
        CHECK_THAT(world.says("李梅", "打错了"), Contains("已取消请假"));
        CHECK(state(world) == "withdrawn");
        CHECK(letters() == 0); // nobody had decided
        CHECK_THAT(world.says("王书记", "待办"), !Contains("李梅（1002）请假"));
        CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("不用再办"));
        CHECK_THAT(world.says("李梅", "请假 又有事"), Contains("请假申请（2号）"));
    }
    WHEN("a minute is over, 取消请假 still does it")
    {
        world.pass(61s);
        CHECK_THAT(world.says("李梅", "打错了"), !Contains("已取消请假"));
        CHECK(state(world) == "open");
        CHECK_THAT(world.says("李梅", "cancelleave"), Contains("已取消请假"));
        CHECK(state(world) == "withdrawn");
        CHECK_THAT(world.says("李梅", "取消请假"), Contains("没有可以取消的请假"));
    }
    WHEN("it was granted")
    {
        world.says("王书记", "审批 1 同意");
        CHECK_THAT(world.says("张三", "取消请假 1"), Contains("没有可以取消的请假")); // not his
        CHECK(status(world, "李梅") == "leave");
        CHECK_THAT(world.says("李梅", "取消请假 1"), Contains("到时见"));
        CHECK(status(world, "李梅") == "pending");
        CHECK(reason(world, "李梅").empty());
        CHECK_THAT(world.says("王书记", "今日"), Contains("李梅取消了请假，会来参加：5月6日(周一) 09:00"));
        CHECK_THAT(world.says("王书记", "撤回"), !Contains("重新等审批"));
        CHECK(state(world) == "withdrawn");
    }
    WHEN("the meeting has begun")
    {
        world.says("王书记", "审批 1 同意");
        world.set_clock("2024-05-06T08:59:59+08:00");
        world.run_timers();
        SECTION("a second before")
        {
            CHECK_THAT(world.says("李梅", "取消请假"), Contains("已取消请假"));
        }
        SECTION("at the start")
        {
            world.pass(1s);
            CHECK_THAT(world.says("李梅", "取消请假"), Contains("已经开始") && Contains("直接到场签到"));
            CHECK(status(world, "李梅") == "leave");
            CHECK(state(world) == "granted");
        }
    }
}

SCENARIO("coming after all wins over a leave", "[handlers][leave]")
{
    World world;
    call(world, "今天9:00");
    world.says("李梅", "请假 有事");
    WHEN("it was granted")
    {
        world.says("王书记", "审批 1 同意");
        run_to(world, "2024-05-06T08:50:00+08:00");
        CHECK_THAT(world.says("李梅", world.word(find_code, {1})), Contains("第1位"));
        CHECK(status(world, "李梅") == "present");
        CHECK(world.points("李梅") == 5);
        CHECK_THAT(world.says("王书记", "点名"), Contains("请假0人") && !Contains("有事"));
        AND_WHEN("the check-in was a mistake, the leave is there again")
        {
            CHECK_THAT(world.says("李梅", "打错了"), Contains("签到"));
            CHECK(status(world, "李梅") == "leave");
            CHECK(reason(world, "李梅") == "有事");
            CHECK(world.points("李梅") == 0);
        }
        AND_WHEN("the meeting closes")
        {
            run_to(world, "2024-05-06T12:00:00+08:00");
            CHECK(status(world, "李梅") == "present");
            CHECK(state(world) == "granted"); // that it was given stays a fact
        }
    }
    WHEN("the officer enters her by mistake, with a reason of his own")
    {
        world.says("王书记", "审批 1 同意");
        run_to(world, "2024-05-06T08:50:00+08:00");
        CHECK_THAT(world.says("王书记", "补签 李梅 手机没电"), Contains("已为李梅签到"));
        CHECK(status(world, "李梅") == "present");
        world.says("王书记", "撤回");
        CHECK(status(world, "李梅") == "leave");
        CHECK(reason(world, "李梅") == "有事");
    }
    WHEN("it waits while she comes")
    {
        run_to(world, "2024-05-06T08:50:00+08:00");
        world.says("李梅", world.word(find_code, {1}));
        CHECK_THAT(world.says("王书记", "审批 1"), Contains("现在：已签到"));
        CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("已经到会签到了"));
        CHECK(status(world, "李梅") == "present");
        CHECK(state(world) == "withdrawn"); // nothing is left to decide
        CHECK_THAT(world.says("王书记", "待办"), !Contains("李梅"));
    }
    WHEN("it waits while she comes and nobody looks at it")
    {
        run_to(world, "2024-05-06T08:50:00+08:00");
        world.says("李梅", world.word(find_code, {1}));
        run_to(world, "2024-05-06T12:00:00+08:00");
        CHECK(state(world) == "withdrawn");
        CHECK(status(world, "李梅") == "present");
    }
}

SCENARIO("a moved meeting keeps leave and says so", "[handlers][leave]")
{
    World world;
    call(world, "周五15:00");
    world.says("李梅", "请假 有事");
    world.says("张三", "请假 出差");
    world.says("王书记", "审批 1 同意");
    world.says("王书记", "改期 1 下周三14:00");
    CHECK_THAT(world.says("王书记", "确认"), Contains("已改期") && Contains("2人的请假（含等审批的）仍然算数"));
    CHECK(status(world, "李梅") == "leave");
    CHECK(state(world, 2) == "open");
    for (const auto* who : {"李梅", "张三"})
        CHECK_THAT(world.says(who, "积分"), Contains("会议改期") && Contains("您请的假仍然算数") &&
                                                Contains("⟦取消请假⟧") && !Contains("⟦请假⟧"));
    CHECK_THAT(world.says("孙八", "积分"), Contains("会议改期") && Contains("⟦请假⟧") && !Contains("算数"));
    world.set_clock("2024-05-15T13:39:59+08:00");
    CHECK_THAT(world.says("孙八", "请假 有事"), Contains("5月15日(周三) 14:00")); // the deadline moved too
    CHECK_THAT(world.says("王书记", "审批 2 同意"), Contains("已同意2号") && Contains("5月15日"));
    CHECK_THAT(world.says("李梅", "取消请假"), Contains("已取消请假：5月15日(周三) 14:00"));
}

SCENARIO("a meeting called off closes what waits", "[handlers][leave]")
{
    World world;
    call(world, "周五15:00");
    world.says("李梅", "请假 有事");
    world.says("张三", "请假 出差");
    world.says("王书记", "审批 2 同意");
    WHEN("取消会议")
    {
        world.says("王书记", "取消会议 1");
        CHECK_THAT(world.says("王书记", "确认"), Contains("已取消"));
    }
    WHEN("its call is taken back")
    {
        world.pass(1min);
        world.says("王书记", "发起会议 党课 周六15:00 302 学习");
        world.says("王书记", "确认");
        world.says("李梅", "请假 2 有事");
        CHECK_THAT(world.says("王书记", "撤回"), Contains("已撤回"));
        CHECK(state(world, 3) == "withdrawn");
        world.says("王书记", "取消会议 1");
        world.says("王书记", "确认");
    }
    CHECK(state(world, 1) == "withdrawn");
    CHECK(state(world, 2) == "granted");
    CHECK_THAT(world.says("王书记", "待办"), !Contains("李梅"));
    CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("不用再办"));
    CHECK_THAT(world.says("李梅", "今日"), Contains("会议取消") && !Contains("请假等审批"));
}

SCENARIO("a meeting closes before the decision, which comes later", "[handlers][leave]")
{
    World world;
    call(world, "今天9:00");
    world.says("李梅", "请假 家里有事");
    run_to(world, "2024-05-06T12:00:00+08:00");
    CHECK(status(world, "李梅") == "absent");
    CHECK(state(world) == "open");
    CHECK_THAT(world.says("王书记", "会议总结"), Contains("请假待批：李梅") && Contains("请假0人，缺席6人"));
    world.pass(24h);
    world.restart();
    CHECK_THAT(world.says("王书记", "待办"), Contains("1号 李梅（1002）请假"));
    CHECK_THAT(world.says("王书记", "审批 1"), Contains("现在：缺席"));
    WHEN("it is granted")
    {
        CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("已同意1号"));
        CHECK(status(world, "李梅") == "leave");
        CHECK(world.number(count_acts, {"request_granted"}) == 1);
        CHECK_THAT(world.says("王书记", "会议总结"),
                   Contains("请假1人，缺席5人") && Contains("请假：李梅（家里有事）"));
        CHECK_THAT(world.says("李梅", "今日"),
                   Contains("您的请假已同意") && Contains("已记为请假") && !Contains("取消请假"));
        CHECK_THAT(world.says("李梅", "取消请假 1"), Contains("不能取消"));
        CHECK(status(world, "李梅") == "leave");
        AND_WHEN("the decision is taken back")
        {
            CHECK_THAT(world.says("王书记", "撤回"), Contains("已撤回1件决定"));
            CHECK(status(world, "李梅") == "absent");
            CHECK(state(world) == "open");
            CHECK(world.number(count_acts, {"decision_taken_back"}) == 1);
        }
    }
    WHEN("it is refused")
    {
        CHECK_THAT(world.says("王书记", "审批 1 不同意 没有提前安排"), Contains("答复不同意"));
        CHECK(status(world, "李梅") == "absent");
        CHECK(world.number(count_acts, {"request_refused"}) == 1);
        CHECK_THAT(world.says("李梅", "今日"), Contains("没有提前安排"));
    }
}

TEST_CASE("of an attendance-only meeting no text is kept", "[handlers][leave]")
{
    World world;
    world.says("王书记", "发起会议 党员大会 今天9:00 302 仅考勤");
    REQUIRE_THAT(world.says("王书记", "确认"), Contains("已发起"));
    SECTION("a reason is not needed")
    {
        CHECK_THAT(world.says("李梅", "请假"), Contains("请假申请（1号）已交") && !Contains("理由"));
    }
    SECTION("and not kept when given")
    {
        CHECK_THAT(world.says("李梅", "请假 组织谈话"), Contains("请假申请（1号）已交") && Contains("理由没有保存"));
    }
    CHECK(world.number(kept_at_all) == 0);
    CHECK_THAT(world.says("王书记", "审批 1"), Contains("没有留理由") && !Contains("组织谈话"));
    CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("已同意1号"));
    CHECK(status(world, "李梅") == "leave");
    CHECK(world.number(kept_at_all) == 0);
    CHECK_THAT(world.says("王书记", "点名"), Contains("请假：李梅\n"));
}

SCENARIO("the officer notes leave for somebody who told him in person", "[handlers][leave]")
{
    World world;
    call(world, "今天9:00");
    world.set_clock("2024-05-06T08:45:00+08:00"); // too late to ask in the chat
    WHEN("before the start")
    {
        CHECK_THAT(world.says("王书记", "代请假 李梅 突然发烧"),
                   Contains("已为李梅记请假：5月6日(周一) 09:00") && Contains("⟦撤回⟧"));
        CHECK(status(world, "李梅") == "leave");
        CHECK(reason(world, "李梅") == "突然发烧");
        CHECK(state(world) == "granted");
        CHECK(world.number(count_acts, {"leave_for_other"}) == 1);
        CHECK_THAT(world.says("李梅", "今日"), Contains("王书记已为您记请假") && Contains("⟦取消请假⟧"));
        CHECK_THAT(world.says("王书记", "代请假 李梅 又发烧"), Contains("已经请好假了（1号"));
        AND_WHEN("it is taken back")
        {
            CHECK_THAT(world.says("王书记", "撤回"), Contains("已撤回为李梅记的请假"));
            CHECK(status(world, "李梅") == "pending");
            CHECK(reason(world, "李梅").empty());
            CHECK(state(world) == "withdrawn");
            CHECK(world.number(count_acts, {"leave_for_other_withdrawn"}) == 1);
            CHECK_THAT(world.says("李梅", "今日"), Contains("撤回了为您记的请假"));
        }
        AND_WHEN("she can come after all")
        {
            CHECK_THAT(world.says("李梅", "取消请假"), Contains("到时见"));
            CHECK_THAT(world.says("王书记", "今日"), Contains("李梅取消了请假"));
            CHECK_THAT(world.says("王书记", "撤回"), Contains("没有可以撤回的"));
        }
    }
    WHEN("after the meeting")
    {
        run_to(world, "2024-05-06T12:00:00+08:00");
        CHECK(status(world, "李梅") == "absent");
        CHECK_THAT(world.says("王书记", "代请假 1 1002 住院"), Contains("已为李梅记请假"));
        CHECK(status(world, "李梅") == "leave");
        CHECK_THAT(world.says("李梅", "今日"), Contains("已为您记请假") && !Contains("取消请假"));
        CHECK_THAT(world.says("王书记", "会议总结"), Contains("请假：李梅（住院）"));
        world.says("王书记", "撤回");
        CHECK(status(world, "李梅") == "absent");
    }
    WHEN("it cannot be")
    {
        CHECK_THAT(world.says("王书记", "代请假"), Contains("例如：代请假 李梅 生病"));
        CHECK_THAT(world.says("王书记", "代请假 李梅"), Contains("例如：代请假 李梅 生病"));
        CHECK_THAT(world.says("王书记", "代请假 王书记 出差"), Contains("由别人来定"));
        CHECK_THAT(world.says("王书记", "代请假 周书记 出差"), Contains("没有找到"));
        CHECK_THAT(world.says("王书记", "代请假 吴九 出差"), Contains("不在这个会的应到人员里"));
        CHECK_THAT(world.says("周书记", "代请假 1 李梅 出差"), Contains("没有1号会议"));
        CHECK_THAT(world.says("张三", "代请假 李梅 出差"), Contains("要由书记"));
        run_to(world, "2024-05-06T08:50:00+08:00");
        world.says("张三", world.word(find_code, {1}));
        CHECK_THAT(world.says("王书记", "代请假 张三 出差"), Contains("已经到会签到了"));
        CHECK(world.number(count_requests) == 0);
        CHECK(status(world, "李梅") == "pending");
    }
    WHEN("two have the same name")
    {
        const auto first = world.member("张三").value;
        world.add_member("1012", "张三", "full", "P1", "member", false);
        run_to(world, "2024-05-06T08:50:00+08:00"); // the list follows the roster
        world.set_clock("2024-05-06T09:00:00+08:00");
        world.run_timers();
        CHECK_THAT(world.says("王书记", "代请假 张三 看病"),
                   Contains("⟦代请假 1 1003 看病⟧") && Contains("⟦代请假 1 1012 看病⟧ 张三，第一小组"));
        CHECK_THAT(world.says("王书记", "代请假 1 1003 看病"), Contains("已为张三记请假"));
        CHECK(world.word(status_of, {first, 1}) == "leave");
        CHECK(status(world, "张三") == "pending"); // the other
    }
}

TEST_CASE("where the member has asked, the officer is shown that request", "[handlers][leave]")
{
    World world;
    call(world, "今天9:00");
    world.says("李梅", "请假 有事");
    CHECK_THAT(world.says("王书记", "代请假 李梅 有事"), Contains("李梅自己已经申请了") && Contains("⟦审批 1 同意⟧"));
    CHECK(world.number(count_requests) == 1);
    CHECK(state(world) == "open");
}

TEST_CASE("a copy of any of these messages gets the stored answer and does nothing", "[handlers][leave]")
{
    World world;
    call(world, "今天9:00");
    const auto asked = world.says("李梅", "请假 有事");
    CHECK(world.repeats_last() == asked);
    CHECK(world.number(count_requests) == 1);
    CHECK(world.number(count_letters, {world.member("王书记").value, "request"}) == 1);
    const auto granted = world.says("王书记", "审批 1 同意");
    world.restart();
    CHECK(world.repeats_last() == granted);
    CHECK(world.number(count_letters, {world.member("李梅").value, "leave_granted"}) == 1);
    CHECK(world.number(count_acts, {"request_granted"}) == 1);
    const auto ended = world.says("李梅", "取消请假");
    CHECK_THAT(ended, Contains("已取消请假"));
    CHECK(world.repeats_last() == ended);
    CHECK(world.number(count_letters, {world.member("王书记").value, "leave_cancelled"}) == 1);
    CHECK(status(world, "李梅") == "pending");
}

TEST_CASE("the word and the reason may be written together or apart", "[handlers][leave]")
{
    const auto text = GENERATE(as<std::string>{}, "请假家里有事", "请假：家里有事", "请假 家里有事", "/请假　家里有事",
                               "请假1 家里有事", "请假 1号 家里有事", "QJ 家里有事");
    INFO(text);
    World world;
    call(world, "今天9:00");
    CHECK_THAT(world.says("李梅", text), Contains("请假申请（1号）已交") && Contains("理由：家里有事。"));
}

TEST_CASE("leave in English", "[handlers][leave]")
{
    World world;
    call(world, "今天9:00");
    world.says("李梅", "设置 语言 English");
    CHECK_THAT(world.says("李梅", "leave ill"), Contains("no. 1") && Contains("reason: ill"));
    CHECK_THAT(world.says("李梅", "today"), Contains("Leave asked for: "));
}

SCENARIO("the secretary hears once a year of somebody who stayed away without leave", "[handlers][leave][absences]")
{
    World world;
    hold_unattended(world, "2024-05-06");
    hold_unattended(world, "2024-05-07");
    CHECK(hints(world, "王书记") == 0);
    WHEN("the third time comes, for everybody alike")
    {
        hold_unattended(world, "2024-05-08");
        CHECK(hints(world, "王书记") == 1); // one letter for all of them
        CHECK(hints(world, "周书记") == 0);
        CHECK(hints(world, "郑管理") == 1); // of the secretary himself
        std::string said;
        for (int i = 0; i < 3; ++i)
            said += world.says("王书记", "积分");
        CHECK_THAT(said, Contains("李梅（1002）2024年第3次缺席") && Contains("孙八（1005）2024年第3次缺席") &&
                             Contains("建议谈话") && !Contains("王书记（1001）"));
        CHECK_THAT(world.says("郑管理", "积分"), Contains("王书记（1001）2024年第3次缺席"));
        CHECK_THAT(world.says("李梅", "积分"), !Contains("缺席"));
        hold_unattended(world, "2024-05-09");
        CHECK(hints(world, "王书记") == 1);
        AND_WHEN("another year begins, it is counted anew")
        {
            hold_unattended(world, "2025-01-06");
            hold_unattended(world, "2025-01-07");
            CHECK(hints(world, "王书记") == 1);
            hold_unattended(world, "2025-01-08");
            CHECK(hints(world, "王书记") == 2);
        }
    }
    WHEN("the third time he has leave")
    {
        world.set_clock("2024-05-08T08:00:00+08:00");
        call(world, "今天9:00", "学习", "王书记", "党课");
        world.says("李梅", "请假 出差");
        world.says("张三", "请假 值班");
        world.says("王书记", "审批 1 同意");
        run_to(world, "2024-05-08T12:00:00+08:00");
        std::string said;
        for (int i = 0; i < 3; ++i)
            said += world.says("王书记", "积分");
        CHECK_THAT(said, Contains("孙八（1005）2024年第3次") && !Contains("李梅（1002）2024") &&
                             !Contains("张三（1003）2024"));
        AND_WHEN("one that waited is refused afterwards, and refused once more")
        {
            world.says("王书记", "审批 2 不同意");
            CHECK(hints(world, "王书记") == 2);
            CHECK_THAT(world.says("王书记", "撤回"), Contains("张三（1003）2024年第3次缺席"));
            world.says("王书记", "审批 2 不同意");
            CHECK(hints(world, "王书记") == 2);
        }
    }
    WHEN("the setting is off")
    {
        world.settings().absences_hint = 0;
        hold_unattended(world, "2024-05-08");
        CHECK(hints(world, "王书记") == 0);
    }
}

TEST_CASE("a meeting across New Year's midnight counts for the year of its day", "[handlers][leave][absences]")
{
    World world;
    hold_unattended(world, "2024-12-29");
    hold_unattended(world, "2024-12-30");
    world.set_clock("2024-12-31T20:00:00+08:00");
    call(world, "今天23:30", "学习", "王书记", "党课");
    run_to(world, "2025-01-01T02:00:00+08:00");
    CHECK(hints(world, "王书记") == 1);
    std::string said;
    for (int i = 0; i < 3; ++i)
        said += world.says("王书记", "积分");
    CHECK_THAT(said, Contains("李梅（1002）2024年第3次缺席"));
    hold_unattended(world, "2025-01-02");
    CHECK(hints(world, "王书记") == 1);
}
