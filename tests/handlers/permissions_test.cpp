#include "handlers/commands.hpp"
#include "handlers/roles.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using namespace fingertip;
using Catch::Contains;
using fingertip::tests::World;
using handlers::Capability;
using handlers::Distance;
using handlers::Role;

namespace {

/// How far each role reaches with each capability, written down a second time by hand: '-' not at all, 'o' its own
/// organisation, 's' the subtree. Roles in the order of all_roles.
struct Line
{
    Capability capability;
    const char* reach;
};
constexpr Line expected[] = {
    //                          m g c d s i w a   member, group leader, committee, deputy, secretary, instructor,
    //                          worker, admin
    {Capability::anyone, /*      */ "ssssssss"}, {Capability::take_part, /*   */ "ssssssss"},
    {Capability::call_meeting, /**/ "-o-ss--s"}, {Capability::see_roll, /*    */ "-oosssos"},
    {Capability::keep_minutes, /**/ "-ooss-os"}, {Capability::correct_roll, /**/ "-o-ss--s"},
    {Capability::decide, /*      */ "---ss--s"}, {Capability::review, /*      */ "-o-ss--s"},
    {Capability::invite, /*      */ "--oss-os"}, {Capability::edit_roster, /* */ "----s--s"},
    {Capability::appoint, /*     */ "----s--s"}, {Capability::award_points, /**/ "---ss--s"},
};

char reach_of(Capability capability, Role role)
{
    for (const auto& line : expected)
        if (line.capability == capability)
            return line.reach[static_cast<std::size_t>(role)];
    return '?';
}

/// What each command asks for, written down a second time by hand.
const std::map<std::string_view, Capability> commands_expected{
    {"今日", Capability::anyone},         {"绑定", Capability::anyone},
    {"设置", Capability::anyone},         {"隐私", Capability::anyone},
    {"更多", Capability::anyone},         {"帮助", Capability::anyone},
    {"签到", Capability::take_part},      {"会议", Capability::take_part},
    {"补签", Capability::take_part},      {"撤回", Capability::take_part},
    {"积分", Capability::take_part},      {"明细", Capability::take_part},
    {"我的", Capability::take_part},      {"解绑", Capability::take_part},
    {"打错了", Capability::take_part},    {"发起会议", Capability::call_meeting},
    {"签到码", Capability::call_meeting}, {"散会", Capability::call_meeting},
    {"改期", Capability::call_meeting},   {"取消会议", Capability::call_meeting},
    {"点名", Capability::see_roll},       {"会议总结", Capability::see_roll},
    {"记一笔", Capability::award_points}, {"冲销", Capability::award_points},
    {"请假", Capability::take_part},      {"取消请假", Capability::take_part},
    {"待办", Capability::review},         {"审批", Capability::review},
    {"同意", Capability::review},         {"撤销绑定", Capability::decide},
    {"邀请", Capability::invite},         {"改手机号", Capability::edit_roster},
    {"免到", Capability::edit_roster},    {"任命", Capability::appoint},
    {"免职", Capability::appoint},        {"会议记录", Capability::keep_minutes},
    {"决议", Capability::keep_minutes},   {"记录人", Capability::call_meeting},
    {"主持人", Capability::call_meeting}, {"申诉", Capability::take_part},
    {"代请假", Capability::correct_roll},
};

constexpr storage::Sql end_offices{"test.end_offices", "UPDATE assignments SET until_on = 0"};
constexpr storage::Sql appoint{"test.appoint",
                               "INSERT INTO assignments (member_id, org_id, role, from_on) VALUES ($1, $2, $3, 0)"};
constexpr storage::Sql changes{"test.changes", R"sql(
    SELECT (SELECT count(*) FROM bindings) * 1000000 + (SELECT count(*) FROM invitations) * 100000
        + (SELECT count(*) FROM assignments WHERE until_on IS NULL) * 10000 + (SELECT count(*) FROM points_entries) * 1000
        + (SELECT count(*) FROM audit) * 100 + (SELECT count(*) FROM requests WHERE state <> 'open') * 10
        + (SELECT count(*) FROM meetings WHERE status <> 'called' OR starts_at <> 1714954200)
)sql"};
constexpr storage::Sql phones{"test.phones",
                              "SELECT group_concat(hex(phone_key) || coalesce(due_exempt_until, '')) FROM "
                              "(SELECT phone_key, due_exempt_until FROM members ORDER BY id)"};

} // namespace

TEST_CASE("every role reaches as far as written down, with every capability", "[handlers][permissions]")
{
    for (const auto& line : expected)
        for (const auto role : handlers::all_roles) {
            INFO("capability " << static_cast<int>(line.capability) << " role " << handlers::name(role));
            const char reach = line.reach[static_cast<std::size_t>(role)];
            CHECK(handlers::may(role, line.capability, Distance::own) == (reach != '-'));
            CHECK(handlers::may(role, line.capability, Distance::below) == (reach == 's'));
            CHECK_FALSE(handlers::may(role, line.capability, Distance::other));
        }
}

TEST_CASE("every command asks for the capability written down", "[handlers][permissions]")
{
    for (const auto& command : handlers::commands()) {
        INFO(command.name);
        const auto found = commands_expected.find(command.name);
        // A new command belongs into the table above as well.
        REQUIRE(found != commands_expected.end());
        CHECK(command.may == found->second);
    }
    CHECK(handlers::commands().size() == commands_expected.size());
}

