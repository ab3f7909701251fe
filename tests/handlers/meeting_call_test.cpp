#include "storage/people/members.hpp"
#include "storage/people/speakers.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch.hpp>

using fingertip::handlers::Act;
using fingertip::handlers::Incoming;
using fingertip::handlers::Place;
using fingertip::storage::Sql;
using fingertip::storage::Tx;
using fingertip::tests::World;
using namespace std::chrono_literals;
using Catch::Contains;
using Catch::StartsWith;

namespace {

constexpr Sql count_meetings{"test.meetings", "SELECT count(*) FROM meetings WHERE status = 'called'"};
constexpr Sql find_start{"test.start", "SELECT starts_at FROM meetings ORDER BY id DESC LIMIT 1"};
constexpr Sql find_length{"test.length", "SELECT (ends_at - starts_at) / 60 FROM meetings ORDER BY id DESC LIMIT 1"};
constexpr Sql find_kind{"test.kind", "SELECT kind FROM meetings ORDER BY id DESC LIMIT 1"};
constexpr Sql find_mode{"test.mode", "SELECT mode FROM meetings ORDER BY id DESC LIMIT 1"};
constexpr Sql find_org{"test.org", "SELECT org_id FROM meetings ORDER BY id DESC LIMIT 1"};
constexpr Sql find_chair{"test.chair", "SELECT chair FROM meetings ORDER BY id DESC LIMIT 1"};
constexpr Sql find_recorder{"test.recorder", "SELECT coalesce(recorder, 0) FROM meetings ORDER BY id DESC LIMIT 1"};
constexpr Sql count_listed{"test.listed", "SELECT count(*) FROM attendance"};
constexpr Sql count_letters{"test.letters", "SELECT count(*) FROM outbox WHERE kind = $1"};
constexpr Sql count_letter_bytes{"test.letter_bytes",
                                 "SELECT coalesce(sum(length(body)), 0) FROM outbox WHERE kind LIKE 'meeting_%'"};

std::int64_t local(std::string_view rfc3339)
{
    World clock{rfc3339};
    return fingertip::storage::seconds(clock.now());
}

Incoming place(double latitude, double longitude)
{
    Incoming incoming;
    incoming.act = Act::locate;
    incoming.kind = "location";
    incoming.place = Place{latitude, longitude, 0};
    return incoming;
}

} // namespace

SCENARIO("one line calls a meeting after a preview", "[handlers][meeting]")
{
    World world; // Monday 6 May 2024, 08:00
    const auto preview = world.says("王书记", "发起会议 支部党员大会 周五15:00 302 议题讨论赵六转正");
    CHECK_THAT(preview, StartsWith("【星火支部】要开支部党员大会，将通知应到的6人"));
    CHECK_THAT(preview, Contains("5月10日(周五) 15:00–17:00") && Contains("302") && Contains("讨论赵六转正") &&
                            Contains("14:40开始"));
    CHECK(world.number(count_meetings) == 0); // nothing happens before the confirmation

    WHEN("it is confirmed")
    {
        const auto done = world.says("王书记", "确认");
        CHECK_THAT(done, Contains("已发起（1号）"));
        CHECK(world.number(find_start) == local("2024-05-10T15:00:00+08:00"));
        CHECK(world.number(find_length) == 120);
        CHECK(world.number(find_chair) == world.member("王书记").value);
        THEN("the same message again answers the same and calls nothing")
        {
            CHECK(world.repeats_last() == done);
            CHECK(world.number(count_meetings) == 1);
        }
        THEN("everybody due and hosted hears of it on the next reply, once, and no text of it waits anywhere")
        {
            CHECK(world.number(count_letters, {"meeting_called"}) == 6); // five of the branch and 吴九, not the caller
            CHECK(world.number(count_letter_bytes) == 0);
            CHECK_THAT(world.says("李梅", "积分"), Contains("会议通知：星火支部 支部党员大会") && Contains("302") &&
                                                       Contains("讨论赵六转正") && Contains("⟦请假⟧"));
            CHECK_THAT(world.says("李梅", "积分"), !Contains("会议通知"));
            CHECK_THAT(world.says("孙八", "积分"), Contains("会议通知")); // of a group below
            CHECK_THAT(world.says("吴九", "积分"), Contains("会议通知")); // hosted
            CHECK_THAT(world.says("周书记", "积分"), !Contains("会议通知"));
            CHECK_THAT(world.says("王书记", "积分"), !Contains("会议通知"));
        }
        THEN("after its end nobody is told any more")
        {
            world.set_clock("2024-05-10T17:00:01+08:00");
            CHECK_THAT(world.says("李梅", "积分"), !Contains("会议通知"));
        }
        THEN("an addressee who reads English reads English")
        {
            world.write([&](Tx& tx) {
                fingertip::storage::speakers::set_language(tx, World::platform, world.account("李梅"), true);
            });
            CHECK_THAT(world.says("李梅", "积分"), Contains("members' meeting") && Contains("Fri May 10"));
        }
    }
    WHEN("it is dropped")
    {
        CHECK_THAT(world.says("王书记", "取消"), Contains("已取消"));
        CHECK_THAT(world.says("王书记", "确认"), !Contains("已发起"));
        CHECK(world.number(count_meetings) == 0);
    }
    WHEN("the preview is corrected in words")
    {
        CHECK_THAT(world.says("王书记", "周四9:30到11:00"), Contains("5月9日(周四) 09:30–11:00") && Contains("302"));
        CHECK_THAT(world.says("王书记", "地点 党群中心二楼"), Contains("党群中心二楼"));
        CHECK_THAT(world.says("王书记", "议题：学习党章"), Contains("学习党章") && !Contains("转正"));
        CHECK_THAT(world.says("王书记", "扫码"), Contains("签到：扫码"));
        CHECK_THAT(world.says("王书记", "确认"), Contains("党群中心二楼"));
        CHECK(world.number(find_length) == 90);
        CHECK(world.word(find_mode) == "scan");
    }
    WHEN("it is confirmed when the hour has passed")
    {
        world.says("王书记", "今天8:30");
        world.pass(45min);
        CHECK_THAT(world.says("王书记", "确认"), Contains("已经过去"));
        CHECK(world.number(count_meetings) == 0);
        world.says("王书记", "今天10:00");
        CHECK_THAT(world.says("王书记", "确认"), Contains("已发起"));
    }
}

