#include "bot/books.hpp"
#include "bot/installation.hpp"
#include "storage/json.hpp"
#include "storage/people/invitations.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace fingertip;
using Catch::Matchers::Contains;
using tests::World;

namespace {

using Options = std::map<std::string, std::string>;

bot::BookAnswer run(World& world, const std::string& operation, Options options, const std::string& input = "")
{
    bot::Books books{world.database(), world.installation(), [&] { return world.now(); }};
    return bot::run_book_operation(books, {operation, std::move(options), input});
}

/// What the books know of the invitation that an answer shows.
storage::Invitation made(World& world, const bot::BookAnswer& answer)
{
    INFO(answer.errors);
    REQUIRE(answer.exit == 0);
    auto code = storage::Json::parse(answer.output)->text("code").value();
    std::erase(code, '-');
    std::optional<storage::Invitation> found;
    world.database().read_now([&](storage::ReadTx& tx) {
        found = storage::invitations::find(tx, *world.installation().vault, code, world.now());
    });
    REQUIRE(found);
    return *found;
}

/// Books as `init` leaves them, but for the first administrator.
void empty(World& world)
{
    world.write([](storage::Tx& tx) {
        for (const auto& sql :
             {storage::Sql{"test.bindings", "DELETE FROM bindings"},
              storage::Sql{"test.roles", "DELETE FROM assignments"},
              storage::Sql{"test.invitations", "DELETE FROM invitations"},
              storage::Sql{"test.homes", "DELETE FROM affiliations"},
              storage::Sql{"test.members", "DELETE FROM members"}, storage::Sql{"test.keys", "DELETE FROM person_keys"},
              storage::Sql{"test.groups", "DELETE FROM organizations WHERE level = 'group'"},
              storage::Sql{"test.branches", "DELETE FROM organizations WHERE level = 'branch'"},
              storage::Sql{"test.general", "DELETE FROM organizations WHERE level = 'general_branch'"},
              storage::Sql{"test.committees", "DELETE FROM organizations"}})
            tx.execute(sql);
    });
}

} // namespace

TEST_CASE("a member is invited once, a branch as often as needed", "[bot][invite]")
{
    World world;
    const auto answer = run(world, "invite", {{"member", "1006"}});
    const auto person = made(world, answer);
    CHECK(person.member == world.member("钱七"));
    CHECK_FALSE(person.first_admin);
    CHECK(storage::Json::parse(answer.output)->text("expires") == "2024-05-13T08:00:00+08:00");
    CHECK_THAT(storage::Json::parse(answer.output)->text("scene").value(), Contains("invite-"));
    CHECK(made(world, run(world, "invite", {{"org", "B2"}})).org == world.organization("B2"));
    CHECK(run(world, "invite", {{"member", "77"}}).exit == 1);
    CHECK(run(world, "invite", {{"org", "B9"}}).exit == 1);
    CHECK(world.number({"test.audit",
                        "SELECT count(*) FROM audit WHERE act IN ('person_invited', 'organization_invited')"}) == 2);
}

TEST_CASE("empty books get a first administrator, full ones ask who it is to be", "[bot][invite]")
{
    World world;
    CHECK_THAT(run(world, "invite", {{"first-admin", "yes"}, {"name", "管理员"}, {"organization", "某会"}}).errors,
               Contains("--member NO --first-admin"));
    const auto named = made(world, run(world, "invite", {{"first-admin", "yes"}, {"member", "1002"}}));
    CHECK(named.member == world.member("李梅"));
    CHECK(named.first_admin);

    empty(world);
    const Options options{{"first-admin", "yes"}, {"name", "管理员"}, {"organization", "某会"}};
    const auto first = made(world, run(world, "invite", options));
    CHECK(first.first_admin);
    const auto again = made(world, run(world, "invite", options));
    CHECK(again.member == first.member);
    CHECK(world.number({"test.members", "SELECT count(*) FROM members"}) == 1);
    CHECK(world.word({"test.root", "SELECT name FROM organizations"}) == "某会");
}

TEST_CASE("the first organisations file puts its top in the place of the one that init made", "[bot][invite][roster]")
{
    World world;
    empty(world);
    REQUIRE(run(world, "invite", {{"first-admin", "yes"}, {"name", "管理员"}, {"organization", "某会"}}).exit == 0);
    const std::string file = "code,name,level,parent_code\nB1,星火支部,branch,W\nW,网联党委,committee,\n";
    const auto answer = run(world, "import-organizations", {}, file);
    CHECK_THAT(answer.output, Contains("1 new, 1 changed, 0 as before") && !Contains("not in this file"));
    CHECK(world.number({"test.orgs", "SELECT count(*) FROM organizations"}) == 2);
    CHECK(world.word({"test.home", "SELECT o.code FROM members m JOIN organizations o ON o.id = m.home_org"}) == "W");
    CHECK_THAT(run(world, "import-organizations", {}, file).output, Contains("0 new, 0 changed, 2 as before"));
}
