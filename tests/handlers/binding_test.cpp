#include "storage/people/bindings.hpp"
#include "storage/people/invitations.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch.hpp>

using namespace fingertip;
using fingertip::tests::World;
using namespace std::chrono_literals;
using Catch::Contains;
using handlers::Act;
using handlers::BindingProof;

namespace {

constexpr storage::Sql bound_of{"test.bound_of", "SELECT count(*) FROM bindings WHERE member_id = $1"};
constexpr storage::Sql bound_account{"test.bound_account", "SELECT account FROM bindings WHERE member_id = $1"};
constexpr storage::Sql consent_of{"test.consent", "SELECT consent_version * 10000000000 + consent_at FROM bindings "
                                                  "WHERE member_id = $1"};
constexpr storage::Sql count_bindings{"test.bindings", "SELECT count(*) FROM bindings"};
constexpr storage::Sql count_failures{"test.failures", "SELECT count(*) FROM binding_failures WHERE account <> ''"};
constexpr storage::Sql open_requests{"test.open_requests", "SELECT count(*) FROM requests WHERE state = 'open'"};
constexpr storage::Sql status_of{"test.status", "SELECT status FROM attendance WHERE member_id = $1"};
constexpr storage::Sql checked_at{"test.checked_at", "SELECT at FROM attendance WHERE member_id = $1"};
constexpr storage::Sql times_here{"test.times_here",
                                  "SELECT count(*) FROM attendance WHERE member_id = $1 AND status IN "
                                  "('present', 'late')"};
constexpr storage::Sql reachable{"test.reachable", "SELECT reachable FROM bindings WHERE member_id = $1"};

bool is_bound(World& world, const std::string& who, const std::string& account)
{
    return world.word(bound_account, {world.member(who).value}) == world.account(account);
}

std::string scans(World& world, const std::string& who, const std::string& scene, Act act = Act::scan)
{
    handlers::Incoming incoming;
    incoming.act = act;
    incoming.scene = scene;
    return world.happens(who, incoming);
}

std::string code_in(const std::string& reply)
{
    // "…：\nK7QM-2XPA-9RTWB\n…"
    const auto begin = reply.find('\n') + 1;
    return reply.substr(begin, reply.find('\n', begin) - begin);
}

constexpr const char* scene_of_first_meeting = "scene-1";

} // namespace

