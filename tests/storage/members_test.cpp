#include "storage/engine.hpp"
#include "storage/migrate.hpp"
#include "storage/people/binding_failures.hpp"
#include "storage/people/bindings.hpp"
#include "storage/people/invitations.hpp"
#include "storage/people/members.hpp"
#include "storage/people/organizations.hpp"
#include "storage/requests.hpp"
#include "tests/support/scratch.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <set>

using namespace fingertip::storage;
using fingertip::tests::Scratch;
using namespace std::chrono_literals;

namespace {

/// Books with a branch B1 of 王书记 (secretary), 李梅, 张三, 钱七, beside a branch B2. Nobody is bound.
class Roster
{
public:
    Roster()
    {
        const auto path = scratch_.file("roster.db");
        migrate(path);
        engine_ = make_sqlite_engine({.path = path, .on_batch = {}});
        write([&](Tx& tx) {
            for (const auto* code : {"B1", "B2"})
                organizations_[code] = organizations::add(tx, {{}, code, code, "branch", {}, "", ""});
            int number = 1001;
            for (const auto* name : {"王书记", "李梅", "张三", "钱七"}) {
                Member member;
                member.member_no = std::to_string(number++);
                member.name = name;
                member.phone = "1380000" + member.member_no;
                member.category = "full";
                member.home = organizations_.at("B1");
                members_[name] = members::add(tx, vault, member, now_);
            }
        });
    }
    ~Roster() { engine_->stop(); }

    void write(const std::function<void(Tx&)>& unit)
    {
        std::promise<std::exception_ptr> done;
        REQUIRE(engine_->write(unit, [&](std::exception_ptr error) { done.set_value(error); }));
        if (const auto error = done.get_future().get())
            std::rethrow_exception(error);
    }

    std::int64_t number(const Sql& sql, std::initializer_list<Value> values)
    {
        std::int64_t found = 0;
        write([&](Tx& tx) {
            auto rows = tx.query(sql, values);
            found = rows.next() ? rows.integer(0) : 0;
        });
        return found;
    }

    Time now() const { return now_; }
    void pass(std::chrono::seconds time) { now_ += time; }
    MemberId member(const std::string& name) const { return members_.at(name); }
    OrganizationId organization(const std::string& code) const { return organizations_.at(code); }

