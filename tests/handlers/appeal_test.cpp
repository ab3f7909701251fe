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

constexpr Sql last_entry{"test.last_entry", "SELECT max(id) FROM points_entries"};
constexpr Sql count_entries{"test.entries", "SELECT count(*) FROM points_entries"};
constexpr Sql count_requests{"test.requests", "SELECT count(*) FROM requests WHERE kind = 'appeal'"};
constexpr Sql state_of{"test.state", "SELECT state FROM requests WHERE id = $1"};
constexpr Sql subject_of{"test.subject", "SELECT subject FROM requests WHERE id = $1"};
constexpr Sql count_acts{"test.acts", "SELECT count(*) FROM audit WHERE act = $1"};

/// Notes points for somebody and returns the entry's number.
std::string note(World& world, const std::string& officer, const std::string& who, const std::string& points,
                 const std::string& reason)
{
    world.says(officer, "记一笔 " + who + " " + points + " " + reason);
    REQUIRE_THAT(world.says(officer, "确认"), Contains("已给" + who));
    world.says(who, "积分"); // the mail is read
    return std::to_string(world.number(last_entry));
}

bool books_agree(World& world)
{
    bool agree = false;
    world.database().read_now([&](storage::ReadTx& tx) { agree = !storage::points::first_wrong(tx); });
    return agree;
}

/// The reply with the number that was asked about taken out.
std::string without(std::string text, const std::string& number)
{
    const auto at = text.find(number);
    return at == std::string::npos ? text : text.erase(at, number.size());
}

} // namespace

SCENARIO("a member contests an entry and the reviewer undoes it", "[handlers][appeal]")
{
    World world;
    const auto entry = note(world, "王书记", "李梅", "+3", "帮扶老人");
    CHECK_THAT(world.says("李梅", "明细"), Contains("申诉 号 理由"));
    const auto asked = world.says("李梅", "申诉 " + entry + " 那天我不在，是张三去的");
    CHECK_THAT(asked, Contains("申诉" + entry + "号记录（1号申请）") && Contains("⟦撤回⟧"));
    CHECK(world.repeats_last() == asked);
    CHECK(world.number(count_requests) == 1);
    CHECK(world.points("李梅") == 3);
    CHECK_THAT(world.says("王书记", "待办"), Contains("李梅（1002）申诉" + entry + "号积分（+3）"));
    CHECK_THAT(world.says("王书记", "1"), Contains("理由：那天我不在，是张三去的") &&
                                              Contains("+3 帮扶老人（王书记记）") && Contains("记一笔 李梅"));
    const auto granted = world.says("王书记", "审批 1 同意 记错人了");
    CHECK_THAT(granted, Contains("已同意1号"));
    CHECK(world.repeats_last() == granted);
    CHECK(world.points("李梅") == 0);
    CHECK(world.number(count_entries) == 2);
    CHECK(world.number(count_acts, {"points_reversed"}) == 1);
    CHECK(world.number(count_acts, {"request_granted"}) == 1);
    CHECK_THAT(world.says("李梅", "明细"),
               Contains("您的" + entry + "号积分记录已冲销") && Contains("记错人了") && Contains("（已冲销）"));
    CHECK(books_agree(world));
    WHEN("the decision is taken back")
    {
        CHECK_THAT(world.says("王书记", "撤回"), Contains("已撤回1件决定"));
        const auto restored = std::to_string(world.number(last_entry));
        CHECK(world.points("李梅") == 3);
        CHECK(world.word(state_of, {1}) == "open");
        CHECK_THAT(world.says("李梅", "明细"), Contains("重新等审批") && Contains("恢复为" + restored + "号") &&
                                                   Contains(restored + "号 5月6日(周一) +3 帮扶老人"));
        CHECK(books_agree(world));
        THEN("the request is about the entry that stands now")
        {
            CHECK(std::to_string(world.number(subject_of, {1})) == restored);
            CHECK_THAT(world.says("李梅", "申诉 " + restored + " 还是不对"), Contains("已经申请过了（1号）"));
            CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("已同意1号"));
            CHECK(world.points("李梅") == 0);
            CHECK(books_agree(world));
        }
    }
}

SCENARIO("an entry that a rule gave is reversed and earned again", "[handlers][appeal]")
{
    World world;
    world.says("王书记", "发起会议 党员大会 今天8:30 302 议题 学习");
    REQUIRE_THAT(world.says("王书记", "确认"), Contains("已发起"));
    world.pass(35min);
    world.run_timers();
    world.says("王书记", "签到 李梅");
    const auto entry = std::to_string(world.number(last_entry));
    CHECK(world.points("李梅") == 5);
    world.says("李梅", "申诉 " + entry + "号我没去");
    CHECK_THAT(world.says("王书记", "审批 1"), Contains("+5 参加会议") && !Contains("记）"));
    world.says("王书记", "审批 1 同意");
    CHECK(world.points("李梅") == 0);
    world.says("王书记", "撤回");
    CHECK(world.points("李梅") == 5);
    CHECK(books_agree(world));
}

SCENARIO("another's number, none at all and a reversed one get the same answer", "[handlers][appeal]")
{
    World world;
    const auto mine = note(world, "王书记", "李梅", "+3", "帮扶老人");
    const auto others = note(world, "王书记", "张三", "+2", "打扫卫生");
    world.says("王书记", "冲销 " + mine + " 记错");
    world.says("王书记", "确认");
    world.says("李梅", "积分");
    const auto reversal = std::to_string(world.number(last_entry));
    const auto unknown = without(world.says("李梅", "申诉 777 不对"), "777");
    CHECK_THAT(unknown, Contains("明细"));
    for (const auto& number : {others, mine, reversal, std::string{"0"}}) {
        INFO(number);
        CHECK(without(world.says("李梅", "申诉 " + number + " 不对"), number) == unknown);
        CHECK(without(world.says("李梅", "申诉 " + number), number) == unknown);
    }
    CHECK(world.number(count_requests) == 0);
    CHECK_THAT(world.says("李梅", "申诉"), Contains("请这样发"));
    CHECK_THAT(world.says("陌生人", "申诉 1 不对"), Contains("先绑定"));
}

