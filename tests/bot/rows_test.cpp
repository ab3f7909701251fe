#include "bot/operations/rows.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace fingertip::bot;

namespace {

std::string printed(const std::string& format, const Rows& rows)
{
    std::ostringstream out;
    print_rows(out, format, rows);
    return out.str();
}

const Rows people{{"name", "points", "bound", "left"},
                  {{"李梅", 12LL, true, std::monostate{}}, {"Ann", -3LL, false, "2024-05-01"}}};

} // namespace

TEST_CASE("a table is aligned as a terminal shows it", "[bot][rows]")
{
    CHECK(printed("table", people) == "name  points  bound  left\n"
                                      "李梅  12      true\n"
                                      "Ann   -3      false  2024-05-01\n");
}

TEST_CASE("a table cell cannot move the cursor or start a line", "[bot][rows]")
{
    CHECK(printed("table", {{"x"}, {{"a\nb\x1B[2J\xE2\x80\xAE\xFF"}}}) == "x\na b [2J \xEF\xBF\xBD\n");
}

TEST_CASE("CSV quotes what needs it and disarms what a spreadsheet would run", "[bot][rows]")
{
    CHECK(printed("csv", people) == "name,points,bound,left\r\n李梅,12,true,\r\nAnn,-3,false,2024-05-01\r\n");
    CHECK(printed("csv", {{"x", "y"},
                          {{"a,\"b\"", "two\nlines"}, {"=1+1", "@x"}, {"-1", "+8613800000000"}, {"＝1", "＠x"}}}) ==
          "x,y\r\n\"a,\"\"b\"\"\",\"two\nlines\"\r\n'=1+1,'@x\r\n'-1,'+8613800000000\r\n'＝1,'＠x\r\n");
}

TEST_CASE("JSON is one array of objects with their types", "[bot][rows]")
{
    CHECK(printed("json", people) == R"([{"name":"李梅","points":12,"bound":true,"left":null},)"
                                     R"({"name":"Ann","points":-3,"bound":false,"left":"2024-05-01"}])"
                                     "\n");
    CHECK(printed("json", {{"x"}, {}}) == "[]\n");
}