    const Vault vault{Key{7}};

private:
    Scratch scratch_;
    Time now_{std::chrono::seconds{1'714'953'600}};
    std::unique_ptr<Engine> engine_;
    std::map<std::string, MemberId> members_;
    std::map<std::string, OrganizationId> organizations_;
};

constexpr Sql home_at{"test.home_at", R"sql(
    SELECT org_id FROM affiliations WHERE member_id = $1 AND from_at <= $2 AND coalesce(until_at, 9e18) > $2
)sql"};

Member fresh(Roster& roster, const std::string& no, const std::string& name)
{
    Member member;
    member.member_no = no;
    member.name = name;
    member.phone = "13911112222";
    member.category = "full";
    member.home = roster.organization("B1");
    return member;
}

} // namespace

TEST_CASE("a person is written and read back whole, and a number belongs to one", "[storage][members]")
{
    Roster roster;
    const auto& vault = roster.vault;
    roster.write([&](Tx& tx) {
        auto member = fresh(roster, "5001", "阿依古丽·买买提");
        member.host = roster.organization("B2");
        member.unit = "启明公司";
        member.joined_on = 1;
        member.confirmed_on = 366;
        member.due_exempt_until = 20'000;
        member.due_exempt_reason = "驻外";
        member.rights_suspended = true;
        const auto id = members::add(tx, vault, member, roster.now());
        for (const auto& found : {members::find(tx, vault, id), members::find_by_number(tx, vault, "5001"),
                                  members::find_by_claim(tx, vault, "阿依古丽·买买提", "13911112222"),
                                  members::find_by_claim(tx, vault, "阿依古丽·买买提", "5001")}) {
            REQUIRE(found);
            CHECK(found->id == id);
            CHECK(found->name == member.name);
            CHECK(found->phone == member.phone);
            CHECK(found->host == member.host);
            CHECK(found->unit == member.unit);
            CHECK(found->joined_on == 1);
            CHECK(found->confirmed_on == 366);
            CHECK(found->due_exempt_until == 20'000);
            CHECK(found->due_exempt_reason == "驻外");
            CHECK(found->rights_suspended);
        }
        CHECK_FALSE(members::find_by_claim(tx, vault, "阿依古丽", "13911112222"));
        CHECK_FALSE(members::find_by_claim(tx, vault, "阿依古丽·买买提", "13911112223"));
        CHECK_FALSE(members::find_by_claim(tx, vault, "阿依古丽·买买提", ""));
    });
    CHECK_THROWS_AS(roster.write([&](Tx& tx) { members::add(tx, vault, fresh(roster, "5001", "别人"), roster.now()); }),
                    Conflict);
}

TEST_CASE("a new home is a transfer that keeps history", "[storage][members]")
{
    Roster roster;
    const auto& vault = roster.vault;
    const auto member = roster.member("李梅");
    const auto before = seconds(roster.now());
    roster.pass(24h);
    roster.write([&](Tx& tx) {
        auto person = *members::find(tx, vault, member);
        person.home = roster.organization("B2");
        members::update(tx, vault, person, roster.now());
    });
    CHECK(roster.number(home_at, {member.value, before}) == roster.organization("B1").value);
    CHECK(roster.number(home_at, {member.value, seconds(roster.now())}) == roster.organization("B2").value);
}

TEST_CASE("an account speaks for one person and a person has one account on a platform", "[storage][bindings]")
{
    Roster roster;
    const auto bind = [&](const char* platform, const char* account, const char* who) {
        roster.write([&](Tx& tx) {
            bindings::bind(tx, platform, account, roster.member(who), "phone", 1, roster.now(), roster.now());
        });
    };
    bind("wechat-main", "o-new", "钱七");
    CHECK_THROWS_AS(bind("wechat-main", "o-new", "张三"), Conflict);
    CHECK_THROWS_AS(bind("wechat-main", "o-other", "钱七"), Conflict);
    bind("wecom", "o-new", "张三"); // the same id elsewhere is another account
    bind("wecom", "qian", "钱七");
    roster.write([&](Tx& tx) {
        CHECK(bindings::of_member(tx, roster.member("钱七")).size() == 2);
        CHECK(bindings::of_member_on(tx, roster.member("钱七"), "wecom")->account == "qian");
        CHECK(bindings::find(tx, "wecom", "o-new")->member == roster.member("张三"));
        CHECK_FALSE(bindings::find(tx, "wecom", "nobody"));
    });
}

TEST_CASE("invitation codes are long, drawn at random and kept as a hash only", "[storage][invitations]")
{
    Roster roster;
    const auto& vault = roster.vault;
    std::set<std::string> seen;
    std::set<char> letters;
    roster.write([&](Tx& tx) {
        for (int i = 0; i < 2000; ++i) {
            const auto code = invitations::create(tx, vault, {{}, roster.organization("B1"), false}, {}, roster.now());
            seen.insert(code);
            letters.insert(code.begin(), code.end());
            CHECK(code.size() == invitations::code_length);
            CHECK(code.find_first_of("0123456789") != std::string::npos);
        }
        const auto code = invitations::create(tx, vault, {roster.member("钱七"), {}, false}, {}, roster.now());
        const auto found = invitations::find(tx, vault, code, roster.now());
        REQUIRE(found);
        CHECK(found->member == roster.member("钱七"));
        CHECK(invitations::find(tx, vault, code, roster.now() + invitations::valid_for - 1s));
        CHECK_FALSE(invitations::find(tx, vault, code, roster.now() + invitations::valid_for));
        CHECK(invitations::use(tx, *found, roster.now()));
        CHECK_FALSE(invitations::use(tx, *found, roster.now()));
        CHECK_FALSE(invitations::find(tx, vault, code, roster.now()));
    });
    CHECK(seen.size() == 2000);
    CHECK(letters.size() == 32); // five bits a character, thirteen of them
    CHECK(invitations::grouped("K7QM2XPA9RTWB") == "K7QM-2XPA-9RTWB");
    CHECK(invitations::code_of_scene(invitations::scene("K7QM2XPA9RTWB")) == "K7QM2XPA9RTWB");
    CHECK_FALSE(invitations::code_of_scene("scene-1"));
}

TEST_CASE("failed claims count for an hour, each where it belongs", "[storage][bindings]")
{
    Roster roster;
    const auto& vault = roster.vault;
    const auto fail = [&](const char* account, const char* name) {
        roster.write(
            [&](Tx& tx) { binding_failures::note(tx, vault, "p", account, {name, "13900000000", ""}, roster.now()); });
    };
    const auto paused = [&](const char* account) {
        bool is = false;
        roster.write([&](Tx& tx) { is = binding_failures::account_paused(tx, "p", account, roster.now()); });
        return is;
    };
    const auto branch_paused = [&](const char* org) {
        bool is = false;
        roster.write(
            [&](Tx& tx) { is = binding_failures::organization_paused(tx, roster.organization(org), roster.now()); });
        return is;
    };
    for (int i = 0; i < 4; ++i)
        fail("a", "李梅");
    CHECK_FALSE(paused("a"));
    roster.pass(59min);
    fail("a", "查无此人");
    CHECK(paused("a"));
    CHECK_FALSE(paused("b"));
    roster.pass(1min); // the first four are an hour old
    CHECK_FALSE(paused("a"));

    for (int i = 0; i < 29; ++i)
        fail(("c" + std::to_string(i)).c_str(), "李梅");
    CHECK_FALSE(branch_paused("B1"));
    for (int i = 0; i < 50; ++i)
        fail(("d" + std::to_string(i)).c_str(), "查无此人"); // matches nothing: counts for the accounts only
    CHECK_FALSE(branch_paused("B1"));
    fail("e", "张三");
    CHECK(branch_paused("B1"));
    CHECK_FALSE(branch_paused("B2"));
}

TEST_CASE("a request is open once, decided once, and can be opened again", "[storage][requests]")
{
    Roster roster;
    const auto& vault = roster.vault;
    roster.write([&](Tx& tx) {
        Request asked;
        asked.kind = "leave";
        asked.org = roster.organization("B1");
        asked.member = roster.member("李梅");
        asked.subject = 12;
        asked.body = "家里有事";
        const auto id = requests::ask(tx, vault, asked, roster.now());
        REQUIRE(id);
        CHECK_FALSE(requests::ask(tx, vault, asked, roster.now()));
        CHECK(requests::open_of(tx, vault, "leave", asked.member, 12)->id == *id);
        auto request = *requests::find(tx, vault, *id);
        CHECK(request.body == "家里有事");
        CHECK(requests::decide(tx, vault, request, false, roster.member("王书记"), "人手不够", roster.now()));
        CHECK_FALSE(requests::decide(tx, vault, request, true, roster.member("张三"), "", roster.now()));
        request = *requests::find(tx, vault, *id);
        CHECK(request.state == "refused");
        CHECK(request.decided_by == roster.member("王书记"));
        CHECK(request.answer == "人手不够");
        REQUIRE(requests::ask(tx, vault, asked, roster.now()));
        CHECK_FALSE(requests::reopen(tx, *id)); // the same is open anew
        CHECK_FALSE(requests::withdraw(tx, *id, roster.now()));
    });
}
