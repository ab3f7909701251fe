#pragma once

#include "bot/tables/table_writer.hpp"

namespace fingertip::bot::tables {

/// A workbook with one sheet. Holds one row at a time in memory; the rest is in unnamed temporary files until the end.
std::unique_ptr<TableWriter> make_xlsx_writer(const std::vector<std::string>& columns);

} // namespace fingertip::bot::tables
