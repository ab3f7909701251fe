#pragma once

#include "bot/operations/rows.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::bot::tables {

/// Writes a table row by row, so that a register of any length passes through in pieces.
class TableWriter
{
public:
    virtual ~TableWriter() = default;
    /// As many cells as there are columns.
    virtual void row(const std::vector<Cell>& cells) = 0;
    /// The file's bytes. Last call. Throws std::runtime_error when a workbook cannot be written (no room for temporary
    /// files).
    virtual std::string finish() = 0;
};

/// A writer for "json" (one array of objects), "csv" (RFC 4180 with byte order mark, formula-safe) or "xlsx" (texts as
/// texts, never as formulas). Null: no such format.
std::unique_ptr<TableWriter> make_table_writer(std::string_view format, std::vector<std::string> columns);

} // namespace fingertip::bot::tables
