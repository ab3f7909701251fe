#pragma once

#include "bot/platforms/utf8.hpp"
#include "bot/tables/table.hpp"
#include "tests/fuzz/harness.hpp"

#include <variant>

namespace fingertip::fuzz {

/// Small enough for an input to reach them.
inline constexpr bot::tables::TableLimits table_limits{
    .bytes = 256 * 1024, .lines = 200, .columns = 30, .cell_bytes = 1024};

/// What holds for every table that was read, from whatever file. Null: there is none.
inline const bot::tables::Table* read_table_of(const std::variant<bot::tables::Table, bot::tables::TableError>& read)
{
    if (const auto* error = std::get_if<bot::tables::TableError>(&read)) {
        promise(!error->code.empty() && !error->detail.empty() && error->line >= 0 && error->column >= 0,
                "an error that says nothing");
        return nullptr;
    }
    const auto& table = std::get<bot::tables::Table>(read);
    promise(!table.header.cells.empty() && table.lines.size() <= table_limits.lines, "no header, or too many lines");
    const auto look_at = [](const bot::tables::Line& line) {
        promise(line.number >= 1, "a line without a number");
        promise(!line.cells.empty() && !line.cells.back().empty(), "an empty line");
        promise(line.cells.size() <= table_limits.columns, "too many columns");
        for (const auto& cell : line.cells) {
            promise(cell.size() <= table_limits.cell_bytes, "a cell that is too long");
            promise(bot::platforms::is_utf8(cell) && cell.find('\0') == std::string::npos, "a cell is no clean text");
        }
    };
    look_at(table.header);
    for (const auto& line : table.lines)
        look_at(line);
    return &table;
}

} // namespace fingertip::fuzz
