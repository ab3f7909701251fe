#pragma once

#include "bot/books.hpp"
#include "bot/tables/table_writer.hpp"
#include "storage/registers.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fingertip::bot::registers {

using storage::registers::Scope;

/// What a register's writing uses.
struct Export
{
    Books& books;
    Scope scope;
    tables::TableWriter& out;
};

/// A register of record that people take away.
struct Register
{
    std::string_view kind; ///< as after `fingertip export`
    bool personal = false; ///< people's own text leaves with it: a reason must be given
    std::vector<std::string> columns;
    void (*write)(const Export&) = nullptr; ///< reads in bounded pieces; blocks
};

std::vector<Register> meeting_registers(); ///< attendance, meetings, minutes, leave
std::vector<Register> points_registers();  ///< points, book
std::vector<Register> people_registers();  ///< members, bindings, audit

/// Rows of one reading unit.
inline constexpr int rows_a_read = 500;

/// Reads page after page with `read(tx, after)` (a vector of rows with a `place`) and hands out each row.
template<class Read, class Each>
void for_each_row(Books& books, Read read, Each each)
{
    storage::registers::Place after;
    for (;;) {
        decltype(read(std::declval<storage::ReadTx&>(), after)) page;
        books.database.read_now([&](storage::ReadTx& tx) { page = read(tx, after); });
        for (const auto& row : page)
            each(row);
        if (page.size() < static_cast<std::size_t>(rows_a_read))
            return;
        after = page.back().place;
    }
}

// Cells of an export; empty text is nothing.
Cell text(const std::string& value);
Cell number(std::int64_t value);
/// RFC 3339 in the organisation's zone.
Cell time(const Export& to, storage::Time at);
Cell time(const Export& to, const std::optional<storage::Time>& at);
/// "2020-07-01".
Cell day(const std::optional<std::int64_t>& day);

} // namespace fingertip::bot::registers
