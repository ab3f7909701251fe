#include "handlers/timers.hpp"
#include "storage/outbox.hpp"
#include "storage/retention.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch.hpp>

using namespace fingertip;
using fingertip::tests::World;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

constexpr storage::Sql count_letters{"test.letters", "SELECT count(*) FROM outbox"};
constexpr storage::Sql count_open{"test.open", "SELECT count(*) FROM conversations WHERE state IS NOT NULL"};
constexpr storage::Sql count_failures{"test.failures", "SELECT count(*) FROM binding_failures"};
constexpr storage::Sql count_wrong{"test.wrong", "SELECT count(*) FROM wrong_codes WHERE account <> ''"};
constexpr storage::Sql count_invitations{"test.invitations", "SELECT count(*) FROM invitations"};

/// One round of a job, as the scheduler gives it.
void fire(World& world, const std::string& kind)
{
    world.write([&](storage::Tx& tx) {
        const auto around = world.installation().surroundings();
        handlers::TimerContext ctx{around, tx, world.now()};
        handlers::fire(ctx, {kind, 0, world.now(), 0});
    });
}

void forget(World& world)
{
    fire(world, "forget");
}

} // namespace

SCENARIO("what has served its purpose is forgotten in time, and nothing sooner", "[handlers][retention]")
{
    World world;
    GIVEN("letters said, waiting and expired")
    {
        world.write([&](storage::Tx& tx) {
            const auto& vault = *world.installation().vault;
            storage::outbox::post(tx, vault, world.member("李梅"), "note", "说过的", world.now(), {});
            storage::outbox::post(tx, vault, world.member("张三"), "note", "还没说的", world.now(), {});
            storage::outbox::post(tx, vault, world.member("赵六"), "note", "过期的", world.now(), world.now() + 1h);
        });
        CHECK_THAT(world.says("李梅", "今日"), Contains("说过的"));
        world.pass(6 * 24h);
        forget(world);
        CHECK(world.number(count_letters) == 3);
        world.pass(2 * 24h);
        forget(world);
        CHECK(world.number(count_letters) == 1);
        CHECK_THAT(world.says("张三", "今日"), Contains("还没说的"));
    }
    GIVEN("a dialogue that nobody ended")
    {
        world.says("李梅", "设置");
        world.says("李梅", "English");
        world.says("李梅", "unbind");
        REQUIRE(world.number(count_open) > 0);
        world.pass(7 * 24h);
        forget(world);
        CHECK(world.number(count_open) > 0); // it ended two hours after its opening
        world.pass(3h);
        forget(world);
        CHECK(world.number(count_open) == 0);
        CHECK_THAT(world.says("李梅", "me"), !Contains("我的")); // the language stays
    }
    GIVEN("failed claims, an unused invitation and a wrong code")
    {
        world.says("陌生人", "绑定 无名氏 13800000000");
        world.says("陌生人", "同意");
        world.says("陌生人", "绑定 ABCDEFGHJKLMNPQRSTUV");
        world.says("王书记", "邀请 钱七");
        world.says("王书记", "确认");
        world.call_meeting("B1", world.now() + 10min);
        world.says("张三", "签到 000000");
        const auto failures = world.number(count_failures);
        REQUIRE(failures > 0);
        const auto wrong = world.number(count_wrong); // for the meeting, and for the meetings of others
        REQUIRE(wrong > 0);
        REQUIRE(world.number(count_invitations) == 1);
        forget(world);
        CHECK(world.number(count_failures) == failures);
        CHECK(world.number(count_wrong) == wrong);
        CHECK(world.number(count_invitations) == 1);
        world.pass(2h);
        forget(world);
        CHECK(world.number(count_failures) == 0);
        world.pass(48h);
        forget(world);
        CHECK(world.number(count_wrong) == 1); // what was tried on the meetings of others has no time
        fire(world, "forget_guests");
        CHECK(world.number(count_wrong) == 0);
        CHECK(world.number(count_invitations) == 1);
        world.pass(40 * 24h);
        forget(world);
        CHECK(world.number(count_invitations) == 0);
    }
}

TEST_CASE("the walks go through everything in bounded bites, and begin again", "[handlers][retention]")
{
    World world;
    const auto& vault = *world.installation().vault;
    for (int i = 0; i < 25; ++i) {
        const auto who = "路人" + std::to_string(i);
        world.says(who, "绑定"); // opens a dialogue
        world.write([&](storage::Tx& tx) {
            storage::outbox::post(tx, vault, world.member("张三"), "note", "过期的", world.now(), world.now() + 1h);
        });
    }
    const auto open = world.number(count_open);
    REQUIRE(open >= 25);
    REQUIRE(world.number(count_letters) == 25);
    world.pass(30 * 24h);
    std::int64_t place = 0, letters = 0, conversations = 0;
    for (int round = 0; round < 30;
         ++round) // more than one walk: 25 rows in bites of 3, and what the roster has besides
        world.write([&](storage::Tx& tx) {
            const auto gone = storage::retention::forget_letters(tx, world.now() - 1h, place, 3);
            CHECK(gone <= 3);
            letters += gone;
            const auto cleared = storage::retention::forget_conversations(tx, world.now() - 1h, 3);
            CHECK(cleared <= 5); // the last bite takes what is left behind the last border
            conversations += cleared;
        });
    CHECK(letters == 25);
    CHECK(conversations == open);
    CHECK(world.number(count_open) == 0);
    world.says("又一个", "绑定");
    world.pass(30 * 24h);
    for (int round = 0; round < 30; ++round)
        world.write([&](storage::Tx& tx) { storage::retention::forget_conversations(tx, world.now() - 1h, 3); });
    CHECK(world.number(count_open) == 0); // the walk began again
}
