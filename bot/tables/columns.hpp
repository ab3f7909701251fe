#pragma once

#include "bot/tables/table.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::bot::tables {

/// A column that an import knows, by either of its names.
struct Column
{
    std::string_view english;
    std::string_view chinese;
    bool required = false; ///< the header must have it; a cell of it may be empty
};

/// Where the known columns stand in a table.
struct ColumnMap
{
    std::vector<int> places;          ///< by column, its index in a line's cells; -1: the table has none
    std::vector<std::string> unknown; ///< headers that name no known column
    std::vector<std::string> twice;   ///< headers that name a column again
    std::vector<std::string> missing; ///< English names of required columns that are not there

    bool has(std::size_t column) const { return places[column] >= 0; }
    /// The cell of a line; "" where the line or the table has none.
    const std::string& cell(const Line& line, std::size_t column) const;
};

/// Finds the columns by the header's words: either language, any order, capitals, blanks, a trailing * or a remark in
/// brackets ("手机号（必填）") aside.
ColumnMap map_columns(const Line& header, std::span<const Column> columns);

} // namespace fingertip::bot::tables
