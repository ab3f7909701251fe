#include "storage/outbox.hpp"
#include "storage/people/members.hpp"
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

std::string scans(World& world, const std::string& who, const std::string& scene)
{
    fingertip::handlers::Incoming incoming;
    incoming.act = fingertip::handlers::Act::scan;
    incoming.scene = scene;
    return world.happens(who, std::move(incoming));
}

std::string sends_place(World& world, const std::string& who, double latitude, double longitude, bool unasked = false)
{
    fingertip::handlers::Incoming incoming;
    incoming.act = fingertip::handlers::Act::locate;
    incoming.place = fingertip::handlers::Place{latitude, longitude, 0};
    incoming.unasked = unasked;
    return world.happens(who, std::move(incoming));
}

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

SCENARIO("each mode takes what it asks for and nothing else", "[handlers][check_in]")
{
    World world;
    GIVEN("a meeting checked in by scanning")
    {
        const auto id = world.call_meeting("B1", world.now() + 10min, "scan");
        const auto scene = world.word({"test.scene", "SELECT scene FROM meetings WHERE id = $1"}, {id.value});
        CHECK_THAT(world.says("李梅", "482913"), Contains("扫码签到")); // the code in the books opens nothing
        CHECK_THAT(world.says("李梅", "签到"), Contains("扫码签到"));
        CHECK_THAT(scans(world, "李梅", scene), Contains("第1位"));
        CHECK_THAT(scans(world, "李梅", scene), Contains("不用再签"));
        CHECK_THAT(scans(world, "张三", "https://bot.example.org/m/" + scene), Contains("第2位"));
        CHECK_THAT(scans(world, "赵六", "scene-unknown"), Contains("已失效"));
        world.pass(3h);
        CHECK_THAT(scans(world, "赵六", scene), Contains("已散会"));
    }
    GIVEN("a scan before check-in opens")
    {
        const auto id = world.call_meeting("B1", world.now() + 1h, "scan");
        const auto scene = world.word({"test.scene", "SELECT scene FROM meetings WHERE id = $1"}, {id.value});
        CHECK_THAT(scans(world, "李梅", scene), Contains("08:40开始签到"));
    }
    GIVEN("a meeting without a code")
    {
        world.call_meeting("B1", world.now() + 10min, "open");
        CHECK_THAT(world.says("李梅", "签到"), Contains("第1位"));
        CHECK_THAT(world.says("张三", "qd"), Contains("第2位"));
        CHECK_THAT(world.says("周书记", "签到"), Contains("没有可签到")); // not on the list, and nothing to show
    }
}