TEST_CASE("kinds, modes and parts are read from the line", "[handlers][meeting]")
{
    struct Case
    {
        const char* line;
        const char* kind;
        const char* mode;
        std::int64_t minutes;
    };
    const auto [line, kind, mode, minutes] = GENERATE(values<Case>({
        {"支部党员大会 周五15:00 302 议题 学习", "members_meeting", "code", 120},
        {"党员大会周五下午3点 302 学习", "members_meeting", "code", 120},
        {"周五15:00-16:30 支委会 302 学习", "committee_meeting", "code", 90},
        {"党课 周五15:00 302 扫码 学习", "party_class", "scan", 120},
        {"主题党日 明天9:00 烈士陵园 动态码 扫墓", "theme_day", "turning", 120},
        {"组织生活会 周五15:00 90分钟 302 免码 学习", "organization_life_meeting", "open", 90},
        {"会议 周五15:00 地点：302 议题：学习", "other", "code", 120},
    }));
    INFO(line);
    World world;
    CHECK_THAT(world.says("王书记", std::string{"发起会议 "} + line), Contains("⟦确认⟧"));
    CHECK_THAT(world.says("王书记", "确认"), Contains("已发起"));
    CHECK(world.word(find_kind) == kind);
    CHECK(world.word(find_mode) == mode);
    CHECK(world.number(find_length) == minutes);
}

SCENARIO("what is missing is asked, one thing at a time, with a way back", "[handlers][meeting]")
{
    World world;
    CHECK_THAT(world.says("王书记", "发起会议"), Contains("开什么会") && Contains("⟦支部党员大会⟧"));
    CHECK_THAT(world.says("王书记", "1"), Contains("什么时候"));
    CHECK_THAT(world.says("王书记", "周五"), Contains("几点"));
    CHECK_THAT(world.says("王书记", "15:00"), Contains("在哪里"));
    CHECK_THAT(world.says("王书记", "帮助"), Contains("发起会议")); // help leaves the dialogue as it is
    CHECK_THAT(world.says("王书记", "二楼会议室"), Contains("议题"));
    CHECK_THAT(world.says("王书记", "上一步"), Contains("在哪里"));
    CHECK_THAT(world.says("王书记", "无"), Contains("议题"));
    const auto preview = world.says("王书记", "学习条例");
    CHECK_THAT(preview, Contains("学习条例") && !Contains("地点："));
    CHECK_THAT(world.says("王书记", "确认"), Contains("已发起"));
}