SCENARIO("binding begins with a short notice, and what was said before is kept", "[handlers][binding]")
{
    World world;
    world.settings().proof = BindingProof::phone;
    const auto notice = world.says("新号", "绑定 钱七 13800001006");
    CHECK_THAT(notice, Contains("隐私说明第1版") && Contains("同意"));
    CHECK(world.number(bound_of, {world.member("钱七").value}) == 0);

    GIVEN("the notice is agreed to")
    {
        world.pass(30s);
        const auto reply = world.says("新号", "同意");
        THEN("the claim is taken up without being asked for again, and version and time are kept")
        {
            CHECK_THAT(reply, Contains("绑定成功：钱七，星火支部"));
            CHECK(is_bound(world, "钱七", "新号"));
            CHECK(world.number(consent_of, {world.member("钱七").value}) ==
                  10'000'000'000 + storage::seconds(world.now()));
        }
        THEN("the same agreement delivered again changes nothing")
        {
            CHECK(world.repeats_last() == reply);
            CHECK(world.number(bound_of, {world.member("钱七").value}) == 1);
        }
    }
    GIVEN("it is not agreed to")
    {
        CHECK_THAT(world.says("新号", "不同意"), Contains("什么都没有保存"));
        CHECK_THAT(world.says("新号", "同意"), !Contains("绑定成功"));
        CHECK(world.number(bound_of, {world.member("钱七").value}) == 0);
    }
    GIVEN("name and number come again instead of the answer")
    {
        CHECK_THAT(world.says("新号", "钱七 1006"), Contains("隐私说明"));
        CHECK_THAT(world.says("新号", "好的"), Contains("已转给书记")); // a number is known to more than a phone
    }
}

TEST_CASE("name and number are understood however they are written", "[handlers][binding]")
{
    World world;
    world.settings().proof = BindingProof::phone;
    const auto* claim =
        GENERATE("绑定 钱七 13800001006", "绑定13800001006钱七", "绑定 钱七13800001006", "绑定：13800001006，钱七",
                 "绑定 钱七 +86 138 0000 1006", "bind 钱七 ＋86-13800001006", "绑定 姓名钱七 手机号13800001006");
    INFO(claim);
    world.says("新号", claim);
    CHECK_THAT(world.says("新号", "同意"), Contains("绑定成功：钱七"));
}

SCENARIO("bare 绑定 asks, and name and number may come one after the other", "[handlers][binding]")
{
    World world;
    world.settings().proof = BindingProof::phone;
    CHECK_THAT(world.says("新号", "绑定"), Contains("隐私说明"));
    CHECK_THAT(world.says("新号", "同意"), Contains("姓名和手机号"));
    CHECK_THAT(world.says("新号", "帮助"), Contains("绑定"));         // leaves the dialogue as it is
    CHECK_THAT(world.says("新号", "积分"), Contains("姓名和手机号")); // not yet, and nothing is put aside for it
    CHECK_THAT(world.says("新号", "钱七"), Contains("还差手机号"));
    CHECK_THAT(world.says("新号", "13800001006"), Contains("绑定成功：钱七"));
}

SCENARIO("with approval a right claim waits for the branch's secretary", "[handlers][binding]")
{
    World world;
    world.says("新号", "绑定 钱七 13800001006");
    CHECK_THAT(world.says("新号", "同意"), Contains("核对上了") && Contains("书记"));
    CHECK(world.number(bound_of, {world.member("钱七").value}) == 0);
    WHEN("it is claimed again meanwhile")
    {
        world.says("新号", "绑定 钱七 13800001006");
        CHECK_THAT(world.says("新号", "同意"), Contains("已经转给书记"));
        CHECK(world.number(open_requests) == 1);
    }
    WHEN("the secretary speaks next")
    {
        const auto reply = world.says("王书记", "积分");
        THEN("he is told, and nobody else is")
        {
            CHECK_THAT(reply, Contains("1号申请：钱七（1006）绑定") && Contains("⟦审批 1 同意⟧"));
            CHECK_THAT(world.says("周书记", "积分"), !Contains("申请"));
            CHECK_THAT(world.says("郑管理", "积分"), !Contains("申请"));
        }
        THEN("his consent binds, and the asker hears of it once")
        {
            CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("已同意1号：钱七"));
            CHECK(is_bound(world, "钱七", "新号"));
            CHECK_THAT(world.says("新号", "积分"), Contains("书记已同意，绑定成功：钱七，星火支部"));
            CHECK_THAT(world.says("新号", "积分"), !Contains("书记已同意"));
        }
        THEN("his refusal with a reason reaches the account that asked")
        {
            CHECK_THAT(world.says("王书记", "审批 1 不同意 请先来支部登记"), Contains("答复不同意"));
            CHECK_THAT(world.says("新号", "你好"), Contains("没有同意") && Contains("请先来支部登记"));
            CHECK(world.number(count_bindings) == 8);
        }
    }
}

