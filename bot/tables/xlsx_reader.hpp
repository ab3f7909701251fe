#pragma once

#include "bot/tables/table.hpp"

namespace fingertip::bot::tables {

/// Reads the first sheet of a workbook. Sizes are looked at before anything is inflated; macros, formulas and links
/// stay unread. Numbers come as their shortest text ("43983"), so dates come as day numbers.
std::variant<Table, TableError> read_xlsx(std::string_view bytes, const TableLimits& limits);

} // namespace fingertip::bot::tables