SCENARIO("times that are past, ambiguous or impossible are asked about, never guessed", "[handlers][meeting]")
{
    World world; // Monday 08:00
    CHECK_THAT(world.says("王书记", "发起会议 党课 周五3点 302 学习"), Contains("03:00") && Contains("15:00"));
    CHECK_THAT(world.says("王书记", "下午"), Contains("5月10日(周五) 15:00"));
    world.says("王书记", "取消");
    CHECK_THAT(world.says("王书记", "发起会议 党课 今天7:30 302 学习"), Contains("19:30"));
    CHECK_THAT(world.says("王书记", "上午"), Contains("已经过去"));
    CHECK_THAT(world.says("王书记", "今天9:30"), Contains("5月6日(周一) 09:30"));
    world.says("王书记", "取消");
    CHECK_THAT(world.says("王书记", "发起会议 党课 2月30日15:00 302 学习"), Contains("没有这个日子"));
    world.says("王书记", "取消");
    CHECK_THAT(world.says("王书记", "发起会议 党课 5月10日周三15:00 302 学习"), Contains("对不上"));
    CHECK_THAT(world.says("王书记", "5月10日15:00"), Contains("5月10日(周五) 15:00"));
    CHECK(world.number(count_meetings) == 0);
}

SCENARIO("who holds several offices is asked which organisation", "[handlers][meeting]")
{
    World world;
    world.write([&](Tx& tx) {
        fingertip::storage::members::appoint(tx, world.member("王书记"), world.organization("B2"), "deputy_secretary",
                                             0);
    });
    CHECK_THAT(world.says("王书记", "发起会议 党员大会 周五15:00 302 学习"),
               Contains("哪个组织") && Contains("⟦1⟧ 星火支部") && Contains("⟦2⟧ 灯塔支部"));
    CHECK_THAT(world.says("王书记", "3"), !Contains("【"));
    CHECK_THAT(world.says("王书记", "2"), StartsWith("【灯塔支部】"));
    world.says("王书记", "确认");
    CHECK(world.number(find_org) == world.organization("B2").value);

    // Naming it in the line spares the question.
    CHECK_THAT(world.says("王书记", "发起会议 星火支部 党员大会 周五15:00 302 学习"), StartsWith("【星火支部】"));
    // A committee above names a branch below; a stranger cannot.
    CHECK_THAT(world.says("郑管理", "发起会议 灯塔支部 党员大会 周五15:00 302 学习"), StartsWith("【灯塔支部】"));
    CHECK_THAT(world.says("周书记", "发起会议 星火支部 党员大会 周五15:00 302 学习"), Contains("【灯塔支部】"));
}

SCENARIO("who is due follows from the kind of meeting", "[handlers][meeting]")
{
    World world;
    GIVEN("a committee meeting")
    {
        world.write([&](Tx& tx) {
            fingertip::storage::members::appoint(tx, world.member("李梅"), world.organization("B1"), "committee_member",
                                                 0);
            // Of another home, and yet of this committee.
            fingertip::storage::members::appoint(tx, world.member("周书记"), world.organization("B1"),
                                                 "committee_member", 0);
        });
        CHECK_THAT(world.says("王书记", "发起会议 支委会 周五15:00 302 学习"), Contains("应到的3人"));
        world.says("王书记", "确认");
        CHECK(world.number(count_listed) == 3);
        CHECK_THAT(world.says("周书记", "会议"), Contains("支委会"));
        CHECK_THAT(world.says("张三", "会议"), Contains("近期没有会议"));
        CHECK_THAT(world.says("张三", "会议 1"), Contains("没有1号会议"));
    }
    GIVEN("a group meeting called by the branch secretary")
    {
        CHECK_THAT(world.says("王书记", "发起会议 党小组会 周五15:00 302 学习"),
                   StartsWith("【第一小组】") && Contains("应到的1人"));
    }
    GIVEN("a group leader")
    {
        CHECK_THAT(world.says("孙八", "发起会议 党小组会 周五15:00 302 学习"), StartsWith("【第一小组】"));
        CHECK_THAT(world.says("李梅", "发起会议 党小组会 周五15:00 302 学习"), Contains("要由书记"));
    }
    GIVEN("somebody exempt and somebody who is only an activist")
    {
        world.add_member("1007", "老马", "full", "B1", "member", true);
        world.add_member("1008", "小杨", "activist", "B1", "member", true);
        world.write([&](Tx& tx) {
            auto old = *fingertip::storage::members::find(tx, *world.installation().vault, world.member("老马"));
            old.due_exempt_until = 30'000;
            fingertip::storage::members::update(tx, *world.installation().vault, old, world.now());
        });
        CHECK_THAT(world.says("王书记", "发起会议 党员大会 周五15:00 302 学习"), Contains("应到的6人"));
        world.says("王书记", "确认");
        CHECK_THAT(world.says("老马", "积分"), !Contains("会议通知"));
        CHECK_THAT(world.says("小杨", "积分"), !Contains("会议通知"));
    }
}