SCENARIO("wrong and unknown get the same sentence, and only failures are limited", "[handlers][binding]")
{
    World world;
    world.says("新号", "绑定");
    world.says("新号", "同意");
    const auto wrong = world.says("新号", "钱七 13900000000");
    const auto wrong_statements = world.last_statements();
    const auto unknown = world.says("新号", "查无此人 13900000000");
    CHECK(wrong == unknown);
    CHECK(wrong_statements == world.last_statements());
    CHECK_THAT(wrong, Contains("邀请 您的姓名"));

    GIVEN("five failures within an hour")
    {
        for (int i = 0; i < 3; ++i)
            world.says("新号", "钱七 1390000000" + std::to_string(i));
        THEN("a right claim is refused too, until the hour is over")
        {
            CHECK_THAT(world.says("新号", "钱七 13800001006"), Contains("一小时后"));
            CHECK(world.number(open_requests) == 0);
            world.pass(61min);
            CHECK_THAT(world.says("新号", "钱七 13800001006"), Contains("核对上了"));
        }
        THEN("others are not")
        {
            world.says("别号", "绑定 钱七 13800001006");
            CHECK_THAT(world.says("别号", "同意"), Contains("核对上了"));
        }
    }
}

SCENARIO("a room that binds together is never locked out", "[handlers][binding]")
{
    World world;
    world.settings().proof = BindingProof::phone;
    for (int i = 0; i < 60; ++i)
        world.add_member("70" + std::to_string(10 + i),
                         "同志" + std::string(1, static_cast<char>('a' + i / 26)) + static_cast<char>('a' + i % 26),
                         "full", "B1", "member", false);
    int mistyped = 0;
    int bound = 0;
    for (int i = 0; i < 60; ++i) {
        const auto who = "手机" + std::to_string(i);
        const auto name = "同志" + std::string(1, static_cast<char>('a' + i / 26)) + static_cast<char>('a' + i % 26);
        const auto claim = name +
                           " 1380000"
                           "70" +
                           std::to_string(10 + i);
        world.says(who, "绑定");
        world.says(who, "同意");
        if (i % 3 == 0) // every third mistypes the number once
            mistyped += world.says(who, name + " 13900007777").find("没有核对上") != std::string::npos;
        bound += world.says(who, claim).find("绑定成功") != std::string::npos;
    }
    CHECK(mistyped == 20);
    CHECK(bound == 60);
}

SCENARIO("thirty failures upon one branch pause the branch, in silence", "[handlers][binding]")
{
    World world;
    for (int account = 0; account < 6; ++account) {
        const auto who = "试手" + std::to_string(account);
        world.says(who, "绑定");
        world.says(who, "同意");
        for (int i = 0; i < 5; ++i)
            world.says(who, "钱七 1390000" + std::to_string(1000 + account * 10 + i));
    }
    world.says("新号", "绑定");
    world.says("新号", "同意");
    const auto right = world.says("新号", "钱七 13800001006");
    CHECK_THAT(right, Contains("没有核对上"));
    CHECK(right == world.says("新号", "钱七 13900009999"));
    CHECK(world.number(open_requests) == 0);
    world.says("邻居", "绑定 吴九 13800002002"); // another branch does not pause
    CHECK_THAT(world.says("邻居", "同意"), Contains("要由书记来定"));
    world.pass(61min);
    CHECK_THAT(world.says("新号", "钱七 13800001006"), Contains("核对上了"));
}

SCENARIO("ten thousand guesses bind nobody and tell nothing apart", "[handlers][binding][slow]")
{
    World world;
    world.settings().proof = BindingProof::phone;
    world.says("黑客", "绑定");
    world.says("黑客", "同意");
    std::string wrong;
    std::string paused;
    int different = 0;
    for (int i = 0; i < 10'000; ++i) {
        const auto phone = "1380000" + std::to_string(1000 + i % 9000); // the right one is among them, again and again
        const auto reply = world.says("黑客", (i % 2 == 0 ? "钱七 " : "查无此人 ") + phone);
        if (i == 0)
            wrong = reply;
        if (i == 5)
            paused = reply;
        different += reply != wrong && reply != paused ? 1 : 0;
    }
    CHECK(different == 0);
    CHECK(wrong != paused);
    CHECK(world.number(bound_of, {world.member("钱七").value}) == 0);
}

