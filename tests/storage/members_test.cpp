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
#include <optional>
#include <set>
#include <type_traits>
#include <vector>

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

    /// Runs the unit on the engine's thread and brings back what it returns: assertions are for the test's own thread.
    template<class Unit>
    std::invoke_result_t<Unit&, Tx&> write(Unit unit)
    {
        using Result = std::invoke_result_t<Unit&, Tx&>;
        if constexpr (std::is_void_v<Result>) {
            run(unit);
        } else {
            std::optional<Result> result;
            run([&](Tx& tx) { result.emplace(unit(tx)); });
            return std::move(*result);
        }
    }

    std::int64_t number(const Sql& sql, std::initializer_list<Value> values)
    {
        return write([&](Tx& tx) {
            auto rows = tx.query(sql, values);
            return rows.next() ? rows.integer(0) : 0;
        });
    }

    Time now() const { return now_; }
    void pass(std::chrono::seconds time) { now_ += time; }
    MemberId member(const std::string& name) const { return members_.at(name); }
    OrganizationId organization(const std::string& code) const { return organizations_.at(code); }

    const Vault vault{Key{7}};

private:
    void run(const std::function<void(Tx&)>& unit)
    {
        const auto done = std::make_shared<std::promise<std::exception_ptr>>();
        auto over = done->get_future();
        REQUIRE(engine_->write(unit, [done](std::exception_ptr error) { done->set_value(std::move(error)); }));
        if (auto error = over.get())
            std::rethrow_exception(std::move(error));
    }

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
    auto member = fresh(roster, "5001", "阿依古丽·买买提");
    member.host = roster.organization("B2");
    member.unit = "启明公司";
    member.joined_on = 1;
    member.confirmed_on = 366;
    member.due_exempt_until = 20'000;
    member.due_exempt_reason = "驻外";
    member.rights_suspended = true;
    const auto id = roster.write([&](Tx& tx) { return members::add(tx, vault, member, roster.now()); });
    const auto claimed = [&](const char* name, const char* proof) {
        return roster.write([&](Tx& tx) { return members::find_by_claim(tx, vault, name, proof); });
    };
    for (const auto& found : {roster.write([&](Tx& tx) { return members::find(tx, vault, id); }),
                              roster.write([&](Tx& tx) { return members::find_by_number(tx, vault, "5001"); }),
                              claimed("阿依古丽·买买提", "13911112222"), claimed("阿依古丽·买买提", "5001")}) {
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
    CHECK_FALSE(claimed("阿依古丽", "13911112222"));
    CHECK_FALSE(claimed("阿依古丽·买买提", "13911112223"));
    CHECK_FALSE(claimed("阿依古丽·买买提", ""));
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
    const auto who = roster.member("钱七");
    CHECK(roster.write([&](Tx& tx) { return bindings::of_member(tx, who); }).size() == 2);
    CHECK(roster.write([&](Tx& tx) { return bindings::of_member_on(tx, who, "wecom"); })->account == "qian");
    CHECK(roster.write([](Tx& tx) { return bindings::find(tx, "wecom", "o-new"); })->member == roster.member("张三"));
    CHECK_FALSE(roster.write([](Tx& tx) { return bindings::find(tx, "wecom", "nobody"); }));
}

TEST_CASE("invitation codes are long, drawn at random and kept as a hash only", "[storage][invitations]")
{
    Roster roster;
    const auto& vault = roster.vault;
    std::set<char> letters;
    const auto codes = roster.write([&](Tx& tx) {
        std::vector<std::string> made;
        for (int i = 0; i < 2000; ++i)
            made.push_back(invitations::create(tx, vault, {{}, roster.organization("B1"), false}, {}, roster.now()));
        return made;
    });
    for (const auto& code : codes) {
        letters.insert(code.begin(), code.end());
        CHECK(code.size() == invitations::code_length);
        CHECK(code.find_first_of("0123456789") != std::string::npos);
    }
    const auto code = roster.write(
        [&](Tx& tx) { return invitations::create(tx, vault, {roster.member("钱七"), {}, false}, {}, roster.now()); });
    const auto find = [&](Time at) {
        return roster.write([&](Tx& tx) { return invitations::find(tx, vault, code, at); });
    };
    const auto found = find(roster.now());
    REQUIRE(found);
    CHECK(found->member == roster.member("钱七"));
    CHECK(find(roster.now() + invitations::valid_for - 1s));
    CHECK_FALSE(find(roster.now() + invitations::valid_for));
    const auto use = [&] { return roster.write([&](Tx& tx) { return invitations::use(tx, *found, roster.now()); }); };
    CHECK(use());
    CHECK_FALSE(use());
    CHECK_FALSE(find(roster.now()));
    CHECK(std::set(codes.begin(), codes.end()).size() == 2000);
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
        return roster.write([&](Tx& tx) { return binding_failures::account_paused(tx, "p", account, roster.now()); });
    };
    const auto branch_paused = [&](const char* org) {
        return roster.write(
            [&](Tx& tx) { return binding_failures::organization_paused(tx, roster.organization(org), roster.now()); });
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
    Request asked;
    asked.kind = "leave";
    asked.org = roster.organization("B1");
    asked.member = roster.member("李梅");
    asked.subject = 12;
    asked.body = "家里有事";
    const auto ask = [&] {
        return roster.write([&](Tx& tx) { return requests::ask(tx, vault, asked, roster.now()); });
    };
    const auto id = ask();
    REQUIRE(id);
    CHECK_FALSE(ask());
    const auto find = [&] { return roster.write([&](Tx& tx) { return *requests::find(tx, vault, *id); }); };
    const auto decide = [&](const Request& request, bool grant, const char* who, const char* answer) {
        return roster.write([&](Tx& tx) {
            return requests::decide(tx, vault, request, grant, roster.member(who), answer, roster.now());
        });
    };
    CHECK(roster.write([&](Tx& tx) { return requests::open_of(tx, vault, "leave", asked.member, 12); })->id == *id);
    auto request = find();
    CHECK(request.body == "家里有事");
    CHECK(decide(request, false, "王书记", "人手不够"));
    CHECK_FALSE(decide(request, true, "张三", ""));
    request = find();
    CHECK(request.state == "refused");
    CHECK(request.decided_by == roster.member("王书记"));
    CHECK(request.answer == "人手不够");
    REQUIRE(ask());
    CHECK_FALSE(roster.write([&](Tx& tx) { return requests::reopen(tx, *id); })); // the same is open anew
    CHECK_FALSE(roster.write([&](Tx& tx) { return requests::withdraw(tx, *id, roster.now()); }));
}
