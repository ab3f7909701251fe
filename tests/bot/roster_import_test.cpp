#include "bot/books.hpp"
#include "bot/roster/words.hpp"
#include "bot/tables/table_writer.hpp"
#include "handlers/words/calendar.hpp"
#include "storage/audit.hpp"
#include "storage/people/bindings.hpp"
#include "storage/people/members.hpp"
#include "storage/people/offices.hpp"
#include "storage/people/own_record.hpp"
#include "storage/people/platform_users.hpp"
#include "storage/people/roster_staging.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <fstream>
#include <future>
#include <iostream>
#include <thread>

using namespace fingertip;
using Catch::Matchers::Contains;
using tests::World;

namespace {

bot::BookAnswer run(World& world, const std::string& operation, const std::string& input,
                    std::map<std::string, std::string> options = {})
{
    bot::Books books{world.database(), world.installation(), [&] { return world.now(); }};
    return bot::run_book_operation(books, {operation, std::move(options), input});
}

bot::BookAnswer import_members(World& world, const std::string& lines, std::map<std::string, std::string> options = {})
{
    return run(world, "import-members", "member_no,name,phone,category,home_org,host_org,role\n" + lines,
               std::move(options));
}

storage::Member find(World& world, const std::string& no)
{
    std::optional<storage::Member> found;
    world.database().read_now(
        [&](storage::ReadTx& tx) { found = storage::members::find_by_number(tx, *world.installation().vault, no); });
    REQUIRE(found);
    return *found;
}

std::vector<std::string> offices(World& world, const std::string& no)
{
    std::vector<std::string> roles;
    const auto id = find(world, no).id;
    const auto today = world.installation().zone->day(world.now());
    world.database().read_now([&](storage::ReadTx& tx) {
        for (const auto& office : storage::offices::of(tx, id, today))
            roles.push_back(office.path + office.role);
    });
    std::sort(roles.begin(), roles.end());
    return roles;
}

std::string file(const std::string& name)
{
    std::ifstream in{FINGERTIP_SOURCE_DIR "/tests/fixtures/roster/" + name, std::ios::binary};
    REQUIRE(in);
    return {std::istreambuf_iterator<char>{in}, {}};
}

constexpr storage::Sql count_members{"test.members", "SELECT count(*) FROM members"};
constexpr storage::Sql count_affiliations{"test.affiliations",
                                          "SELECT count(*) FROM affiliations a JOIN members m ON m.id = a.member_id "
                                          "WHERE m.member_no = $1"};
constexpr storage::Sql count_staged{"test.staged", "SELECT count(*) FROM roster_staging"};
constexpr storage::Sql count_audit{"test.audit", "SELECT count(*) FROM audit WHERE act = $1"};
constexpr storage::Sql everything{
    "test.everything",
    "SELECT group_concat(id || hex(name) || coalesce(hex(phone), '') || home_org || rights_suspended) "
    "FROM (SELECT * FROM members ORDER BY id)"};

} // namespace

TEST_CASE("days are read in the forms that people and spreadsheets use", "[bot][roster]")
{
    const auto day = *handlers::day_of(2020, 7, 1);
    const auto text = GENERATE(as<std::string>{}, "2020-07-01", "2020-7-1", "2020/7/1", "2020.07.01", "20200701",
                               "2020年7月1日", "2020-07-01 00:00:00", "2020-07-01T00:00:00", "44013");
    CAPTURE(text);
    CHECK(bot::roster::day_from(text, false) == day);
}

TEST_CASE("what is no day is none", "[bot][roster]")
{
    const auto text = GENERATE(as<std::string>{}, "", "2020-02-30", "2020-07", "去年", "1", "20-07-01", "2020-07-01-",
                               "99999999", "2020--7-1", "2020-7-1x");
    CAPTURE(text);
    CHECK_FALSE(bot::roster::day_from(text, false));
    CHECK(bot::roster::day_from("42551", true) == handlers::day_of(2020, 7, 1));
}

