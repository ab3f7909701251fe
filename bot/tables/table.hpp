#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fingertip::bot::tables {

/// One line of a table that somebody brought, text as it stood there with blanks at the ends gone.
struct Line
{
    int number = 0; ///< in the file, from 1; the header has one too
    std::vector<std::string> cells;
};

/// A table as it was brought: the header and the lines below it that hold anything.
struct Table
{
    Line header;
    std::vector<Line> lines;
    bool counts_from_1904 = false; ///< a workbook whose day numbers begin in 1904
};

/// Why a file cannot be read as a table.
struct TableError
{
    std::string code;   ///< encoding, too_large, too_many_rows, too_many_columns, quotes, not_a_workbook, empty
    int line = 0;       ///< 0: the whole file
    int column = 0;     ///< from 1; 0: the whole line
    std::string detail; ///< a sentence with the way out
};

/// What a file may hold at most. Whoever makes one bigger has to split it.
struct TableLimits
{
    std::size_t bytes = 256u * 1024 * 1024; ///< of text, or of a workbook's parts after inflating
    std::size_t lines = 1'000'000;
    std::size_t columns = 200;
    std::size_t cell_bytes = 32 * 1024;
};

/// Reads a table from a file's bytes: a workbook (XLSX) if they begin like one, else CSV in UTF-8 or GB18030.
/// Values only: a formula counts as what it showed last. Never throws on what the bytes are.
std::variant<Table, TableError> read_table(std::string_view bytes, const TableLimits& limits = {});

} // namespace fingertip::bot::tables
