#pragma once

#include "bot/tables/table.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace fingertip::bot::tables {

/// Reads CSV (RFC 4180; UTF-8 or GB18030; lines end in CRLF, LF or CR). Fields are parted by comma, semicolon, tab or
/// the full-width comma, whichever the header has most of. A ' that keeps a spreadsheet from running a cell is dropped.
std::variant<Table, TableError> read_csv(std::string_view bytes, const TableLimits& limits);

/// A text as one CSV field: quoted where need be, and with a ' in front where a spreadsheet would run it as a formula
/// (= + - @ TAB CR, full-width forms too).
std::string csv_text(std::string_view text);

/// Whether a spreadsheet might run a text that begins like this.
bool begins_a_formula(std::string_view text);

/// Blanks gone at both ends, the full-width one and the one that does not break included.
std::string_view without_blanks(std::string_view text);

} // namespace fingertip::bot::tables
