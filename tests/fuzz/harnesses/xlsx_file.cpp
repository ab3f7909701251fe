#include "bot/tables/table.hpp"
#include "tests/fuzz/tables.hpp"

using namespace fingertip::bot::tables;
using namespace fingertip::fuzz;

namespace {

/// The file as it comes, whatever it is.
void run(std::string_view input)
{
    const auto read = read_table(input, table_limits);
    read_table_of(read);
}

const Registered registered{"xlsx_file", run};

} // namespace
