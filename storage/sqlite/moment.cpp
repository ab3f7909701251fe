#include "storage/moment.hpp"

#include "storage/failpoint.hpp"
#include "storage/sqlite/connection.hpp"

namespace fingertip::storage {

namespace {

using sqlite::Connection;

constexpr Sql copy{"moment.copy", "VACUUM INTO $1"};
constexpr Sql integrity{"moment.integrity", "PRAGMA integrity_check(1)"};
constexpr Sql references{"moment.references", "PRAGMA foreign_key_check"};

/// First column of the first row; empty: there is none.
std::string first_of(Connection& connection, const Sql& sql)
{
    Rows rows{connection.start(sql, {}, true)};
    return rows.next() ? rows.text(0) : std::string{};
}

} // namespace

void copy_moment(const std::string& database, const std::string& target, Company company, const Stop& stop)
{
    Connection source{database,
                      company == Company::alone ? Connection::Access::read_write : Connection::Access::read_only};
    // The copy is written through the same connection; that the database is not, its open mode sees to.
    source.run_script("PRAGMA query_only=OFF");
    source.give_up_when(stop);
    try {
        const Value into[]{target};
        Rows rows{source.start(copy, into, true)};
        while (rows.next()) {
        }
    } catch (const std::exception&) {
        go_on_unless(stop);
        throw;
    }
    failpoint("backup");
}

std::optional<std::string> first_damage(const std::string& database, const Stop& stop)
{
    try {
        Connection connection{database, Connection::Access::read_only};
        connection.give_up_when(stop);
        const auto said = first_of(connection, integrity);
        if (said != "ok")
            return said;
        const auto table = first_of(connection, references);
        if (!table.empty())
            return "a row of " + table + " refers to one that is not there";
    } catch (const std::exception& failure) {
        go_on_unless(stop);
        return failure.what(); // too broken to be looked at
    }
    return std::nullopt;
}

} // namespace fingertip::storage
