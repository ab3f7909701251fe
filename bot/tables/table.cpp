#include "bot/tables/table.hpp"

#include "bot/tables/csv.hpp"
#include "bot/tables/xlsx_reader.hpp"

namespace fingertip::bot::tables {

std::variant<Table, TableError> read_table(std::string_view bytes, const TableLimits& limits)
{
    if (bytes.starts_with("PK\x03\x04"))
        return read_xlsx(bytes, limits);
    if (bytes.starts_with("\xD0\xCF\x11\xE0"))
        return TableError{"not_a_workbook", 0, 0,
                          "this is an old .xls, or a workbook with a password; save it as XLSX without one, or as CSV"};
    return read_csv(bytes, limits);
}

} // namespace fingertip::bot::tables
