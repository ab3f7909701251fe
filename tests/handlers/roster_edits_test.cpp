#include "storage/people/members.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch.hpp>

using namespace fingertip;
using fingertip::tests::World;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

constexpr storage::Sql audited{"test.audited", "SELECT count(*) FROM audit WHERE act = $1 AND subject = $2"};
constexpr storage::Sql held{"test.held", "SELECT count(*) FROM assignments WHERE member_id = $1 AND role = $2 AND "
                                         "until_on IS NULL"};
constexpr storage::Sql due_of{"test.due", "SELECT due FROM attendance WHERE member_id = $1"};

storage::Member person(World& world, const std::string& name)
{
    storage::Member found;
    world.database().read_now([&](storage::ReadTx& tx) {
        found = *storage::members::find(tx, *world.installation().vault, world.member(name));
    });
    return found;
}

} // namespace

SCENARIO("a secretary corrects a phone", "[handlers][roster]")
{
    World world;
    const auto* said =
        GENERATE("改手机号 李梅 13900001234", "改手机号 13900001234 李梅", "改手机号 1002 139 0000 1234");
    INFO(said);
    CHECK_THAT(world.says("王书记", said), Contains("星火支部：李梅（1002）") && Contains("138****1002 → 139****1234"));
    CHECK(person(world, "李梅").phone == "13800001002");
    GIVEN("it is confirmed")
    {
        CHECK_THAT(world.says("王书记", "确认"), Contains("已更改") && Contains("139****1234"));
        CHECK(person(world, "李梅").phone == "13900001234");
        CHECK(person(world, "李梅").name == "李梅");
        CHECK(world.number(audited, {"phone_changed", world.member("李梅").value}) == 1);
        CHECK_THAT(world.says("李梅", "积分"), Contains("王书记更改了您登记的手机号：139****1234"));
        THEN("the new one proves who she is, the old one does not")
        {
            world.says("别号", "绑定 李梅 13800001002");
            CHECK_THAT(world.says("别号", "同意"), Contains("没有核对上"));
            CHECK_THAT(world.says("别号", "李梅 13900001234"), Contains("要由书记来定"));
        }
    }
    GIVEN("it is dropped")
    {
        world.says("王书记", "取消");
        world.says("王书记", "确认");
        CHECK(person(world, "李梅").phone == "13800001002");
    }
    GIVEN("the office ends in between")
    {
        world.says("郑管理", "免职 王书记 书记");
        world.says("郑管理", "确认");
        CHECK_THAT(world.says("王书记", "确认"), Contains("没有改动"));
        CHECK(person(world, "李梅").phone == "13800001002");
    }
}

SCENARIO("equal names are told apart by their number", "[handlers][roster]")
{
    World world;
    world.add_member("1055", "李梅", "full", "P1", "member", false);
    const auto which = world.says("王书记", "改手机号 李梅 13900001234");
    CHECK_THAT(which, Contains("不止一位") && Contains("1002") && Contains("1055"));
    CHECK_THAT(world.says("王书记", "确认"), !Contains("已更改"));
    CHECK_THAT(world.says("王书记", "改手机号 1055 13900001234"), Contains("李梅（1055）"));
}

SCENARIO("an office is given and ended, and rights follow at once", "[handlers][roster]")
{
    World world;
    CHECK_THAT(world.says("李梅", "待办"), Contains("要由书记"));
    CHECK_THAT(world.says("王书记", "任命 李梅 副书记"), Contains("星火支部：任命李梅（1002）为副书记"));
    CHECK(world.number(held, {world.member("李梅").value, "deputy_secretary"}) == 0);
    CHECK_THAT(world.says("王书记", "确认"), Contains("已任命"));
    CHECK(world.number(audited, {"appointed", world.member("李梅").value}) == 1);
    CHECK_THAT(world.says("李梅", "待办"), Contains("您已任星火支部副书记") && Contains("没有等您处理"));
    CHECK_THAT(world.says("王书记", "任命 李梅 副书记"), Contains("已经是"));

    CHECK_THAT(world.says("王书记", "免职 李梅 副书记"), Contains("免去李梅（1002）的副书记"));
    CHECK_THAT(world.says("王书记", "确认"), Contains("已免去"));
    CHECK_THAT(world.says("李梅", "待办"), Contains("您不再任星火支部副书记") && Contains("要由书记"));
    CHECK_THAT(world.says("王书记", "免职 李梅 副书记"), Contains("现在没有任"));

    CHECK_THAT(world.says("王书记", "任命 李梅 组长 第一小组"), Contains("第一小组：任命李梅"));
    world.says("王书记", "取消");
    CHECK_THAT(world.says("王书记", "任命 李梅 组长 P1"), Contains("第一小组：任命李梅"));
    world.says("王书记", "取消");
    CHECK_THAT(world.says("王书记", "任命 李梅 书记 灯塔支部"), Contains("没有找到组织“灯塔支部”"));
    CHECK_THAT(world.says("王书记", "任命 李梅 大王"), Contains("请这样发"));
    CHECK_THAT(world.says("郑管理", "免职 郑管理 管理员"), Contains("最后一位管理员"));
}

SCENARIO("an exemption has a last day and a reason, and takes its person out of the count", "[handlers][roster]")
{
    World world;
    CHECK_THAT(world.says("王书记", "免到 李梅 6月30日 长期患病"),
               Contains("李梅（1002）免到至6月30日") && Contains("长期患病"));
    CHECK_FALSE(person(world, "李梅").due_exempt_until);
    CHECK_THAT(world.says("王书记", "确认"), Contains("免到至6月30日"));
    CHECK(person(world, "李梅").due_exempt_until == 19'904);
    CHECK(person(world, "李梅").due_exempt_reason == "长期患病");
    CHECK(world.number(audited, {"exempted", world.member("李梅").value}) == 1);
    CHECK_THAT(world.says("李梅", "积分"), Contains("已为您记免到") && Contains("长期患病"));
    WHEN("a meeting opens")
    {
        world.call_meeting("B1", world.now() + 10min);
        world.says("张三", "482913");
        CHECK(world.number(due_of, {world.member("李梅").value}) == 0);
        CHECK(world.number(due_of, {world.member("张三").value}) == 1);
    }
    WHEN("it is ended")
    {
        CHECK_THAT(world.says("王书记", "免到 李梅 取消"), Contains("取消李梅（1002）的免到"));
        CHECK_THAT(world.says("王书记", "确认"), Contains("已取消"));
        CHECK_FALSE(person(world, "李梅").due_exempt_until);
        CHECK(person(world, "李梅").due_exempt_reason.empty());
        CHECK_THAT(world.says("王书记", "免到 李梅 取消"), Contains("现在没有免到"));
    }
    CHECK_THAT(world.says("王书记", "免到 李梅 2月30日 病"), Contains("没看懂"));
    CHECK_THAT(world.says("王书记", "免到 李梅 2020-01-01 病"), Contains("已经过去"));
    CHECK_THAT(world.says("王书记", "免到 李梅 6月30日"), Contains("请这样发"));
    CHECK_THAT(world.says("王书记", "免到 李梅"), Contains("请这样发"));
}
