#include "storage/meetings/attendance.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch.hpp>

using fingertip::storage::Sql;
using fingertip::storage::Tx;
using fingertip::tests::World;
namespace attendance = fingertip::storage::attendance;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

constexpr int crowd = 10'000;
constexpr int cast = 9; // the world's own people

// Nobody reads these people's names here, so they need no keys.
constexpr Sql insert_crowd{"test.crowd", R"sql(
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $2)
    INSERT INTO members (member_no, name, name_key, category, home_org) SELECT 'x' || i, x'', x'', 'full', $1 FROM n
)sql"};
constexpr Sql count_status{"test.status", "SELECT count(*) FROM attendance WHERE meeting_id = $1 AND status = $2"};
constexpr Sql count_letters{"test.letters", "SELECT count(*) FROM outbox WHERE kind = $1"};
constexpr Sql most_letters{
    "test.most_letters",
    "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM outbox WHERE kind = $1 GROUP BY member_id)"};
constexpr Sql find_due{"test.due", "SELECT due FROM meetings WHERE id = $1"};
constexpr Sql find_fixed{"test.fixed", "SELECT fixed_at IS NOT NULL FROM meetings WHERE id = $1"};
constexpr Sql find_state{"test.state", "SELECT status FROM meetings WHERE id = $1"};
constexpr Sql find_meeting{"test.meeting", "SELECT max(id) FROM meetings"};

} // namespace

SCENARIO("a meeting of ten thousand is listed, announced, fixed and closed in pieces", "[handlers][meeting]")
{
    World world;
    world.write([&](Tx& tx) { tx.execute(insert_crowd, {world.organization("G1").value, crowd}); });

    GIVEN("the committee's administrator calls them all")
    {
        CHECK_THAT(world.says("郑管理", "发起会议 党员大会 周五15:00 礼堂 议题 年度总结"),
                   Contains("网联党委") && Contains("10009人"));
        CHECK_THAT(world.says("郑管理", "确认"), Contains("已发起"));
        const auto id = world.number(find_meeting);

        THEN("the confirming unit has done one page, the timers do the rest, and each person hears of it once")
        {
            CHECK(world.number(count_status, {id, "pending"}) <= attendance::people_a_page);
            world.run_timers();
            CHECK(world.number(find_due, {id}) == crowd + cast);
            CHECK(world.number(count_letters, {"meeting_called"}) == 0); // the list comes first
            world.pass(1s);
            world.run_timers();
            CHECK(world.number(count_letters, {"meeting_called"}) == crowd + cast - 1); // the caller knows
            CHECK(world.number(most_letters, {"meeting_called"}) == 1);

            world.set_clock("2024-05-10T15:00:00+08:00");
            world.run_timers();
            CHECK(world.number(find_fixed, {id}) == 1);
            world.says("李梅", world.word({"test.code", "SELECT code FROM meetings"}));
            world.set_clock("2024-05-10T17:00:00+08:00");
            world.run_timers();
            CHECK(world.word(find_state, {id}) == "closed");
            CHECK(world.number(count_status, {id, "absent"}) == crowd + cast - 1);
            CHECK(world.number(count_status, {id, "present"}) == 1);
        }
        THEN("it is closed all the same when the process was away from its call until after its end")
        {
            world.set_clock("2024-05-11T08:00:00+08:00");
            world.restart();
            // A round of the scheduler a second, as it runs.
            for (int second = 0; second < 60 && world.word(find_state, {id}) != "closed"; ++second) {
                world.run_timers_once();
                world.pass(1s);
            }
            CHECK(world.word(find_state, {id}) == "closed");
            CHECK(world.number(count_status, {id, "absent"}) == crowd + cast);
        }
    }
}
