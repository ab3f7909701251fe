#include "handlers/words/verdict.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch.hpp>

using namespace fingertip;
using fingertip::tests::World;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

constexpr storage::Sql open_requests{"test.open_requests", "SELECT count(*) FROM requests WHERE state = 'open'"};
constexpr storage::Sql bound_of{"test.bound_of", "SELECT count(*) FROM bindings WHERE member_id = $1"};
constexpr storage::Sql audited{"test.audited", "SELECT count(*) FROM audit WHERE act = $1"};

void ask(World& world, const std::string& account, const std::string& claim)
{
    world.says(account, "绑定 " + claim);
    world.says(account, "同意");
}

/// Four newcomers of B1, one of P1.
void crowd(World& world)
{
    world.add_member("1011", "甲一", "full", "B1", "member", false);
    world.add_member("1012", "乙二", "full", "B1", "member", false);
    world.add_member("1013", "丙三", "full", "P1", "member", false);
    ask(world, "号一", "甲一 1011");
    ask(world, "号二", "乙二 1012");
    ask(world, "号三", "丙三 1013");
}

} // namespace

TEST_CASE("a verdict is read as reviewers write it", "[handlers][requests]")
{
    struct Case
    {
        const char* text;
        std::int64_t number;
        int granted; ///< -1: not said
        const char* reason;
    };
    const auto c =
        GENERATE(Case{"17 同意", 17, 1, ""}, Case{"17同意", 17, 1, ""}, Case{"#17号，不同意 人不对", 17, 0, "人不对"},
                 Case{"17 不同意，人不对", 17, 0, "人不对"}, Case{"17", 17, -1, ""}, Case{"17 Yes", 17, 1, ""},
                 Case{"17 no not him", 17, 0, "not him"}, Case{"17 notes", 17, -1, "notes"}, Case{"17 准", 17, 1, ""});
    INFO(c.text);
    const auto verdict = handlers::read_verdict(c.text);
    REQUIRE(verdict);
    CHECK(verdict->number == c.number);
    CHECK((verdict->granted ? int{*verdict->granted} : -1) == c.granted);
    CHECK(verdict->reason == c.reason);
    CHECK_FALSE(handlers::read_verdict("同意"));
    CHECK_FALSE(handlers::read_verdict(""));
}

SCENARIO("one 同意 grants every binding of the last list", "[handlers][requests]")
{
    World world;
    crowd(world);
    CHECK_THAT(world.says("王书记", "同意"), Contains("请先回复 ⟦待办⟧"));
    CHECK(world.number(open_requests) == 3);
    const auto list = world.says("王书记", "待办");
    CHECK_THAT(list, Contains("等您处理（3）") && Contains("1. 1号 甲一（1011）绑定") && Contains("3. 3号 丙三"));
    CHECK_THAT(world.says("王书记", "今日"), Contains("等您处理：3件"));
    CHECK_THAT(world.says("王书记", "同意"), Contains("已同意3个绑定"));
    CHECK(world.number(open_requests) == 0);
    CHECK_THAT(world.says("号一", "我的"), Contains("甲一（1011）"));
    GIVEN("the list is older than ten minutes")
    {
        ask(world, "新号", "钱七 1006");
        world.says("王书记", "待办");
        world.pass(11min);
        CHECK_THAT(world.says("王书记", "同意"), Contains("请先回复 ⟦待办⟧"));
        CHECK(world.number(open_requests) == 1);
    }
}

SCENARIO("requests go to the nearest organisation that has somebody to decide", "[handlers][requests]")
{
    World world;
    crowd(world);
    GIVEN("the branch has a secretary")
    {
        CHECK_THAT(world.says("王书记", "待办"), Contains("甲一") && Contains("丙三"));
        CHECK_THAT(world.says("郑管理", "待办"), Contains("现在没有等您处理的"));
        CHECK_THAT(world.says("周书记", "待办"), Contains("现在没有等您处理的"));
        THEN("somebody further up may still decide by number, somebody beside it may not")
        {
            CHECK_THAT(world.says("周书记", "审批 1 同意"), Contains("没有找到1号申请"));
            CHECK_THAT(world.says("郑管理", "审批 1 同意"), Contains("已同意1号"));
        }
    }
    GIVEN("the secretary's office ends")
    {
        world.says("郑管理", "免职 王书记 书记");
        CHECK_THAT(world.says("郑管理", "确认"), Contains("已免去"));
        CHECK_THAT(world.says("郑管理", "待办"), Contains("甲一") && Contains("丙三"));
        CHECK_THAT(world.says("王书记", "待办"), Contains("要由书记或管理员来办"));
    }
}