SCENARIO("check-in by location needs consent, asked once, and keeps no place", "[handlers][check_in]")
{
    World world;
    world.says("王书记", "发起会议 党员大会 今天8:10 302 定位 议题 学习");
    sends_place(world, "王书记", 30.0, 120.0);
    world.says("王书记", "确认");
    GIVEN("a member who has not agreed")
    {
        CHECK_THAT(world.says("李梅", "签到"), Contains("⟦同意定位⟧") && Contains("不保存"));
        CHECK_THAT(world.says("李梅", "482913"), !Contains("第"));
        CHECK_THAT(sends_place(world, "李梅", 30.0001, 120.0), Contains("⟦同意定位⟧"));
        CHECK(world.number(count_present) == 0);
        CHECK(sends_place(world, "李梅", 30.0001, 120.0, true).empty()); // what the phone reports by itself
        WHEN("she speaks English")
        {
            world.says("李梅", "settings language English");
            CHECK_THAT(world.says("李梅", "checkin"), Contains("⟦agree location⟧") && Contains("⟦disagree⟧"));
            THEN("she can refuse in it")
            {
                CHECK_THAT(world.says("李梅", "Disagree"), Contains("secretary"));
                CHECK(world.number({"test.consents", "SELECT count(*) FROM location_consents"}) == 0);
            }
            THEN("she can agree in it")
            {
                world.says("李梅", "agree location");
                CHECK(world.number({"test.consents", "SELECT count(*) FROM location_consents"}) == 1);
            }
        }
        WHEN("she refuses")
        {
            CHECK_THAT(world.says("李梅", "不同意"), Contains("代签"));
            CHECK(world.number({"test.consents", "SELECT count(*) FROM location_consents"}) == 0);
        }
        WHEN("she agrees")
        {
            CHECK_THAT(world.says("李梅", "同意定位"), Contains("发送您的位置"));
            CHECK_THAT(sends_place(world, "李梅", 30.01, 120.0), Contains("还有约1110米"));
            CHECK(sends_place(world, "李梅", 30.01, 120.0, true).empty());
            CHECK_THAT(sends_place(world, "李梅", 30.0001, 120.0), Contains("第1位"));
            CHECK(world.word({"test.method", "SELECT method FROM attendance WHERE status = 'present'"}) == "location");
            THEN("she is not asked again, and the phone's own report suffices")
            {
                world.set_clock("2024-05-07T08:00:00+08:00");
                world.says("王书记", "发起会议 党课 今天8:10 302 定位 学习");
                sends_place(world, "王书记", 30.0, 120.0);
                world.says("王书记", "确认");
                CHECK_THAT(sends_place(world, "李梅", 30.0001, 120.0, true), Contains("第1位"));
            }
        }
    }
    GIVEN("a phone that reports its place every few seconds")
    {
        const auto inbox = [&] { return world.number({"test.inbox", "SELECT count(*) FROM inbox"}); };
        world.says("李梅", "签到");
        world.says("李梅", "同意定位");
        world.write([&](fingertip::storage::Tx& tx) {
            fingertip::storage::outbox::post(tx, *world.installation().vault, world.member("李梅"), "news",
                                             "请带笔记本", world.now(), {});
        });
        const auto before = inbox();
        for (int i = 0; i < 50; ++i) {
            world.pass(1s);
            CHECK(sends_place(world, "李梅", 30.01, 120.0, true).empty());
            CHECK(sends_place(world, "张三", 30.0001, 120.0, true).empty()); // has not agreed
            CHECK(sends_place(world, "过路人", 30.0001, 120.0, true).empty());
        }
        CHECK(inbox() == before); // nothing written, no news spent on it
        const auto reply = sends_place(world, "李梅", 30.0001, 120.0, true);
        CHECK_THAT(reply, Contains("第1位"));
        CHECK(inbox() == before + 1);
        CHECK(world.repeats_last() == reply);
        CHECK(sends_place(world, "李梅", 30.0001, 120.0, true).empty());
        CHECK(inbox() == before + 1);
        CHECK(world.number(count_present) == 1);
    }
    GIVEN("a phone that knows only roughly where it is")
    {
        world.says("李梅", "签到");
        world.says("李梅", "同意定位");
        fingertip::handlers::Incoming report;
        report.act = fingertip::handlers::Act::locate;
        report.unasked = true;
        report.place = fingertip::handlers::Place{30.005, 120.0, 5'000}; // half a kilometre away, and it may be five
        CHECK(world.happens("李梅", report).empty());
        report.place = fingertip::handlers::Place{0, 0, 0}; // knows nothing
        CHECK(world.happens("李梅", report).empty());
        CHECK(world.number(count_present) == 0);
        CHECK(world.number({"test.consents", "SELECT count(*) FROM location_consents"}) == 1);
    }
    GIVEN("nothing asks for a place")
    {
        world.set_clock("2024-05-08T08:00:00+08:00");
        CHECK_THAT(sends_place(world, "李梅", 30.0, 120.0), Contains("不会保存"));
        CHECK(sends_place(world, "李梅", 30.0, 120.0, true).empty());
    }
}

TEST_CASE("meetings that decide nothing say only the place in the row", "[handlers][check_in]")
{
    World world;
    world.call_meeting("B1", world.now() + 10min, "code", "party_class");
    CHECK_THAT(world.says("李梅", "482913"), Contains("第1位") && !Contains("表决"));
}

TEST_CASE("a committee meeting says when it can be held", "[handlers][check_in]")
{
    World world;
    world.write([&](fingertip::storage::Tx& tx) {
        for (const auto* name : {"李梅", "张三"})
            fingertip::storage::members::appoint(tx, world.member(name), world.organization("B1"), "committee_member",
                                                 0);
    });
    world.call_meeting("B1", world.now() + 10min, "code", "committee_meeting");
    CHECK_THAT(world.says("李梅", "482913"), Contains("再到1人可以开会"));
    CHECK_THAT(world.says("张三", "482913"), Contains("已够开会人数"));
}

TEST_CASE("a bare code answers the question for it and parks nothing", "[handlers][check_in]")
{
    World world;
    world.call_meeting("B1", world.now() + 10min);
    CHECK_THAT(world.says("李梅", "签到"), Contains("请回复会场上的签到码"));
    CHECK_THAT(world.says("李梅", "482913"), Contains("第1位") && !Contains("继续"));
}

TEST_CASE("the answer before the opening says when", "[handlers][check_in]")
{
    World world;
    world.says("王书记", "发起会议 党员大会 今天9:00 302 议题 学习");
    world.says("王书记", "确认");
    CHECK_THAT(world.says("李梅", "签到"), Contains("08:40开始签到"));
    CHECK_THAT(world.says("周书记", "签到"), Contains("没有可签到的会议"));
}