SCENARIO("an invitation binds one person, once, within seven days", "[handlers][binding][invitation]")
{
    World world;
    const auto invited = world.says("王书记", "邀请钱七");
    const auto code = code_in(invited);
    CHECK_THAT(invited, Contains("钱七（星火支部）") && Contains("7天内有效"));
    REQUIRE(code.size() == 15);

    GIVEN("the code is typed, dashes or not, by a newcomer")
    {
        CHECK_THAT(world.says("新号", "绑定 " + code), Contains("隐私说明"));
        CHECK_THAT(world.says("新号", "同意"), Contains("绑定成功：钱七"));
        CHECK(is_bound(world, "钱七", "新号"));
        THEN("it is used up")
        {
            world.says("别号", "绑定 " + code);
            CHECK_THAT(world.says("别号", "同意"), Contains("用过了、过期了"));
            CHECK(world.number(count_failures) == 1);
        }
    }
    GIVEN("its QR code is scanned by somebody who follows by it")
    {
        std::string bare = code;
        bare.erase(std::remove(bare.begin(), bare.end(), '-'), bare.end());
        CHECK_THAT(scans(world, "新号", storage::invitations::scene(bare), Act::follow), Contains("隐私说明"));
        CHECK_THAT(world.says("新号", "同意"), Contains("绑定成功：钱七"));
    }
    GIVEN("a week has passed")
    {
        world.pass(24h * 7);
        world.says("新号", "绑定 " + code);
        CHECK_THAT(world.says("新号", "同意"), Contains("过期"));
    }
    GIVEN("another one is made")
    {
        const auto second = code_in(world.says("王书记", "邀请 1006"));
        CHECK(second != code);
        world.says("新号", "绑定 " + code);
        CHECK_THAT(world.says("新号", "同意"), Contains("用过了")); // the earlier one is void
        CHECK_THAT(world.says("新号", second), Contains("绑定成功"));
    }
    GIVEN("only invitations count here")
    {
        world.settings().proof = BindingProof::invitation;
        world.says("新号", "绑定 钱七 13800001006");
        CHECK_THAT(world.says("新号", "同意"), Contains("凭邀请码"));
        CHECK(world.number(count_failures) == 0);
        CHECK_THAT(world.says("新号", code), Contains("绑定成功：钱七"));
    }
}

SCENARIO("a branch's invitation binds its own people at once", "[handlers][binding][invitation]")
{
    World world;
    const auto invited = world.says("王书记", "邀请 支部");
    CHECK_THAT(invited, Contains("星火支部的邀请码"));
    const auto code = code_in(invited);
    world.says("新号", "绑定 " + code);
    CHECK_THAT(world.says("新号", "同意"), Contains("邀请码有效（星火支部）"));
    GIVEN("somebody of the branch says who they are")
    {
        CHECK_THAT(world.says("新号", "钱七 13800001006"), Contains("绑定成功：钱七"));
        THEN("the secretary sees it, and the next one may use the code")
        {
            CHECK_THAT(world.says("王书记", "今日"), Contains("新绑定：1人"));
            world.add_member("1099", "郑十", "full", "P1", "member", false);
            world.says("再号", "绑定 " + code);
            world.says("再号", "同意");
            CHECK_THAT(world.says("再号", "郑十 1099"), Contains("已转给书记")); // a number can be guessed
            world.says("再号", "绑定 " + code);
            world.says("再号", "同意");
            CHECK_THAT(world.says("再号", "郑十 13800001099"), Contains("绑定成功：郑十"));
        }
    }
    GIVEN("somebody of another branch does")
    {
        world.add_member("2099", "外人", "full", "B2", "member", false);
        CHECK_THAT(world.says("新号", "外人 13800002099"), Contains("没有核对上"));
        CHECK(world.number(bound_of, {world.member("外人").value}) == 0);
    }
}