SCENARIO("the reason is asked for, and asking has its limits", "[handlers][appeal]")
{
    World world;
    const auto entry = note(world, "王书记", "李梅", "+3", "帮扶老人");
    CHECK_THAT(world.says("李梅", "申诉 " + entry), Contains("+3 帮扶老人") && Contains("哪里不对"));
    CHECK_THAT(world.says("李梅", std::string(301, 'x')), Contains("短一点"));
    CHECK_THAT(world.says("李梅", "应该是5分"), Contains("（1号申请）"));
    CHECK_THAT(world.says("李梅", "申诉 " + entry + " 再说一次"), Contains("已经申请过了（1号）"));
    WHEN("it is refused twice")
    {
        CHECK_THAT(world.says("王书记", "审批 1 不同意 按规则是3分"), Contains("答复不同意"));
        CHECK_THAT(world.says("李梅", "积分"), Contains("申诉没有同意") && Contains("按规则是3分"));
        CHECK(world.points("李梅") == 3);
        world.says("李梅", "appeal " + entry + " 请再看看");
        world.says("王书记", "审批 2 不同意");
        world.says("李梅", "积分");
        CHECK_THAT(world.says("李梅", "申诉 " + entry + " 请再看看"), Contains("已经答复过2次"));
    }
    WHEN("she contests everything at once")
    {
        for (int i = 0; i < 4; ++i)
            world.says("李梅", "申诉 " + note(world, "王书记", "李梅", "+1", "小事") + " 没有这事");
        CHECK(world.number(count_requests) == 5);
        const auto one_more = note(world, "王书记", "李梅", "+1", "小事");
        CHECK_THAT(world.says("李梅", "申诉 " + one_more + " 没有这事"), Contains("5件同类申请"));
        CHECK(world.number(count_requests) == 5);
    }
    WHEN("she takes it back")
    {
        CHECK_THAT(world.says("李梅", "撤回"), Contains("已撤回1号申请"));
        CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("已撤回"));
        CHECK(world.points("李梅") == 3);
    }
}

SCENARIO("points that are missing are noted first and then granted", "[handlers][appeal]")
{
    World world;
    note(world, "王书记", "李梅", "+1", "小事");
    world.pass(1min);
    CHECK_THAT(world.says("李梅", "申诉 3月的帮扶没有记"), Contains("漏记的积分（1号申请）"));
    CHECK_THAT(world.says("李梅", "申诉 还有一件没记"), Contains("已经申请过了"));
    CHECK_THAT(world.says("王书记", "审批 1"), Contains("漏记") && Contains("记一笔 李梅 +分"));
    CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("请先补上再同意"));
    CHECK(world.word(state_of, {1}) == "open");
    world.pass(1min);
    const auto noted = note(world, "王书记", "李梅", "+3", "三月帮扶");
    CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("已同意1号"));
    CHECK_THAT(world.says("李梅", "积分"), Contains("漏记的积分已补上（" + noted + "号，+3分）"));
    CHECK(world.points("李梅") == 4);
    WHEN("that decision is taken back")
    {
        world.says("王书记", "撤回");
        CHECK(world.word(state_of, {1}) == "open");
        CHECK(world.points("李梅") == 4); // the entry itself has its own 冲销
    }
    CHECK(books_agree(world));
}

SCENARIO("only those who keep the member's points decide", "[handlers][appeal]")
{
    World world;
    const auto entry = note(world, "王书记", "李梅", "+3", "帮扶老人");
    world.says("李梅", "申诉 " + entry + " 不是我");
    CHECK_THAT(world.says("周书记", "审批 1 同意"), Contains("没有找到1号申请"));
    CHECK_THAT(world.says("李梅", "审批 1 同意"), Contains("要由书记"));
    CHECK(world.points("李梅") == 3);
    WHEN("the officer has undone the entry meanwhile")
    {
        world.says("王书记", "冲销 " + entry + " 记错");
        world.says("王书记", "确认");
        CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("已经冲销过"));
        CHECK(world.word(state_of, {1}) == "withdrawn");
        CHECK(world.points("李梅") == 0);
    }
    WHEN("the member has moved to another branch meanwhile")
    {
        world.write([&](Tx& tx) {
            auto person = *storage::members::find(tx, *world.installation().vault, world.member("李梅"));
            person.home = world.organization("B2");
            storage::members::update(tx, *world.installation().vault, person, world.now());
        });
        CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("已转到别处"));
        CHECK(world.points("李梅") == 3);
        CHECK_THAT(world.says("郑管理", "审批 1 同意"), Contains("已同意1号")); // above both
        CHECK(world.points("李梅") == 0);
    }
    CHECK(books_agree(world));
}

SCENARIO("a secretary's own appeal goes to who is above", "[handlers][appeal]")
{
    World world;
    const auto entry = note(world, "郑管理", "王书记", "+3", "授课");
    CHECK_THAT(world.says("王书记", "申诉 " + entry + " 是周书记讲的"), Contains("（1号申请）"));
    CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("要由别人来定"));
    CHECK(world.points("王书记") == 3);
    CHECK_THAT(world.says("郑管理", "待办"), Contains("王书记（1001）申诉"));
    CHECK_THAT(world.says("郑管理", "审批 1 同意"), Contains("已同意1号"));
    CHECK(world.points("王书记") == 0);
    CHECK(books_agree(world));
}