SCENARIO("撤回 takes a call back within ten minutes while nobody has checked in", "[handlers][meeting]")
{
    World world;
    world.says("王书记", "发起会议 党员大会 今天8:15 302 学习");
    world.says("王书记", "确认");
    GIVEN("one who has heard of it and one who has not")
    {
        CHECK_THAT(world.says("李梅", "积分"), Contains("会议通知"));
        CHECK_THAT(world.says("王书记", "撤回"), Contains("已撤回"));
        CHECK(world.number(count_meetings) == 0);
        THEN("the first is told, the second is spared both")
        {
            CHECK_THAT(world.says("李梅", "积分"), Contains("会议取消"));
            CHECK_THAT(world.says("张三", "积分"), !Contains("会议"));
        }
        CHECK_THAT(world.says("王书记", "撤回"), Contains("没有可以撤回"));
        world.pass(1h);
        world.run_timers(); // what was set for it is gone
        CHECK(world.number({"test.state", "SELECT count(*) FROM meetings WHERE status = 'cancelled'"}) == 1);
    }
    GIVEN("somebody has checked in")
    {
        world.says("李梅", world.word({"test.code", "SELECT code FROM meetings"}));
        CHECK_THAT(world.says("王书记", "撤回"), Contains("已经有人签到"));
        CHECK(world.number(count_meetings) == 1);
    }
    GIVEN("ten minutes have passed")
    {
        world.pass(10min);
        CHECK_THAT(world.says("王书记", "撤回"), Contains("没有可以撤回"));
        CHECK(world.number(count_meetings) == 1);
    }
}

SCENARIO("chair and recorder are named in the line", "[handlers][meeting]")
{
    World world;
    CHECK_THAT(world.says("王书记", "发起会议 党员大会 周五15:00 302 主持:李梅 记录：张三 议题 学习"),
               Contains("主持：李梅") && Contains("记录：张三"));
    world.says("王书记", "确认");
    CHECK(world.number(find_chair) == world.member("李梅").value);
    CHECK(world.number(find_recorder) == world.member("张三").value);
    world.add_member("1009", "李梅", "full", "P1", "member", false);
    CHECK_THAT(world.says("王书记", "发起会议 党员大会 周六15:00 302 主持 李梅 议题 学习"),
               Contains("重名") && Contains("主持：王书记"));
}

SCENARIO("a meeting with check-in by location asks the caller for the place", "[handlers][meeting]")
{
    World world;
    CHECK_THAT(world.says("王书记", "发起会议 党员大会 今天8:15 302 定位 议题 学习"), Contains("发送位置"));
    CHECK_THAT(world.happens("王书记", place(30.0, 120.0)), Contains("签到：位置"));
    world.says("王书记", "确认");
    CHECK(world.word(find_mode) == "location");
    CHECK(world.number({"test.radius", "SELECT radius_m FROM meetings WHERE latitude = 30 AND longitude = 120"}) ==
          300);

    world.says("王书记", "发起会议 党员大会 今天9:15 302 定位 议题 学习");
    CHECK_THAT(world.says("王书记", "固定码"), Contains("签到：签到码")); // or does without
}

SCENARIO("a meeting is called with English words", "[handlers][meeting]")
{
    World world;
    world.says("王书记", "settings language English");
    GIVEN("check-in by location, done without after all")
    {
        CHECK_THAT(world.says("王书记", "发起会议 党员大会 今天8:15 302 定位 议题 学习"),
                   Contains("⟦scan⟧") && Contains("⟦fixed code⟧"));
        const auto [word, mode] = GENERATE(table<std::string, std::string>({{"Scan", "scan"}, {"fixed code", "code"}}));
        CHECK_THAT(world.says("王书记", word), Contains("Check-in: " + mode));
        world.says("王书记", "confirm");
        CHECK(world.word(find_mode) == mode);
    }
    GIVEN("nothing to be kept but who was there")
    {
        CHECK_THAT(world.says("王书记", "发起会议 党员大会 今天8:15 302"), Contains("⟦attendance only⟧"));
        CHECK_THAT(world.says("王书记", "Attendance only"), Contains("no topic is kept"));
    }
}

TEST_CASE("a place or topic that is too long is asked again, not cut", "[handlers][meeting]")
{
    World world;
    std::string topic;
    for (int i = 0; i < 301; ++i)
        topic += "学";
    CHECK_THAT(world.says("王书记", "发起会议 党员大会 周五15:00 302 议题 " + topic),
               Contains("300个字以内") && Contains("议题是什么"));
    CHECK_THAT(world.says("王书记", "学习"), Contains("⟦确认⟧"));
}