SCENARIO("an invitation can make the first administrator", "[handlers][binding][invitation]")
{
    World world;
    std::string code;
    world.write([&](storage::Tx& tx) {
        code = storage::invitations::create(tx, *world.installation().vault, {world.member("钱七"), {}, true}, {},
                                            world.now());
    });
    world.says("新号", "绑定 " + code);
    CHECK_THAT(world.says("新号", "同意"), Contains("绑定成功"));
    CHECK_THAT(world.says("新号", "我的"), Contains("网联党委管理员"));
    CHECK_THAT(world.says("新号", "邀请 支部 B2"), Contains("灯塔支部的邀请码"));
}

SCENARIO("a second account and a second claim go to the secretary, and both sides hear", "[handlers][binding]")
{
    World world;
    world.settings().proof = BindingProof::phone;
    GIVEN("another account claims to be somebody who is bound")
    {
        world.says("新号", "绑定 李梅 13800001002");
        CHECK_THAT(world.says("新号", "同意"), Contains("已经绑了另一个账号") && Contains("书记"));
        CHECK(is_bound(world, "李梅", "李梅"));
        CHECK_THAT(world.says("李梅", "积分"), Contains("有另一个账号申请绑定成您"));
        WHEN("the secretary looks and agrees")
        {
            CHECK_THAT(world.says("王书记", "审批 1"), Contains("已绑着另一个账号") && Contains("138****1002"));
            CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("已同意"));
            THEN("the person moves, and both accounts are told")
            {
                CHECK(is_bound(world, "李梅", "新号"));
                CHECK_THAT(world.says("新号", "积分"), Contains("绑定成功：李梅"));
                CHECK_THAT(world.says("李梅", "你好"), Contains("改绑到另一个账号"));
                CHECK_THAT(world.says("李梅", "明细"), Contains("先绑定"));
            }
        }
        WHEN("the secretary refuses")
        {
            world.says("王书记", "审批 1 不同意");
            CHECK(is_bound(world, "李梅", "李梅"));
        }
    }
    GIVEN("a bound account claims to be somebody else as well")
    {
        CHECK_THAT(world.says("张三", "绑定 钱七 13800001006"), Contains("这个账号已经绑着别人"));
        CHECK(is_bound(world, "张三", "张三"));
        WHEN("the secretary agrees")
        {
            world.says("王书记", "审批 1 同意");
            CHECK(is_bound(world, "钱七", "张三"));
            CHECK(world.number(bound_of, {world.member("张三").value}) == 0);
            CHECK_THAT(world.says("张三", "积分"), Contains("绑定成功：钱七"));
        }
    }
    GIVEN("an account claims to be whom it is bound to")
    {
        CHECK_THAT(world.says("张三", "绑定 张三 13800001003"), Contains("您已绑定：张三"));
        CHECK(world.number(open_requests) == 0);
    }
    GIVEN("two newcomers claim the same person")
    {
        world.says("甲号", "绑定 钱七 13800001006");
        world.says("乙号", "绑定 钱七 13800001006");
        CHECK_THAT(world.says("甲号", "同意"), Contains("绑定成功"));
        CHECK_THAT(world.says("乙号", "同意"), Contains("要由书记来定"));
        CHECK(is_bound(world, "钱七", "甲号"));
    }
}