TEST_CASE("a members file with Chinese headers in GB18030 comes in", "[bot][roster]")
{
    World world;
    const auto answer = run(world, "import-members", file("members-gb18030.csv"));
    INFO(answer.errors);
    REQUIRE(answer.exit == 0);
    CHECK_THAT(answer.output, Contains("members: 3 new, 0 changed"));
    const auto one = find(world, "3001");
    CHECK(one.name == "陈一");
    CHECK(one.phone == "13800003001");
    CHECK(one.category == "full");
    CHECK(one.home == world.organization("B1"));
    CHECK(one.unit == "远景科技");
    CHECK(one.joined_on == handlers::day_of(2011, 7, 1));
    CHECK(one.confirmed_on == handlers::day_of(2012, 7, 1));
    CHECK(offices(world, "3001").size() == 2);
    const auto two = find(world, "3002");
    CHECK(two.phone == "13800003002");
    CHECK(two.host == world.organization("B1"));
    const auto three = find(world, "3003");
    CHECK(three.name == "黄𠮷");
    CHECK(three.rights_suspended);
    CHECK(three.due_exempt_reason == "长期患病");
    CHECK(world.number(count_staged) == 0);
}

TEST_CASE("a members file may be a workbook, whose days are numbers", "[bot][roster]")
{
    World world;
    const auto writer = bot::tables::make_table_writer(
        "xlsx", {"入党日期", "职务", "流入组织", "所在组织", "类别", "手机号", "姓名", "编号"});
    writer->row({44013LL, "书记", std::monostate{}, "B2", "正式党员", 13800004001LL, "=何四", 4001LL});
    const auto answer = run(world, "import-members", writer->finish());
    INFO(answer.errors);
    REQUIRE(answer.exit == 0);
    const auto member = find(world, "4001");
    CHECK(member.name == "=何四");
    CHECK(member.phone == "13800004001");
    CHECK(member.joined_on == handlers::day_of(2020, 7, 1));
}

TEST_CASE("every faulty line is told with number, column and reason, and nothing is written", "[bot][roster]")
{
    World world;
    const auto before = world.word(everything);
    const auto answer = run(world, "import-members",
                            "member_no,name,phone,category,home_org,host_org,role,more_roles,joined_on,confirmed_on,"
                            "rights_suspended\n"
                            "5001,好人,13800005001,full,B1,,,,,,\n"
                            "5001,重号,,full,B1,,,,,,\n"
                            "5003,,,full,B1,,,,,,\n"
                            "5004,坏号码,1380000,full,B1,,,,,,\n"
                            "5005,坏类别,,贵宾,B1,,,,,,\n"
                            "5006,坏支部,,full,B9,,,,,,\n"
                            "5007,坏流入,,full,B1,B9,,,,,\n"
                            "5008,坏职务,,full,B1,,总管,,,,\n"
                            "5009,坏兼任,,full,B1,,,B2,,,\n"
                            "5010,坏日期,,full,B1,,,,2020-02-30,,\n"
                            "5011,倒日期,,full,B1,,,,2020-02-01,2019-02-01,\n"
                            "5012,坏权利,,full,B1,,,,,,也许\n"
                            "5013,掩号码,138****5013,full,B1,,,,,,\n"
                            ",无号,,full,B1,,,,,,\n");
    CHECK(answer.exit == 1);
    for (const auto* fault :
         {"line 3, member_no: the number 5001 is on line 2 already", "line 4, name:", "line 5, phone: '1380000'",
          "line 6, category: '贵宾'",
          "line 7, home_org: there is no "
          "organisation B9",
          "line 8, host_org:", "line 9, role: '总管'", "line 10, more_roles: 'B2'", "line 11, joined_on: '2020-02-30'",
          "line 12, confirmed_on:", "line 13, rights_suspended:", "line 15, member_no: there is no number",
          "nothing was written"})
        CHECK_THAT(answer.errors, Contains(fault));
    CHECK(world.word(everything) == before);
    // What depends on the books is looked at when the file itself is right.
    const auto masked = import_members(world, "5013,掩号码,138****5013,full,B1,,\n");
    CHECK_THAT(masked.errors, Contains("line 2, phone: the number is masked"));
    const auto as_rows = import_members(world, "5004,坏号码,1380000,full,B1,,\n", {{"format", "json"}});
    CHECK_THAT(as_rows.output, Contains("{\"line\":2,\"column\":\"phone\","));
}

