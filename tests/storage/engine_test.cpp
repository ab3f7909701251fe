#include "storage/engine.hpp"
#include "storage/lock.hpp"
#include "storage/migrate.hpp"
#include "tests/support/scratch.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <future>
#include <memory>
#include <thread>
#include <utility>

using namespace fingertip::storage;
using fingertip::tests::Scratch;

namespace {

constexpr Sql create{"test.create", "CREATE TABLE t (n INTEGER PRIMARY KEY) STRICT"};
constexpr Sql insert{"test.insert", "INSERT INTO t (n) VALUES ($1)"};
constexpr Sql count{"test.count", "SELECT count(*) FROM t"};

/// Waits for `done` and gives what it was called with.
struct Outcome
{
    std::promise<std::exception_ptr> promise;
    Engine::Done done()
    {
        return [this](std::exception_ptr error) { promise.set_value(std::move(error)); };
    }
    std::exception_ptr wait() { return promise.get_future().get(); }
};

std::exception_ptr write(Engine& engine, Engine::WriteUnit unit)
{
    Outcome outcome;
    REQUIRE(engine.write(std::move(unit), outcome.done()));
    return outcome.wait();
}

std::int64_t rows(Engine& engine)
{
    std::int64_t found = -1;
    Outcome outcome;
    REQUIRE(engine.read(
        [&](ReadTx& tx) {
            auto result = tx.query(count);
            result.next();
            found = result.integer(0);
        },
        outcome.done()));
    REQUIRE(outcome.wait() == nullptr);
    return found;
}

} // namespace

SCENARIO("a unit that throws undoes itself and nobody else", "[storage][engine]")
{
    Scratch scratch;
    auto engine = make_sqlite_engine({.path = scratch.file("t.db"), .on_batch = {}});
    REQUIRE(write(*engine, [](Tx& tx) { tx.execute(create); }) == nullptr);

    GIVEN("many units queued at once, every third of which throws after it has written")
    {
        std::vector<Outcome> outcomes(60);
        for (int i = 0; i < 60; ++i)
            REQUIRE(engine->write(
                [i](Tx& tx) {
                    tx.execute(insert, {i});
                    if (i % 3 == 0)
                        throw std::runtime_error{"no"};
                },
                outcomes[static_cast<std::size_t>(i)].done()));
        int failed = 0;
        for (auto& outcome : outcomes)
            failed += outcome.wait() != nullptr;
        THEN("exactly those are missing")
        {
            CHECK(failed == 20);
            CHECK(rows(*engine) == 40);
        }
    }
    GIVEN("a unit that breaks a constraint")
    {
        REQUIRE(write(*engine, [](Tx& tx) { tx.execute(insert, {1}); }) == nullptr);
        const auto error = write(*engine, [](Tx& tx) { tx.execute(insert, {1}); });
        THEN("it is told so by type")
        {
            CHECK_THROWS_AS(std::rethrow_exception(error), Conflict);
        }
    }
}

SCENARIO("a unit that loses the whole batch is the only one to answer for it", "[storage][engine]")
{
    Scratch scratch;
    auto engine = make_sqlite_engine({.path = scratch.file("t.db"), .on_batch = {}});
    REQUIRE(write(*engine, [](Tx& tx) { tx.execute(create); }) == nullptr);
    static constexpr Sql rollback{"test.rollback", "ROLLBACK"};

    std::promise<void> gate;
    auto opened = gate.get_future().share();
    Outcome first;
    REQUIRE(engine->write([opened](Tx&) { opened.wait(); }, first.done())); // the others queue behind it
    std::vector<Outcome> outcomes(5);
    std::atomic<int> runs = 0;
    for (int i = 0; i < 5; ++i)
        REQUIRE(engine->write(
            [i, &runs](Tx& tx) {
                ++runs;
                tx.execute(insert, {i});
                if (i == 2) {
                    tx.execute(rollback); // what a full disk does
                    throw Unavailable{"disk full"};
                }
            },
            outcomes[static_cast<std::size_t>(i)].done()));
    gate.set_value();
    REQUIRE(first.wait() == nullptr);
    for (int i = 0; i < 5; ++i)
        CHECK((outcomes[static_cast<std::size_t>(i)].wait() != nullptr) == (i == 2));
    CHECK(rows(*engine) == 4);
    CHECK(runs == 3 + 4); // the first three, then all but the poisoned one again
}

