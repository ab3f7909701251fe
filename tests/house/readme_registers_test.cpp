// What README says of the registers that people take away is what the program writes.
#include "bot/registers/register.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <string>

using namespace fingertip::bot::registers;

TEST_CASE("the columns of exports in README are those of the program", "[house][readme]")
{
    std::ifstream in{std::string{FINGERTIP_SOURCE_DIR} + "/README.md"};
    const std::string readme{std::istreambuf_iterator<char>{in}, {}};
    for (const auto& list : {meeting_registers(), points_registers(), people_registers()})
        for (const auto& one : list) {
            std::string row = "| " + std::string{one.kind} + (one.personal ? " * |" : " |");
            if (one.kind == "members") {
                row += " the columns of the members file, the phone masked, and `bound` |";
            } else {
                std::string columns;
                for (const auto& column : one.columns)
                    columns += (columns.empty() ? "" : ", ") + column;
                row += " `" + columns + "`";
            }
            INFO(row);
            CHECK(readme.find(row) != std::string::npos);
        }
}