TEST_CASE("two hundred faults are told and the others counted", "[bot][roster]")
{
    World world;
    std::string lines;
    for (int i = 0; i < 250; ++i)
        lines += std::to_string(6000 + i) + ",某人,,贵宾,B1,,\n";
    const auto answer = import_members(world, lines);
    CHECK_THAT(answer.errors, Contains("line 201, category") && !Contains("line 202, category"));
    CHECK_THAT(answer.errors, Contains("and 50 more") && Contains("250 faults"));
}

TEST_CASE("a missing column is told, an unknown one is not read", "[bot][roster]")
{
    World world;
    CHECK_THAT(run(world, "import-members", "member_no,name\n1,某人\n").errors,
               Contains("line 1, phone (手机号): the file has no such column") && Contains("home_org (所在组织)"));
    const auto answer = run(world, "import-members",
                            "星座,member_no,name,phone,category,home_org,host_org,role\n天秤,7001,某人,,full,B1,,\n");
    CHECK(answer.exit == 0);
    CHECK_THAT(answer.output, Contains("'星座' is not known"));
}

TEST_CASE("a dry run says what would happen and writes nothing", "[bot][roster]")
{
    World world;
    const auto before = world.word(everything);
    const auto answer = import_members(world, "8001,新人,,full,B1,,\n1002,李梅,,full,B2,,\n", {{"dry-run", "yes"}});
    CHECK(answer.exit == 0);
    CHECK_THAT(answer.output, Contains("1 new, 1 changed (1 transferred), 0 as before; a dry run"));
    CHECK(world.word(everything) == before);
    CHECK(world.number(count_staged) == 0);
}

TEST_CASE("importing again updates and doubles nothing", "[bot][roster]")
{
    World world;
    const std::string lines = "8001,新人,13800008001,full,B1,,secretary\n8002,老人,,masses,B2,,\n";
    REQUIRE(import_members(world, lines).exit == 0);
    const auto people = world.number(count_members);
    const auto before = world.word(everything);
    const auto audited = world.number(count_audit, {"members_imported"});
    world.pass(std::chrono::hours{24});
    CHECK_THAT(import_members(world, lines).output, Contains("0 new, 0 changed (0 transferred), 2 as before"));
    CHECK(world.word(everything) == before);
    CHECK(world.number(count_audit, {"members_imported"}) == audited);
    CHECK_THAT(import_members(world, "8002,老人家,,masses,B2,,\n").output, Contains("0 new, 1 changed"));
    CHECK(find(world, "8002").name == "老人家");
    CHECK(world.number(count_members) == people);
}

TEST_CASE("a person missing from the file is reported by number and stays", "[bot][roster]")
{
    World world;
    const auto people = world.number(count_members);
    const auto answer = import_members(world, "1002,李梅,,full,B1,,\n");
    CHECK_THAT(answer.output, Contains("not in this file, left as they are: " + std::to_string(people - 1) + " (") &&
                                  Contains("1003") && !Contains("张三"));
    CHECK(world.number(count_members) == people);
}

