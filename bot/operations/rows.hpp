#pragma once

#include <iosfwd>
#include <string>
#include <variant>
#include <vector>

namespace fingertip::bot {

/// One field of a row; monostate is "nothing" (empty in a table and in CSV, null in JSON).
using Cell = std::variant<std::monostate, std::string, long long, bool>;

/// What a command prints, or exports: every row has as many cells as there are columns.
struct Rows
{
    std::vector<std::string> columns;
    std::vector<std::vector<Cell>> rows;
};

/// Prints rows as `format` (the value of --format) says: "table" (columns aligned as a terminal shows them, Chinese
/// characters counting two), "csv" (RFC 4180, a cell that a spreadsheet would run as a formula gets a ' in front) or
/// "json" (one array of objects). Control characters of a table cell become blanks, so that nobody's name can move the
/// cursor.
void print_rows(std::ostream& out, const std::string& format, const Rows& rows);

} // namespace fingertip::bot
