#include "bot/message_unit.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <random>

using fingertip::handlers::Incoming;
using fingertip::storage::Sql;
using fingertip::storage::Tx;
using fingertip::tests::World;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

constexpr int accounts = 1000;

constexpr Sql insert_people{"test.people", R"sql(
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $2)
    INSERT INTO members (id, member_no, name, name_key, category, home_org) SELECT 5000 + i, 'x' || i, x'', x'', 'full', $1 FROM n
)sql"};
constexpr Sql insert_bindings{"test.bindings", R"sql(
    INSERT INTO bindings (platform, account, member_id, bound_at, via, consent_version, consent_at)
    SELECT 'wechat-main', 'x-' || (id - 5000), id, 0, 'seed', 1, 0 FROM members WHERE id >= 5000
)sql"};
constexpr Sql count_present{"test.present", "SELECT count(*) FROM attendance WHERE status IN ('present', 'late')"};
constexpr Sql find_digits{"test.digits", "SELECT code_digits FROM meetings WHERE id = 1"};
constexpr Sql find_code{"test.code", "SELECT code FROM meetings WHERE id = 1"};

/// A thousand accounts that guess codes by the thousand within one second.
struct Crowd
{
    Crowd(World& on, const char* org) : world{on}
    {
        world.write([&](Tx& tx) {
            tx.execute(insert_people, {world.organization(org).value, accounts});
            tx.execute(insert_bindings);
        });
    }

    std::string says(Tx& tx, int who, const std::string& text)
    {
        Incoming incoming;
        incoming.platform = World::platform;
        incoming.account = "x-" + std::to_string(who);
        incoming.delivery_id = "c:" + std::to_string(++deliveries);
        incoming.text = text;
        incoming.platform_time = world.now();
        incoming.received_at = world.now();
        const auto around = world.installation().surroundings();
        return fingertip::bot::write_message(tx, around, incoming, {.text_bytes = 2048, .tap_overhead_bytes = 66},
                                             world.now())
            .reply.text;
    }

    /// Everybody tries `tries` times; returns how many guesses were looked at at all.
    int guess(int tries, std::mt19937& dice)
    {
        int looked_at = 0;
        for (int round = 0; round < tries; ++round)
            world.write([&](Tx& tx) { // one commit a round
                for (int who = 0; who < accounts; ++who) {
                    const auto reply = says(tx, who, std::to_string(1'000'000 + dice() % 1'000'000).substr(1));
                    looked_at += reply.find("过一分钟") == std::string::npos;
                }
            });
        return looked_at;
    }

    World& world;
    int deliveries = 0;
};

} // namespace

SCENARIO("a thousand members who guess get five looks a minute each, and a longer code against them",
         "[handlers][check_in][guessing]")
{
    World world;
    Crowd crowd{world, "B1"};
    world.says("王书记", "发起会议 党员大会 今天8:10 302 议题 学习");
    world.says("王书记", "确认");
    world.run_timers();
    world.pass(2s);
    world.run_timers();
    const auto before = world.word(find_code);
    const auto seed = 20240506u;
    INFO("seed " << seed);
    std::mt19937 dice{seed};

    CHECK(crowd.guess(8, dice) == accounts * 5);
    CHECK(world.number(count_present) == 0); // one in a thousand million runs may fail here
    CHECK(world.number(find_digits) == 8);
    const auto after = world.word(find_code);
    CHECK(after.size() == 8);
    CHECK(after.substr(0, 6) != before);
    world.write([&](Tx& tx) { CHECK_THAT(crowd.says(tx, 7, after), Contains("过一分钟")); }); // right, and paused
    CHECK_THAT(world.says("王书记", "积分"), Contains("有人在连续猜签到码") && Contains(after));
    CHECK_THAT(world.says("王书记", "积分"), !Contains("有人在连续猜")); // told once
    CHECK_THAT(world.says("李梅", before), Contains("签到码不对"));
    CHECK_THAT(world.says("李梅", after), Contains("第1位")); // who reads the room's code is not held up

    world.pass(61s);
    CHECK(crowd.guess(6, dice) == accounts * 5);
    CHECK(world.number(count_present) == 1);
    CHECK(world.word(find_code) == after); // once is enough
}

SCENARIO("a thousand outsiders who guess get a hundred looks a minute together", "[handlers][check_in][guessing]")
{
    World world;
    Crowd crowd{world, "B2"};
    world.says("王书记", "发起会议 党员大会 今天8:10 302 议题 学习");
    world.says("王书记", "确认");
    const auto seed = 20240507u;
    INFO("seed " << seed);
    std::mt19937 dice{seed};

    CHECK(crowd.guess(3, dice) == 100);
    CHECK(world.number(count_present) == 0);
    CHECK(world.number(find_digits) == 6); // the room is not troubled
    const auto code = world.word(find_code);
    CHECK_THAT(world.says("周书记", code), Contains("过一分钟")); // a true guest waits like everybody
    CHECK_THAT(world.says("李梅", code), Contains("第1位"));      // who is on the list does not
    world.pass(61s);
    CHECK_THAT(world.says("周书记", code), Contains("第2位"));
}

TEST_CASE("a guess counts on every meeting that is open for the member", "[handlers][check_in][guessing]")
{
    World world;
    world.call_meeting("B1", world.now() + 10min, "code", "members_meeting", "482913");
    world.call_meeting("G1", world.now() + 15min, "code", "members_meeting", "600700");
    for (int i = 0; i < 5; ++i)
        CHECK_THAT(world.says("李梅", "111111"), Contains("不对"));
    CHECK_THAT(world.says("李梅", "482913"), Contains("过一分钟"));
    CHECK_THAT(world.says("李梅", "600700"), Contains("过一分钟"));
    world.pass(60s);
    CHECK_THAT(world.says("李梅", "600700"), Contains("第1位"));
    CHECK_THAT(world.says("李梅", "482913"), Contains("第1位"));
}

TEST_CASE("a guess does not read the register of all the years", "[handlers][check_in][guessing]")
{
    World world;
    for (int i = 0; i < 40; ++i)
        world.call_meeting("B2", world.now() + 10min, "turning", "members_meeting", "");
    world.write([](Tx& tx) {
        static constexpr Sql meetings{"test.meetings", R"sql(
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
            INSERT INTO meetings (org_id, kind, day, starts_at, ends_at, opens_at, late_at, leave_until, mode, code, secret, scene,
                                  status, called_by, called_at)
            SELECT org_id, kind, day - i, starts_at - i * 86400, ends_at - i * 86400, opens_at - i * 86400, late_at, leave_until,
                   mode, '', secret, scene || ' ' || i, 'closed', called_by, called_at
            FROM n JOIN (SELECT * FROM meetings ORDER BY id LIMIT 1)
        )sql"};
        static constexpr Sql attendance{"test.attendance", R"sql(
            INSERT INTO attendance (meeting_id, member_id, starts_at, home_org, category, due, entitled, status)
            SELECT m.id, p.id, m.starts_at, p.home_org, p.category, 1, 1, 'absent'
            FROM meetings m JOIN members p WHERE m.status = 'closed'
        )sql"};
        tx.execute(meetings, {});
        tx.execute(attendance, {});
    });
    // Forty turning meetings of others are looked through. Reading 90,000 rows for each took a second and more.
    const auto began = std::chrono::steady_clock::now();
    CHECK_FALSE(world.says("李梅", "签到 000000").empty());
    CHECK(std::chrono::steady_clock::now() - began < 300ms);
}