TEST_CASE("a masked phone leaves the stored one and an empty cell removes it", "[bot][roster]")
{
    World world;
    REQUIRE(import_members(world, "8001,新人,13800008001,full,B1,,\n").exit == 0);
    REQUIRE(import_members(world, "8001,新名,138****8001,full,B1,,\n").exit == 0);
    CHECK(find(world, "8001").phone == "13800008001");
    CHECK(find(world, "8001").name == "新名");
    REQUIRE(import_members(world, "8001,新名,,full,B1,,\n").exit == 0);
    CHECK(find(world, "8001").phone.empty());
}

TEST_CASE("a column that the file has not leaves what is stored", "[bot][roster]")
{
    World world;
    REQUIRE(
        run(world, "import-members",
            "member_no,name,phone,category,home_org,host_org,role,unit,due_exempt_until,rights_suspended,more_roles\n"
            "8001,新人,,full,B1,,,远景,2030-01-01,是,B2:instructor\n")
            .exit == 0);
    REQUIRE(import_members(world, "8001,新名,,full,B1,,\n").exit == 0);
    const auto member = find(world, "8001");
    CHECK(member.name == "新名");
    CHECK(member.unit == "远景");
    CHECK(member.due_exempt_until == handlers::day_of(2030, 1, 1));
    CHECK(member.rights_suspended);
    CHECK(offices(world, "8001").size() == 1);
}

TEST_CASE("a new home organisation is a transfer with history and audit", "[bot][roster]")
{
    World world;
    world.pass(std::chrono::hours{1});
    const auto before = world.number(count_affiliations, {"1003"});
    REQUIRE(import_members(world, "1003,张三,,full,B2,,\n").exit == 0);
    CHECK(find(world, "1003").home == world.organization("B2"));
    CHECK(world.number(count_affiliations, {"1003"}) == before + 1);
    CHECK(world.number({"test.open", "SELECT a.org_id FROM affiliations a JOIN members m ON m.id = a.member_id WHERE "
                                     "m.member_no = '1003' AND until_at IS NULL"}) == world.organization("B2").value);
    CHECK(world.number(count_audit, {"transferred"}) == 1);
}

TEST_CASE("roles of an earlier file end with the new one and those given in chat stay", "[bot][roster]")
{
    World world;
    REQUIRE(import_members(world, "8001,新人,,full,B1,,deputy_secretary\n").exit == 0);
    const auto id = find(world, "8001").id;
    const auto org = world.organization("B2");
    const auto today = world.installation().zone->day(world.now());
    world.write([&](storage::Tx& tx) { storage::members::appoint(tx, id, org, "instructor", today); });
    CHECK(offices(world, "8001").size() == 2);
    const auto answer = import_members(world, "8001,新人,,full,B1,,书记\n");
    CHECK_THAT(answer.output, Contains("roles: 1 given, 1 ended"));
    const auto held = offices(world, "8001");
    REQUIRE(held.size() == 2);
    CHECK_THAT(held[0] + held[1], Contains("instructor") && Contains("/secretary"));
    CHECK(world.number(count_audit, {"role_given"}) == 2);
    CHECK(world.number(count_audit, {"role_ended"}) == 1);
}

TEST_CASE("an erased person is not brought back by a file", "[bot][roster]")
{
    World world;
    const auto id = world.member("李梅").value;
    world.write([&](storage::Tx& tx) {
        tx.execute({"test.erase_key", "DELETE FROM person_keys WHERE member_id = $1"}, {id});
        tx.execute({"test.erase", "UPDATE members SET erased_at = 1 WHERE id = $1"}, {id});
    });
    const auto answer = import_members(world, "1002,李梅,13800001002,full,B2,,secretary\n");
    CHECK(answer.exit == 0);
    CHECK_THAT(answer.output, Contains("erased at their own wish, left as they are: 1 (1002)"));
    CHECK(world.number({"test.home", "SELECT home_org FROM members WHERE member_no = '1002'"}) ==
          world.organization("B1").value);
}