SCENARIO("what somebody came for survives binding", "[handlers][binding][intent]")
{
    World world;
    world.settings().proof = BindingProof::phone;
    world.call_meeting("B1", world.now() + 60s);
    GIVEN("the code at the door is scanned by a stranger who follows by it")
    {
        CHECK_THAT(scans(world, "新号", scene_of_first_meeting, Act::follow), Contains("马上为您签到"));
        CHECK_THAT(world.says("新号", "同意"), Contains("姓名和手机号"));
        WHEN("who it is takes longer than the meeting's start")
        {
            world.pass(5min);
            const auto reply = world.says("新号", "钱七 13800001006");
            THEN("the check-in is done as of the scan")
            {
                CHECK_THAT(reply, Contains("绑定成功：钱七") && Contains("第1位"));
                CHECK(world.word(status_of, {world.member("钱七").value}) == "present");
                CHECK(world.points("钱七") == 5);
            }
        }
    }
    GIVEN("the code is typed, and the first claim is wrong")
    {
        CHECK_THAT(world.says("新号", "482913"), Contains("马上为您签到"));
        world.says("新号", "同意");
        CHECK_THAT(world.says("新号", "钱七 13900000000"), Contains("没有核对上"));
        CHECK_THAT(world.says("新号", "钱七 13800001006"), Contains("第1位"));
    }
    GIVEN("the code comes while the name is asked for")
    {
        world.says("新号", "绑定");
        world.says("新号", "同意");
        CHECK_THAT(world.says("新号", "482913"), Contains("姓名和手机号"));
        CHECK_THAT(world.says("新号", "钱七 13800001006"), Contains("绑定成功") && Contains("第1位"));
    }
    GIVEN("the secretary has to decide first")
    {
        world.settings().proof = BindingProof::approval;
        scans(world, "新号", scene_of_first_meeting);
        const auto came = world.now();
        world.says("新号", "同意");
        CHECK_THAT(world.says("新号", "钱七 13800001006"), Contains("签到按现在的时间算"));
        WHEN("the decision falls while the meeting runs")
        {
            world.pass(30min);
            world.says("王书记", "审批 1 同意");
            THEN("it counts from when they came, and they hear both")
            {
                CHECK(world.word(status_of, {world.member("钱七").value}) == "present");
                CHECK(world.number(checked_at, {world.member("钱七").value}) == storage::seconds(came));
                CHECK_THAT(world.says("新号", "积分"), Contains("绑定成功：钱七") && Contains("第1位"));
            }
        }
        WHEN("it falls after the meeting")
        {
            world.pass(3h);
            world.says("王书记", "审批 1 同意");
            CHECK(world.word(status_of, {world.member("钱七").value}) != "present");
            CHECK_THAT(world.says("新号", "积分"), Contains("绑定成功：钱七") && Contains("补签"));
        }
    }
}

SCENARIO("who waits for the secretary and comes to the meeting is checked in with the approval",
         "[handlers][binding][intent]")
{
    World world;
    world.call_meeting("B1", world.now() + 10min);
    world.says("新号", "绑定 钱七 13800001006");
    REQUIRE_THAT(world.says("新号", "同意"), Contains("核对上了"));
    const auto came = world.now();
    const auto of = world.member("钱七").value;
    const auto is_checked_in_once = [&] {
        CHECK(world.word(status_of, {of}) == "present");
        CHECK(world.number(times_here, {of}) == 1);
        CHECK(world.number(checked_at, {of}) == storage::seconds(came));
        CHECK(world.points("钱七") == 5);
        CHECK_THAT(world.says("新号", "积分"), Contains("绑定成功：钱七") && Contains("第1位"));
    };
    GIVEN("they type the code")
    {
        const auto reply = world.says("新号", "482913");
        CHECK_THAT(reply, Contains("书记同意后马上为您签到") && !Contains("隐私说明"));
        CHECK(world.number(open_requests) == 1);
        CHECK(world.number(times_here, {of}) == 0);
        WHEN("the secretary agrees when the meeting has begun")
        {
            world.pass(30min);
            CHECK_THAT(world.says("王书记", "审批 1 同意"), Contains("已同意1号：钱七"));
            is_checked_in_once();
        }
        WHEN("the platform delivers it again, and they type it once more, and only the word, later on")
        {
            CHECK(world.repeats_last() == reply);
            world.pass(20min);
            CHECK(world.says("新号", "482913") == reply);
            CHECK(world.says("新号", "签到") == reply);
            world.says("王书记", "审批 1 同意");
            THEN("they came when they said it first")
            {
                is_checked_in_once();
                CHECK_THAT(world.says("新号", "482913"), Contains("不用再签"));
                CHECK(world.number(times_here, {of}) == 1);
            }
        }
        WHEN("the meeting is closed by then")
        {
            world.pass(3h);
            world.says("王书记", "散会 1");
            world.says("王书记", "确认");
            world.says("王书记", "审批 1 同意");
            CHECK(world.number(times_here, {of}) == 0);
            CHECK_THAT(world.says("新号", "积分"),
                       Contains("绑定成功：钱七") && Contains("会议已散会") && Contains("⟦补签⟧"));
        }
        WHEN("the secretary does not agree")
        {
            world.says("王书记", "审批 1 不同意");
            CHECK(world.number(times_here, {of}) == 0);
            CHECK_THAT(world.says("新号", "482913"), Contains("没有同意") && Contains("隐私说明"));
        }
        WHEN("they claim once more to be who they are")
        {
            world.says("新号", "绑定 钱七 13800001006");
            CHECK_THAT(world.says("新号", "同意"), Contains("已经转给书记"));
            CHECK(world.number(open_requests) == 1);
            world.pass(30min);
            world.says("王书记", "审批 1 同意");
            is_checked_in_once();
        }
    }
    GIVEN("a wrong code and then the right one")
    {
        world.says("新号", "482914");
        world.says("新号", "482913");
        world.says("王书记", "审批 1 同意");
        is_checked_in_once();
    }
    GIVEN("they scan the code of the room")
    {
        CHECK_THAT(scans(world, "新号", scene_of_first_meeting),
                   Contains("书记同意后马上为您签到") && !Contains("隐私说明"));
        world.pass(30min);
        world.says("王书记", "审批 1 同意");
        is_checked_in_once();
    }
}