SCENARIO("what went wrong belongs to the caller alone", "[storage][engine]")
{
    Scratch scratch;
    auto engine = make_sqlite_engine({.path = scratch.file("t.db"), .on_batch = {}});
    REQUIRE(write(*engine, [](Tx& tx) { tx.execute(create); }) == nullptr);

    GIVEN("a unit that throws something whose end can be seen")
    {
        auto witness = std::make_shared<int>();
        const std::weak_ptr<int> lives = witness;
        std::promise<bool> outlived; // asked on the engine's thread, while it is still busy with the unit
        const auto reads = GENERATE(false, true);
        const auto unit = [&witness](auto&) { throw std::exchange(witness, nullptr); };
        const auto done = [&](std::exception_ptr error) {
            error = nullptr;
            outlived.set_value(!lives.expired());
        };
        REQUIRE((reads ? engine->read(unit, done) : engine->write(unit, done)));
        THEN("it ends when the caller lets go")
        {
            CHECK_FALSE(outlived.get_future().get());
        }
        engine->stop();
    }
}

SCENARIO("a read unit cannot write", "[storage][engine]")
{
    Scratch scratch;
    auto engine = make_sqlite_engine({.path = scratch.file("t.db"), .on_batch = {}});
    REQUIRE(write(*engine, [](Tx& tx) { tx.execute(create); }) == nullptr);
    Outcome outcome;
    REQUIRE(engine->read([](ReadTx& tx) { tx.query(insert, {1}).next(); }, outcome.done()));
    CHECK_THROWS_AS(std::rethrow_exception(outcome.wait()), std::logic_error);
    CHECK(rows(*engine) == 0);
}

SCENARIO("units that queue while one commits share the next commit, and a full queue refuses", "[storage][engine]")
{
    Scratch scratch;
    std::atomic<std::size_t> largest = 0;
    auto engine = make_sqlite_engine(
        {.path = scratch.file("t.db"), .queue_units = 10, .on_batch = [&](const BatchReport& report) {
             largest = std::max(largest.load(), report.units);
         }});
    REQUIRE(write(*engine, [](Tx& tx) { tx.execute(create); }) == nullptr);
    std::promise<void> gate;
    std::promise<void> began;
    auto opened = gate.get_future().share();
    Outcome first;
    REQUIRE(engine->write(
        [&, opened](Tx&) {
            began.set_value();
            opened.wait();
        },
        first.done()));
    began.get_future().wait();
    std::vector<Outcome> outcomes(10);
    for (int i = 0; i < 10; ++i)
        REQUIRE(engine->write([i](Tx& tx) { tx.execute(insert, {i}); }, outcomes[static_cast<std::size_t>(i)].done()));
    CHECK_FALSE(engine->write([](Tx&) {}, [](std::exception_ptr) {}));
    gate.set_value();
    first.wait();
    for (auto& outcome : outcomes)
        CHECK(outcome.wait() == nullptr);
    engine->stop();
    CHECK(largest == 10);
}

SCENARIO("migrations run once, in order, and refuse a newer or altered database", "[storage][migrate]")
{
    Scratch scratch;
    const auto path = scratch.file("t.db");
    const auto all = migrations();
    REQUIRE(all.size() >= 6);
    CHECK(migrate(path).size() == all.size());
    CHECK(migrate(path).empty());

    auto newer = all;
    newer.push_back({9999, "9999_future.sql", "CREATE TABLE future (x) "});
    migrate(path, newer);
    CHECK_THROWS_WITH(migrate(path), Catch::Contains("9999_future.sql") && Catch::Contains("newer program"));

    auto altered = newer;
    altered.front().script += " ";
    CHECK_THROWS_WITH(migrate(path, altered), Catch::Contains("differs"));
}

SCENARIO("one process has the database", "[storage][lock]")
{
    Scratch scratch;
    const auto path = scratch.file("t.db");
    auto mine = DatabaseLock::take(path);
    REQUIRE(mine);
    CHECK_FALSE(DatabaseLock::take(path));
    mine.reset();
    CHECK(DatabaseLock::take(path));
}