TEST_CASE("what somebody erased stays away from files until they bind again", "[bot][roster]")
{
    World world;
    const std::string file = "member_no,name,phone,category,home_org,host_org,role,unit\n"
                             "1002,李梅,13800001002,full,B1,,member,远景公司\n";
    world.says("李梅", "隐私 删除");
    CHECK_THAT(world.says("李梅", "确认"), Contains("已"));
    auto answer = run(world, "import-members", file);
    REQUIRE(answer.exit == 0);
    CHECK_THAT(answer.output, Contains("phone and unit stay away: 1 (1002)") && Contains("1 as before"));
    CHECK(find(world, "1002").phone.empty());
    CHECK(find(world, "1002").unit.empty());
    // Something else about the person changes: only that.
    answer = import_members(world, "1002,李梅,13800001002,full,B2,,\n");
    CHECK_THAT(answer.output, Contains("1 changed (1 transferred)"));
    CHECK(find(world, "1002").phone.empty());
    CHECK(find(world, "1002").home == world.organization("B2"));

    world.write([&](storage::Tx& tx) {
        storage::bindings::bind(tx, World::platform, "o-new", world.member("李梅"), "approval", 1, world.now(),
                                world.now());
    });
    answer = run(world, "import-members", file);
    CHECK_THAT(answer.output, !Contains("stay away"));
    CHECK(find(world, "1002").phone == "13800001002");
    CHECK(find(world, "1002").unit == "远景公司");
}

TEST_CASE("what other platforms call people goes in, comes out, moves and goes away", "[bot][roster]")
{
    World world;
    const std::string header = "member_no,name,phone,category,home_org,host_org,role,wecom_user_id,飞书账号\n";
    const auto exported = [&] {
        return run(world, "export", "", {{"kind", "members"}, {"reason", "核对"}, {"format", "csv"}}).output;
    };
    const auto holder = [&](std::string_view kind, std::string_view user) {
        std::optional<storage::MemberId> found;
        world.database().read_now([&](storage::ReadTx& tx) {
            found = storage::platform_users::find(tx, *world.installation().vault, kind, user);
        });
        return found.value_or(storage::MemberId{});
    };
    const auto lines = [](const std::string& one, const std::string& two) {
        return "1002,李梅,,full,B1,,," + one + "\n8001,新人,,full,B1,,," + two + "\n";
    };
    REQUIRE(run(world, "import-members", header + lines("LiMei,ou_1", "XinRen,")).exit == 0);
    CHECK_THAT(exported(), Contains(",LiMei,,ou_1,") && Contains(",XinRen,,,"));
    CHECK(holder("wecom", "LiMei") == world.member("李梅"));
    CHECK_FALSE(holder("feishu", "LiMei"));
    CHECK_THAT(run(world, "import-members", header + lines("LiMei,ou_1", "XinRen,")).output,
               Contains("0 new, 0 changed (0 transferred), 2 as before"));

    // Two people swap, one id goes.
    REQUIRE(run(world, "import-members", header + lines("XinRen,", "LiMei,")).exit == 0);
    CHECK(holder("wecom", "XinRen") == world.member("李梅"));
    CHECK(holder("wecom", "LiMei") == find(world, "8001").id);
    CHECK_FALSE(holder("feishu", "ou_1"));
    // A file without the columns leaves them.
    REQUIRE(import_members(world, "1002,李梅,,full,B1,,\n").exit == 0);
    CHECK(holder("wecom", "XinRen") == world.member("李梅"));

    // What is somebody else's is refused, with the line.
    auto refused = run(world, "import-members", header + "1003,张三,,full,B1,,,LiMei,\n");
    CHECK(refused.exit == 1);
    CHECK_THAT(refused.errors + refused.output, Contains("2") && Contains("the account LiMei is that of number 8001"));
    refused = run(world, "import-members", header + lines("Same,", "Same,"));
    CHECK_THAT(refused.errors + refused.output, Contains("the account Same is on line 2 already"));

    // The person sees it, and erasing takes it away.
    CHECK_THAT(world.says("李梅", "隐私 数据"), Contains("企业微信账号：XinRen"));
    world.says("李梅", "隐私 删除");
    world.says("李梅", "确认");
    CHECK_FALSE(holder("wecom", "XinRen"));
}

