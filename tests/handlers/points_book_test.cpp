#include "storage/points.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch.hpp>

using namespace fingertip;
using fingertip::tests::World;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

constexpr storage::Sql count_entries{"test.entries", "SELECT count(*) FROM points_entries"};
constexpr storage::Sql last_entry{"test.last_entry", "SELECT max(id) FROM points_entries"};
constexpr storage::Sql spoil{"test.spoil",
                             "UPDATE points_totals SET points = points + 1 WHERE member_id = $1 AND period = ''"};
constexpr storage::Sql cap_rule{"test.cap", "UPDATE points_rules SET cap_month = 7 WHERE rule = 'meeting_attended'"};

std::optional<storage::MemberId> wrong(World& world)
{
    std::optional<storage::MemberId> found;
    world.database().read_now([&](storage::ReadTx& tx) { found = storage::points::first_wrong(tx); });
    return found;
}

std::int64_t award(World& world, std::int64_t meeting, std::int64_t day)
{
    std::int64_t given = 0;
    world.write([&](storage::Tx& tx) {
        given = storage::points::award(tx, world.member("李梅"), "meeting_attended", meeting,
                                       world.installation().zone->period(day), world.now());
    });
    return given;
}

} // namespace

SCENARIO("a secretary notes a matter in one line, a preview and a confirmation", "[handlers][points]")
{
    World world;
    const auto preview = world.says("王书记", "记一笔 李梅 +3 帮扶老人");
    CHECK_THAT(preview, Contains("星火支部") && Contains("李梅") && Contains("+3") && Contains("帮扶老人"));
    CHECK(world.number(count_entries) == 0);
    GIVEN("it is confirmed")
    {
        CHECK_THAT(world.says("王书记", "确认"), Contains("已给李梅记+3分"));
        CHECK(world.points("李梅") == 3);
        THEN("the confirmation delivered again changes nothing")
        {
            world.repeats_last();
            CHECK(world.points("李梅") == 3);
        }
        THEN("the member is told once, with the next reply, and sees it in the book")
        {
            CHECK_THAT(world.says("李梅", "积分"), Contains("给您记了+3分：帮扶老人") && Contains("共3分"));
            CHECK_THAT(world.says("李梅", "明细"), Contains("+3 帮扶老人") && !Contains("给您记了"));
        }
        WHEN("it is reversed")
        {
            const auto entry = std::to_string(world.number(last_entry));
            CHECK_THAT(world.says("王书记", "冲销 " + entry + " 记错人"), Contains("将冲销" + entry + "号"));
            CHECK_THAT(world.says("王书记", "确认"), Contains("已冲销"));
            THEN("both lines stay in the ledger and the balance is what it was")
            {
                CHECK(world.points("李梅") == 0);
                CHECK(world.number(count_entries) == 2);
                CHECK_THAT(world.says("李梅", "明细"), Contains("（已冲销）") && Contains("冲销" + entry + "号"));
                CHECK_THAT(world.says("王书记", "冲销 " + entry + " 再来"), Contains("已经冲销过"));
                CHECK_FALSE(wrong(world));
            }
        }
    }
    GIVEN("it is dropped")
    {
        CHECK_THAT(world.says("王书记", "取消"), Contains("已取消"));
        CHECK_THAT(world.says("王书记", "确认"), !Contains("已给"));
        CHECK(world.number(count_entries) == 0);
    }
}

SCENARIO("only whoever may award points does, and only below", "[handlers][points]")
{
    World world;
    CHECK_THAT(world.says("李梅", "记一笔 张三 +3 帮忙"), Contains("要由书记"));
    CHECK_THAT(world.says("周书记", "记一笔 李梅 +3 帮忙"), Contains("没有找到“李梅”"));
    CHECK_THAT(world.says("郑管理", "记一笔 李梅 +3 帮忙"), Contains("确认"));
    CHECK_THAT(world.says("王书记", "记一笔 李梅 -3 迟到"), Contains("不扣分"));
    CHECK_THAT(world.says("王书记", "记一笔 李梅 +3000 手滑"), Contains("最多"));
    CHECK_THAT(world.says("王书记", "记一笔 李梅"), Contains("请这样发"));
    CHECK(world.number(count_entries) == 0);
}

SCENARIO("a rule's caps cut the award, and a reversal gives room again", "[handlers][points]")
{
    World world;
    world.write([](storage::Tx& tx) { tx.execute(cap_rule); });
    const auto day = world.installation().zone->day(world.now());
    CHECK(award(world, 1, day) == 5);
    CHECK(award(world, 1, day) == 0); // the same meeting again
    CHECK(award(world, 2, day) == 2); // the month's cap of 7
    CHECK(award(world, 3, day) == 0);
    CHECK(award(world, 3, day + 31) == 5); // another month
    CHECK(world.points("李梅") == 12);
    world.write([&](storage::Tx& tx) {
        const auto& vault = *world.installation().vault;
        const auto entry = storage::points::standing(tx, vault, world.member("李梅"), "meeting_attended", 1);
        REQUIRE(entry);
        storage::points::reverse(tx, vault, *entry, world.installation().zone->period(day), "", {}, world.now());
    });
    CHECK(world.points("李梅") == 7);
    CHECK(award(world, 1, day) == 5); // earned again
    CHECK(world.points("李梅") == 12);
    CHECK_FALSE(wrong(world));
}

SCENARIO("a running balance that does not fit the ledger is found", "[handlers][points]")
{
    World world;
    const auto day = world.installation().zone->day(world.now());
    award(world, 1, day);
    CHECK_FALSE(wrong(world));
    world.write([&](storage::Tx& tx) { tx.execute(spoil, {world.member("李梅").value}); });
    CHECK(wrong(world) == world.member("李梅"));
}