TEST_CASE("the menu shows a role exactly what it may use somewhere", "[handlers][permissions]")
{
    World world;
    const auto role = GENERATE(from_range(handlers::all_roles.begin(), handlers::all_roles.end()));
    INFO(handlers::name(role));
    world.write([&](storage::Tx& tx) {
        tx.execute(end_offices);
        tx.execute(appoint, {world.member("张三").value, world.organization("B1").value, handlers::name(role)});
    });
    auto menu = world.says("张三", "帮助");
    while (menu.find("⟦更多⟧") != std::string::npos && menu.find("……还有") != std::string::npos) {
        menu.erase(menu.find("……还有"));
        menu += world.says("张三", "更多");
    }
    for (const auto& command : handlers::commands()) {
        INFO(command.name);
        CHECK((menu.find("⟦" + std::string{command.name} + "⟧") != std::string::npos) ==
              (reach_of(command.may, role) != '-'));
    }
}

TEST_CASE("a command is refused to whoever may use it nowhere, and changes nothing", "[handlers][permissions]")
{
    World world;
    world.call_meeting("B1", world.now() + std::chrono::minutes{10});
    const auto before = world.number(changes);
    for (const auto& command : handlers::commands()) {
        if (reach_of(command.may, Role::member) != '-')
            continue;
        INFO(command.name);
        CHECK_THAT(world.says("李梅", std::string{command.name} + " 1"), Contains("要由书记或管理员来办"));
        CHECK_THAT(world.says("陌生人", std::string{command.name} + " 1"), Contains("先绑定"));
    }
    CHECK(world.number(changes) == before);
}

TEST_CASE("role by role, a command reaches its own organisation, what is below, and nothing else",
          "[handlers][permissions]")
{
    struct Act
    {
        Capability capability;
        const char* name;
        std::string text;
        const char* done; ///< part of the reply where it is allowed
    };
    // 李 in each place: 钱七 of B1 (own), 孙八 of P1 (below), 吴九 of B2 (other).
    World world;
    const auto role = GENERATE(from_range(handlers::all_roles.begin(), handlers::all_roles.end()));
    world.add_member("1098", "周一", "full", "B1", "member", false);
    world.add_member("1099", "周二", "full", "P1", "member", false);
    world.add_member("2099", "周三", "full", "B2", "member", false);
    world.says("号一", "绑定 周一 1098");
    world.says("号一", "同意");
    world.says("号二", "绑定 周二 1099");
    world.says("号二", "同意");
    world.says("号三", "绑定 周三 2099");
    world.says("号三", "同意");
    world.write([&](storage::Tx& tx) {
        tx.execute(end_offices);
        tx.execute(appoint, {world.member("张三").value, world.organization("B1").value, handlers::name(role)});
    });
    struct Target
    {
        const char* person;
        const char* org;
        int request;
        char needs; ///< reach that allows it: 'o' any, 's' the subtree, '!' none
    };
    for (const auto& target :
         {Target{"周一", "B1", 1, 'o'}, Target{"周二", "P1", 2, 's'}, Target{"周三", "B2", 3, '!'}}) {
        const std::string who = target.person;
        const std::string org = target.org;
        const std::vector<Act> acts{
            {Capability::decide, "审批", "审批 " + std::to_string(target.request), "申请绑定"},
            {Capability::invite, "邀请", "邀请 " + who, "邀请码：\n"},
            {Capability::invite, "邀请支部", "邀请 支部 " + org, "邀请码：\n"},
            {Capability::edit_roster, "改手机号", "改手机号 " + who + " 13900009999", "回复 ⟦确认⟧ 更改"},
            {Capability::edit_roster, "免到", "免到 " + who + " 6月30日 生病", "回复 ⟦确认⟧ 记上"},
            {Capability::appoint, "任命", "任命 " + who + " 委员", "回复 ⟦确认⟧ 任命"},
            {Capability::award_points, "记一笔", "记一笔 " + who + " +1 帮忙", "回复 ⟦确认⟧ 记上"},
        };
        for (const auto& act : acts) {
            INFO(handlers::name(role) << ": " << act.text);
            const auto reach = reach_of(act.capability, role);
            const bool allowed = target.needs == 'o' ? reach != '-' : target.needs == 's' ? reach == 's' : false;
            const auto before = world.number(changes);
            const auto roster = world.word(phones);
            const auto reply = world.says("张三", act.text);
            CHECK((reply.find(act.done) != std::string::npos) == allowed);
            if (allowed) {
                world.says("张三", "取消");
                continue;
            }
            // Refused: agreeing to it afterwards does nothing either.
            world.says("张三", "确认");
            CHECK(world.number(changes) == before);
            CHECK(world.word(phones) == roster);
        }
    }
}

TEST_CASE("an office that has ended or not begun gives nothing", "[handlers][permissions]")
{
    World world;
    world.write([&](storage::Tx& tx) { tx.execute(end_offices); });
    CHECK_THAT(world.says("王书记", "改手机号 李梅 13900009999"), Contains("要由书记或管理员来办"));
    CHECK_THAT(world.says("郑管理", "待办"), Contains("要由书记或管理员来办"));
}