TEST_CASE("who comes by a file can be found by name and phone", "[bot][roster]")
{
    World world;
    REQUIRE(import_members(world, "8001,新人,13800008001,full,B1,,\n").exit == 0);
    std::optional<storage::Member> found;
    world.database().read_now([&](storage::ReadTx& tx) {
        found = storage::members::find_by_claim(tx, *world.installation().vault, "新人", "13800008001");
    });
    REQUIRE(found);
    CHECK(found->member_no == "8001");
    // The next person added otherwise gets the next key.
    world.add_member("9101", "后来", "full", "B1", "member", true);
    CHECK(find(world, "9101").id > found->id);
}

TEST_CASE("what was sealed for somebody who is erased meanwhile does not come back", "[bot][roster]")
{
    World world;
    namespace staging = storage::roster_staging;
    const auto& vault = *world.installation().vault;
    const auto id = world.member("李梅");
    staging::Arrival arrival;
    arrival.member = find(world, "1002");
    arrival.member.unit = "远景";
    arrival.known = true;
    world.database().read_now([&](storage::ReadTx& tx) {
        arrival.wrapped = storage::roster::people(tx, vault, {id.value - 1}, "/", 1).front().wrapped;
    });
    world.write([&](storage::Tx& tx) { staging::put(tx, staging::seal(vault, arrival)); });
    world.write([&](storage::Tx& tx) { storage::own_record::erase(tx, vault, id, world.now()); });
    CHECK_THROWS_AS(world.write([&](storage::Tx& tx) { staging::take_over(tx, 19'849, world.now()); }),
                    storage::Conflict);
    CHECK(find(world, "1002").name == "李梅");
}

TEST_CASE("what an import that died left behind is cleared by the next", "[bot][roster]")
{
    World world;
    world.write([](storage::Tx& tx) {
        tx.execute({"test.leftover",
                    "INSERT INTO roster_staging (member_id, known, wrapped, keep, member_no, name, name_key, category, "
                    "home_org, "
                    "rights_suspended) VALUES (77, 0, x'00', 0, 'ghost', x'00', x'00', 'full', 1, 0)"});
    });
    REQUIRE(import_members(world, "8001,新人,,full,B1,,\n").exit == 0);
    CHECK(world.number({"test.ghost", "SELECT count(*) FROM members WHERE member_no = 'ghost'"}) == 0);
}

TEST_CASE("an organisations file builds the tree, whatever the order of its lines", "[bot][roster]")
{
    World world;
    const auto answer = run(world, "import-organizations",
                            "上级编码,编码,名称,层级,组建模式\n"
                            "N2,N3,第二小组,党小组,\n"
                            "N1,N2,平台支部,支部,龙头企业＋\n"
                            "C,N1,第二党总支,党总支,行业协会+\n");
    INFO(answer.errors);
    REQUIRE(answer.exit == 0);
    CHECK_THAT(answer.output, Contains("organizations: 3 new, 0 changed, 0 as before") && Contains("not in this file"));
    const auto path = world.word({"test.path", "SELECT path FROM organizations WHERE code = 'N3'"});
    const auto top = world.organization("C").value;
    CHECK(path.starts_with("/" + std::to_string(top) + "/"));
    CHECK(std::count(path.begin(), path.end(), '/') == 5);
    CHECK(world.word({"test.model", "SELECT model FROM organizations WHERE code = 'N2'"}) == "leading_firm");

    // Again, with a branch moved: what is below it moves along.
    const auto moved = run(world, "import-organizations",
                           "code,name,level,parent_code,model\nN2,平台支部,branch,G1,"
                           "leading_firm\nN1,第二党总支,general_branch,C,association\n");
    CHECK_THAT(moved.output, Contains("0 new, 1 changed, 1 as before"));
    const auto g1 = world.word({"test.path", "SELECT path FROM organizations WHERE code = 'G1'"});
    CHECK(world.word({"test.path", "SELECT path FROM organizations WHERE code = 'N3'"}).starts_with(g1));
}

TEST_CASE("faults of a tree are told at once", "[bot][roster]")
{
    World world;
    const auto answer = run(world, "import-organizations",
                            "code,name,level,parent_code,model\n"
                            "K1,圈一,committee,K2,\n"
                            "K2,圈二,committee,K1,\n"
                            "K3,倒挂,committee,B1,\n"
                            "K4,无根,branch,Z9,\n"
                            "K5,坏层级,分舵,C,\n"
                            "K6,坏模式,branch,C,连锁\n"
                            "K6,重码,branch,C,\n"
                            "B1,星火支部,group,G1,\n");
    CHECK(answer.exit == 1);
    for (const auto* fault :
         {"parent_code: going up from K1 leads in a circle",
          "line 4, parent_code: K3 (committee) cannot "
          "stand below B1",
          "line 5, parent_code: there is no organisation Z9", "line 6, level: '分舵'", "line 7, model: '连锁'",
          "line 8, code: the code K6 is on line 7", "line 9, level: P1 (group) cannot stand below B1 (group)"})
        CHECK_THAT(answer.errors, Contains(fault));
    CHECK(world.number({"test.k", "SELECT count(*) FROM organizations WHERE code LIKE 'K%'"}) == 0);
    CHECK(
        run(world, "import-organizations", "code,name,level,parent_code\nB1,星火支部,branch,C\n", {{"dry-run", "yes"}})
            .output.find("1 changed") != std::string::npos);
}

TEST_CASE("a hundred thousand members come in while others write", "[bot][roster][.measure]")
{
    World world;
    std::string lines;
    constexpr int people = 100'000;
    for (int i = 0; i < people; ++i)
        lines += "M" + std::to_string(100'000 + i) + ",党员" + std::to_string(i) + ",138" +
                 std::to_string(10'000'000 + i) + ",full," + (i % 2 ? "B1" : "B2") + ",," +
                 (i % 50 ? "" : "group_leader") + "\n";
    const auto measure = [&](const std::string& what) {
        std::atomic<bool> done{false};
        std::chrono::steady_clock::duration longest{};
        int writes = 0;
        std::thread other{[&] {
            while (!done) {
                const auto begin = std::chrono::steady_clock::now();
                world.database().write_now([](storage::Tx& tx) {
                    tx.execute({"test.other", "INSERT INTO settings (name, value) VALUES ('other', '1') ON CONFLICT "
                                              "(name) DO UPDATE SET value = value + 1"});
                });
                longest = std::max(longest, std::chrono::steady_clock::now() - begin);
                ++writes;
                std::this_thread::sleep_for(std::chrono::milliseconds{2});
            }
        }};
        const auto begin = std::chrono::steady_clock::now();
        const auto answer = import_members(world, lines);
        const auto took = std::chrono::steady_clock::now() - begin;
        done = true;
        other.join();
        REQUIRE(answer.exit == 0);
        const auto ms = [](auto d) { return std::chrono::duration_cast<std::chrono::milliseconds>(d).count(); };
        std::cout << what << ": " << ms(took) << " ms, " << writes << " other writes, longest wait " << ms(longest)
                  << " ms; " << answer.output.substr(0, 80) << '\n';
        CHECK(ms(took) < 60'000);
        CHECK(ms(longest) < 2'500);
    };
    measure("new");
    measure("again");
    for (auto at = lines.find(",党员"); at != std::string::npos; at = lines.find(",党员", at + 1))
        lines.replace(at, 7, ",同志");
    measure("every name changed");
}
