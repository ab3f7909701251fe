#include "storage/migrate.hpp"
#include "storage/moment.hpp"
#include "storage/sqlite/connection.hpp"
#include "tests/support/scratch.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

using namespace fingertip::storage;
using Catch::Contains;
using fingertip::tests::Scratch;

namespace {

constexpr Sql insert{"test.insert", "INSERT INTO settings (name, value) VALUES ($1, $2)"};
constexpr Sql fill{"test.fill", R"sql(
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
    INSERT INTO audit (at, act, detail) SELECT i, 'x', randomblob(400) FROM n
)sql"};
constexpr Sql pairs{"test.pairs", "SELECT count(*) FROM settings WHERE name LIKE $1"};

using sqlite::Connection;

void run(Connection& connection, const Sql& sql, const std::vector<Value>& values)
{
    Rows rows{connection.start(sql, values, true)};
    while (rows.next()) {
    }
}

std::int64_t count(const std::string& path, const char* pattern)
{
    Connection connection{path, Connection::Access::read_only};
    const Value value{pattern};
    Rows rows{connection.start(pairs, {&value, 1}, false)};
    rows.next();
    return rows.integer(0);
}

std::string bytes_of(const std::string& path)
{
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace

SCENARIO("a copy is one moment, whatever is written meanwhile", "[storage][moment]")
{
    Scratch scratch;
    const auto path = scratch.file("t.db");
    migrate(path);
    Connection database{path, Connection::Access::read_write};
    run(database, fill, {20'000});
    std::atomic<bool> enough{false};
    std::atomic<int> written{0};
    std::thread writer{[&] {
        for (int i = 0; !enough; ++i) {
            // Two commits: the second is never there without the first.
            for (const char* half : {"a", "b"}) {
                const auto name = half + std::to_string(i);
                run(database, insert, {name, "x"});
            }
            database.checkpoint(i % 16 == 0);
            ++written;
        }
    }};
    for (int round = 0; round < 5; ++round) {
        while (written < (round + 1) * 20)
            std::this_thread::yield();
        const int before = written;
        const auto target = scratch.file("copy" + std::to_string(round));
        copy_moment(path, target, Company::writer);
        const int after = written;
        CHECK_FALSE(first_damage(target));
        CHECK_FALSE(std::filesystem::exists(target + "-wal"));
        const auto first = count(target, "a%");
        const auto second = count(target, "b%");
        CHECK(second >= before);
        CHECK(first >= second);
        CHECK(first <= second + 1);
        CHECK(second <= after + 1);
    }
    enough = true;
    writer.join();
}

SCENARIO("a reader that copies never checkpoints, not even as the last one", "[storage][moment]")
{
    Scratch scratch;
    const auto path = scratch.file("t.db");
    migrate(path);
    {
        Connection database{path, Connection::Access::read_write};
        run(database, insert, {"a", "x"});
        // As a killed program leaves it: the log holds what the database does not.
        for (const char* part : {"", "-wal"})
            std::filesystem::copy_file(path + part, scratch.file(std::string{"left.db"} + part));
    }
    const auto left = scratch.file("left.db");
    const auto before = bytes_of(left);
    const auto log = bytes_of(left + "-wal");
    REQUIRE_FALSE(log.empty());
    copy_moment(left, scratch.file("copy"), Company::writer);
    CHECK(bytes_of(left) == before);
    CHECK(bytes_of(left + "-wal") == log);
    CHECK(count(scratch.file("copy"), "a") == 1);

    copy_moment(left, scratch.file("copy2"), Company::alone);
    CHECK_FALSE(std::filesystem::exists(left + "-wal"));
}

SCENARIO("a copy is given up when told", "[storage][moment]")
{
    Scratch scratch;
    const auto path = scratch.file("t.db");
    migrate(path);
    {
        Connection database{path, Connection::Access::read_write};
        run(database, fill, {50'000});
    }
    CHECK_THROWS_AS(copy_moment(path, scratch.file("copy"), Company::writer, [] { return true; }), Stopped);
    copy_moment(path, scratch.file("copy2"), Company::writer, [] { return false; });
    CHECK_THROWS_AS(first_damage(scratch.file("copy2"), [] { return true; }), Stopped);
}

SCENARIO("damage is told: a page of zeros, a reference to nobody, no database at all", "[storage][moment]")
{
    Scratch scratch;
    const auto path = scratch.file("t.db");
    migrate(path);
    SECTION("a page of zeros")
    {
        {
            Connection database{path, Connection::Access::read_write};
            run(database, fill, {500});
        }
        const auto size = std::filesystem::file_size(path);
        std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(static_cast<std::streamoff>(size / 8192 * 4096));
        file.write(std::string(4096, '\0').data(), 4096);
        file.close();
        CHECK(first_damage(path));
    }
    SECTION("a reference to nobody")
    {
        Connection careless{path, Connection::Access::read_write};
        careless.run_script(
            "PRAGMA foreign_keys=OFF; INSERT INTO location_consents (member_id, given_at) VALUES (77, 1)");
        const auto damage = first_damage(path);
        REQUIRE(damage);
        CHECK_THAT(*damage, Contains("location_consents"));
    }
    SECTION("no database at all")
    {
        std::ofstream{scratch.file("text")} << std::string(5000, 'x');
        CHECK(first_damage(scratch.file("text")));
    }
}