SCENARIO("decisions are made once, told, and can be taken back for ten minutes", "[handlers][requests]")
{
    World world;
    crowd(world);
    world.says("王书记", "待办");
    const auto done = world.says("王书记", "同意全部");
    CHECK_THAT(done, Contains("已同意3个绑定：甲一（1号）、乙二（2号）、丙三（3号）"));
    CHECK(world.number(open_requests) == 0);
    CHECK(world.number(bound_of, {world.member("甲一").value}) == 1);
    CHECK(world.number(audited, {"request_granted"}) == 3);
    WHEN("somebody else decides one of them as well")
    {
        CHECK_THAT(world.says("郑管理", "审批 1 不同意"), Contains("已由王书记同意"));
        CHECK(world.number(bound_of, {world.member("甲一").value}) == 1);
    }
    WHEN("the secretary takes it back")
    {
        world.pass(5min);
        CHECK_THAT(world.says("王书记", "撤回"), Contains("已撤回3件决定") && Contains("2号"));
        CHECK(world.number(open_requests) == 3);
        CHECK(world.number(bound_of, {world.member("甲一").value}) == 0);
        CHECK_THAT(world.says("号一", "你好"), Contains("还在等书记定"));
        CHECK_THAT(world.says("王书记", "撤回"), Contains("没有可以撤回的"));
    }
    WHEN("ten minutes are over")
    {
        world.pass(11min);
        CHECK_THAT(world.says("王书记", "撤回"), Contains("没有可以撤回的"));
        CHECK(world.number(bound_of, {world.member("甲一").value}) == 1);
    }
    WHEN("the same 同意 is delivered again")
    {
        world.says("王书记", "积分");
        world.says("王书记", "待办");
        CHECK(world.number(audited, {"request_granted"}) == 3);
    }
}

SCENARIO("a line's number shows a request with its choices", "[handlers][requests]")
{
    World world;
    crowd(world);
    world.says("王书记", "待办");
    const auto shown = world.says("王书记", "2");
    CHECK_THAT(shown, Contains("2号申请绑定：乙二（1012）") && Contains("138****1012") && Contains("⟦审批 2 同意⟧") &&
                          Contains("⟦审批 2 不同意⟧"));
    CHECK_THAT(shown, !Contains("13800001012"));
    CHECK_THAT(world.says("王书记", "审批 2 不同意"), Contains("答复不同意"));
    CHECK(world.number(open_requests) == 2);
    CHECK_THAT(world.says("李梅", "审批 1 同意"), Contains("要由书记"));
    CHECK_THAT(world.says("王书记", "审批 同意"), Contains("请这样发"));
}

SCENARIO("同意 answers whoever asks for consent, not the list of requests", "[handlers][requests]")
{
    World world;
    crowd(world);
    // The list is of the account; a stranger's consent is for the notice shown last.
    CHECK_THAT(world.says("新号", "绑定 钱七 1006"), Contains("隐私说明"));
    CHECK_THAT(world.says("新号", "同意"), Contains("核对上了"));
    CHECK(world.number(open_requests) == 4);
}

TEST_CASE("news ride on one answer, and every copy of that message gets it", "[handlers][requests]")
{
    World world;
    crowd(world);
    world.says("王书记", "待办");
    CHECK_THAT(world.says("王书记", "同意"), Contains("3"));
    const auto told = world.says("号一", "积分"); // a message that only reads, but for the news
    CHECK_THAT(told, Contains("绑定"));
    CHECK(world.repeats_last() == told);
    CHECK(world.says("号一", "积分") != told);
}