SCENARIO("a binding can be ended by its owner and undone by the secretary", "[handlers][binding]")
{
    World world;
    GIVEN("a member unbinds")
    {
        CHECK_THAT(world.says("李梅", "解绑"), Contains("记录都保留"));
        CHECK(is_bound(world, "李梅", "李梅"));
        CHECK_THAT(world.says("李梅", "确认"), Contains("已解绑"));
        CHECK(world.number(bound_of, {world.member("李梅").value}) == 0);
        CHECK_THAT(world.says("李梅", "积分"), Contains("绑定"));
        CHECK_THAT(world.says("李梅", "确认"), !Contains("已解绑"));
    }
    GIVEN("somebody was bound at once")
    {
        world.settings().proof = BindingProof::phone;
        world.says("新号", "绑定 钱七 13800001006");
        world.says("新号", "同意");
        WHEN("the secretary undoes it from the numbered list")
        {
            CHECK_THAT(world.says("王书记", "待办"), Contains("新绑定") && Contains("1. 1号 钱七（1006）"));
            CHECK_THAT(world.says("王书记", "1"), Contains("将撤销1号绑定：钱七（1006）"));
            CHECK_THAT(world.says("王书记", "确认"), Contains("已撤销钱七的绑定"));
            THEN("the account is nobody's again and is told")
            {
                CHECK(world.number(bound_of, {world.member("钱七").value}) == 0);
                CHECK_THAT(world.says("新号", "你好"), Contains("撤销了这个账号的绑定"));
                CHECK_THAT(world.says("王书记", "撤销绑定 1"), Contains("已经解除"));
            }
        }
        WHEN("a secretary of another branch tries")
        {
            CHECK_THAT(world.says("周书记", "撤销绑定 1"), Contains("没有找到1号绑定"));
            CHECK(is_bound(world, "钱七", "新号"));
        }
    }
    GIVEN("an account leaves and comes back")
    {
        scans(world, "李梅", "", Act::unfollow);
        CHECK(world.number(reachable, {world.member("李梅").value}) == 0);
        CHECK_THAT(scans(world, "李梅", "", Act::follow), Contains("李梅，欢迎回来"));
        CHECK(world.number(reachable, {world.member("李梅").value}) == 1);
    }
}
