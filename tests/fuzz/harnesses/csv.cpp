#include "bot/tables/csv.hpp"
#include "bot/tables/encoding.hpp"
#include "bot/tables/table_writer.hpp"
#include "tests/fuzz/tables.hpp"

using namespace fingertip::bot;
using namespace fingertip::bot::tables;
using namespace fingertip::fuzz;

namespace {

std::string written(const Table& table)
{
    const auto writer = make_table_writer("csv", table.header.cells);
    for (const auto& line : table.lines)
        writer->row({line.cells.begin(), line.cells.end()});
    return writer->finish();
}

void run(std::string_view input)
{
    const auto read = read_csv(input, table_limits);
    if (const auto* table = read_table_of(read)) {
        // Written, no line is empty and every quote stands where it belongs: it reads back as it was.
        auto roomy = table_limits;
        roomy.bytes *= 4;
        const auto again = read_csv(written(*table), roomy);
        const auto* second = std::get_if<Table>(&again);
        promise(second && second->header.cells == table->header.cells, "a written header reads back otherwise");
        promise(second->lines.size() == table->lines.size(), "written lines are lost or doubled");
        for (std::size_t i = 0; i < table->lines.size(); ++i)
            promise(second->lines[i].cells == table->lines[i].cells, "a written line reads back otherwise");
    }

    // A text that a spreadsheet would run never begins a field.
    auto field = csv_text(input);
    if (field.starts_with('"'))
        field.erase(0, 1);
    promise(!begins_a_formula(field), "a formula goes out");

    if (const auto text = to_utf8(input))
        promise(platforms::is_utf8(*text), "a text that is no UTF-8");
}

const Registered registered{"csv", run};

} // namespace
