#include "tests/support/world.hpp"

#include <catch2/catch.hpp>

using fingertip::storage::Sql;
using fingertip::tests::World;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

constexpr Sql count_present{"test.present", "SELECT count(*) FROM attendance WHERE status IN ('present', 'late')"};
constexpr Sql count_entries{"test.entries", "SELECT count(*) FROM points_entries"};
constexpr Sql status_of{"test.status", "SELECT status FROM attendance WHERE member_id = $1"};

} // namespace

SCENARIO("checking in to an open meeting counts once, whatever comes again", "[handlers][check_in]")
{
    World world;
    world.call_meeting("B1", world.now() + 10min);

    GIVEN("a member who sends the code")
    {
        const auto reply = world.says("李梅", "482913");
        CHECK_THAT(reply, Contains("第1位"));
        WHEN("the platform delivers the same message again, ten minutes later")
        {
            world.pass(10min);
            const auto again = world.repeats_last();
            THEN("the very same answer comes and nothing is counted")
            {
                CHECK(again == reply);
                CHECK(world.number(count_present) == 1);
                CHECK(world.number(count_entries) == 1);
                CHECK(world.points("李梅") == 5);
            }
        }
        WHEN("she does it again under another name of the command")
        {
            const auto again = world.says("李梅", "打卡 482913");
            THEN("she is told so and keeps her points")
            {
                CHECK_THAT(again, Contains("不用再签"));
                CHECK(world.points("李梅") == 5);
                CHECK(world.number(count_entries) == 1);
            }
        }
        WHEN("others come")
        {
            world.says("王书记", "签到 482913");
            const auto third = world.says("张三", "签到482913");
            THEN("the sentence counts the room and the vote: five full members are due, three suffice")
            {
                CHECK_THAT(third, Contains("第3位"));
                CHECK_THAT(third, Contains("已够表决人数"));
            }
        }
        WHEN("somebody without a vote comes")
        {
            const auto second = world.says("赵六", "482913");
            THEN("the vote is not nearer")
            {
                CHECK_THAT(second, Contains("第2位") && Contains("再到2人"));
            }
        }
    }
    GIVEN("the start has passed")
    {
        world.pass(11min);
        world.says("李梅", "482913");
        THEN("she is late")
        {
            CHECK(world.word(status_of, {world.member("李梅").value}) == "late");
        }
    }
    GIVEN("it is too early")
    {
        world.pass(-15min);
        CHECK_THAT(world.says("李梅", "482913"), Contains("没有可签到的会议"));
        CHECK(world.number(count_present) == 0);
    }
}

SCENARIO("a check-in takes at most eight statements", "[handlers][check_in]")
{
    World world;
    world.call_meeting("B1", world.now() + 10min);
    world.says("李梅", "482913"); // the first one of a meeting may also have to list who is due
    world.says("张三", "482913");
    CHECK(world.last_statements() <= 8);
}

SCENARIO("wrong codes pause the account, and then a right one is refused too", "[handlers][check_in]")
{
    World world;
    world.call_meeting("B1", world.now() + 10min);
    for (int i = 0; i < 5; ++i)
        CHECK_THAT(world.says("李梅", "签到 111111"), Contains("签到码不对"));
    CHECK_THAT(world.says("李梅", "482913"), Contains("过一分钟"));
    CHECK(world.number(count_present) == 0);
    CHECK_THAT(world.says("张三", "482913"), Contains("第1位")); // nobody else pauses
    world.pass(61s);
    CHECK_THAT(world.says("李梅", "482913"), Contains("第2位"));
}

SCENARIO("a guest is present and outside the quorum", "[handlers][check_in]")
{
    World world;
    world.call_meeting("B1", world.now() + 10min);
    CHECK_THAT(world.says("周书记", "482913"), Contains("第1位") && Contains("再到3人"));
}
