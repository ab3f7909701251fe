#include "bot/tables/columns.hpp"
#include "bot/tables/csv.hpp"
#include "bot/tables/encoding.hpp"
#include "bot/tables/table.hpp"
#include "bot/tables/table_writer.hpp"

#include <catch2/catch.hpp>
#include <pugixml.hpp>
#include <zip.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

using namespace fingertip::bot;
using namespace fingertip::bot::tables;

namespace {

Table good(std::string_view bytes)
{
    auto read = read_table(bytes);
    if (const auto* error = std::get_if<TableError>(&read))
        FAIL(error->code << ": " << error->detail);
    return std::get<Table>(std::move(read));
}

TableError bad(std::string_view bytes, const TableLimits& limits = {})
{
    auto read = read_table(bytes, limits);
    REQUIRE(std::holds_alternative<TableError>(read));
    return std::get<TableError>(std::move(read));
}

std::vector<std::vector<std::string>> cells(const Table& table)
{
    std::vector<std::vector<std::string>> all{table.header.cells};
    for (const auto& line : table.lines)
        all.push_back(line.cells);
    return all;
}

using Cells = std::vector<std::vector<std::string>>;

std::string written(std::string_view format, std::vector<std::string> columns,
                    const std::vector<std::vector<Cell>>& rows)
{
    const auto writer = make_table_writer(format, std::move(columns));
    for (const auto& row : rows)
        writer->row(row);
    return writer->finish();
}

/// A workbook from its parts.
std::string zipped(const std::vector<std::pair<std::string, std::string>>& parts)
{
    std::string path = (std::filesystem::temp_directory_path() / "tables-XXXXXX").string();
    ::close(::mkstemp(path.data()));
    int failed = 0;
    auto* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &failed);
    REQUIRE(archive);
    for (const auto& [name, content] : parts)
        zip_file_add(archive, name.c_str(), zip_source_buffer(archive, content.data(), content.size(), 0), 0);
    REQUIRE(zip_close(archive) == 0);
    std::FILE* file = std::fopen(path.c_str(), "rb");
    std::string bytes;
    char buffer[4096];
    for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, file)) > 0;)
        bytes.append(buffer, got);
    std::fclose(file);
    std::filesystem::remove(path);
    return bytes;
}

const std::string workbook_xml =
    R"(<workbook xmlns="m" xmlns:r="r"><sheets><sheet name="名册" sheetId="1" r:id="rId7"/></sheets></workbook>)";
const std::string relations_xml =
    R"(<Relationships><Relationship Id="rId7" Target="worksheets/people.xml"/></Relationships>)";

// The texts that a spreadsheet would run, or might.
const std::vector<std::string> formulas{
    "=1+1",  "+1",         "-1", "@SUM(A1)",           "\t=1",   "\r=1", "＝1+1", "＋1", "－1", "＠SUM(A1)",
    "=\"\"", "=HYPERLINK", "@@", "-cmd|' /C calc'!A0", "+86 138"};

} // namespace

TEST_CASE("CSV is read as RFC 4180 has it, whatever ends a line", "[bot][tables]")
{
    const auto end = GENERATE(as<std::string>{}, "\r\n", "\n", "\r");
    const auto table = good("no,name" + end + "1,\"a,\"\"b\"\"" + end + "c\"" + end + end + " 2 ,　李梅 " + end);
    CHECK(cells(table) == Cells{{"no", "name"}, {"1", "a,\"b\"" + end + "c"}, {"2", "李梅"}});
    CHECK(table.lines[0].number == 2);
    CHECK(table.lines[1].number == 5);
}

TEST_CASE("the delimiter is the one that the header has", "[bot][tables]")
{
    const auto delimiter = GENERATE(as<std::string>{}, ",", ";", "\t", "，");
    CHECK(cells(good("编号" + delimiter + "姓名\n1" + delimiter + "李梅\n")) == Cells{{"编号", "姓名"}, {"1", "李梅"}});
}

TEST_CASE("a CSV may be UTF-8 with or without mark, or GB18030", "[bot][tables]")
{
    const Cells wanted{{"编号", "姓名"}, {"1", "李梅"}};
    CHECK(cells(good("编号,姓名\n1,李梅\n")) == wanted);
    CHECK(cells(good("\xEF\xBB\xBF编号,姓名\n1,李梅\n")) == wanted);
    CHECK(cells(good("\xB1\xE0\xBA\xC5,\xD0\xD5\xC3\xFB\n1,\xC0\xEE\xC3\xB7\n")) == wanted);
    // A character that only the four-byte form has.
    CHECK(to_utf8("\x95\x34\xB2\x35") == "𠮷");
    CHECK(bad("\xB1\xE0\xFF\xFF,a\n").code == "encoding");
    CHECK(bad(std::string_view{"a,b\n\0,c\n", 8}).code == "encoding");
}

TEST_CASE("what is wrong with a CSV is said with its line and column", "[bot][tables]")
{
    auto error = bad("a,b\n1,\"never closed\n");
    CHECK(error.code == "quotes");
    CHECK(error.line == 2);
    CHECK(error.column == 2);
    CHECK(bad("a,b\n1,\"x\"y\n").code == "quotes");
    CHECK(bad("").code == "empty");
    CHECK(bad("\n ,\n").code == "empty");
    TableLimits limits;
    limits.lines = 2;
    CHECK(bad("a\n1\n2\n3\n", limits).code == "too_many_rows");
    limits.columns = 2;
    CHECK(bad("a,b,c\n", limits).code == "too_many_columns");
    limits.bytes = 3;
    CHECK(bad("a,b\n", limits).code == "too_large");
    CHECK(bad("\xD0\xCF\x11\xE0\xA1\xB1").code == "not_a_workbook");
    CHECK(bad("PK\x03\x04 nothing more").code == "not_a_workbook");
}

TEST_CASE("a written CSV has no cell that a spreadsheet would run, and reads back as it was", "[bot][tables]")
{
    for (const auto& formula : formulas) {
        const auto bytes = written("csv", {"text"}, {{formula}, {"plain"}});
        CAPTURE(formula, bytes);
        CHECK(bytes.starts_with("\xEF\xBB\xBFtext\r\n"));
        const auto at = bytes.find(formula.substr(0, 1), 9);
        CHECK(bytes[at - 1] == '\'');
        CHECK(good(bytes).lines.front().cells.front() == std::string{without_blanks(formula)});
    }
    // Numbers are numbers: a negative one needs no guard.
    CHECK(written("csv", {"n"}, {{-3LL}, {std::monostate{}}, {true}}) == "\xEF\xBB\xBFn\r\n-3\r\n\r\ntrue\r\n");
}

TEST_CASE("empty lines in front do not hide what parts the fields", "[bot][tables]")
{
    const Cells wanted{{"编号", "姓名"}, {"1", "李梅"}};
    CHECK(cells(good("\r\n\n编号;姓名\n1;李梅\n")) == wanted);
    CHECK(cells(good(" \t\t \n编号，姓名\n1，李梅\n")) == wanted);
    CHECK(bad(std::string(1'000'000, '\n')).code == "empty"); // and a million of them take no time
}

TEST_CASE("a written CSV of one column keeps its full-width commas", "[bot][tables]")
{
    const auto table = good(written("csv", {"姓名，手机号"}, {{"李梅，138"}}));
    CHECK(cells(table) == Cells{{"姓名，手机号"}, {"李梅，138"}});
}

TEST_CASE("a workbook's text that is no UTF-8 is refused at its cell", "[bot][tables]")
{
    const auto text = GENERATE(std::string{"a\xff\xff"}, std::string{"&#xd800;"}, std::string{"\xe4\xb8"});
    CAPTURE(text);
    const auto error =
        bad(zipped({{"xl/workbook.xml", workbook_xml},
                    {"xl/_rels/workbook.xml.rels", relations_xml},
                    {"xl/worksheets/people.xml", R"(<worksheet><sheetData><row r="3"><c r="B3" t="str"><v>)" + text +
                                                     "</v></c></row></sheetData></worksheet>"}}));
    CHECK(error.code == "encoding");
    CHECK(error.line == 3);
    CHECK(error.column == 2);
}

TEST_CASE("a workbook's row numbers ascend whatever it says", "[bot][tables]")
{
    const auto table = good(
        zipped({{"xl/workbook.xml", workbook_xml},
                {"xl/_rels/workbook.xml.rels", relations_xml},
                {"xl/worksheets/people.xml",
                 R"(<worksheet><sheetData><row r="7"><c><v>1</v></c></row><row r="2147483647"><c><v>2</v></c></row>)"
                 R"(<row><c><v>3</v></c></row><row r="-4"><c><v>4</v></c></row></sheetData></worksheet>)"}}));
    CHECK(table.header.number == 7);
    REQUIRE(table.lines.size() == 3);
    CHECK(table.lines[0].number == 8);
    CHECK(table.lines[1].number == 9);
    CHECK(table.lines[2].number == 10);
}

TEST_CASE("a written workbook holds texts as texts and reads back as it was", "[bot][tables]")
{
    std::vector<std::vector<Cell>> rows;
    for (const auto& formula : formulas)
        rows.push_back({formula, 12LL, std::monostate{}, true});
    const auto bytes = written("xlsx", {"text", "number", "nothing", "flag"}, rows);
    const auto table = good(bytes);
    REQUIRE(table.lines.size() == formulas.size());
    for (std::size_t i = 0; i < formulas.size(); ++i)
        CHECK(table.lines[i].cells ==
              std::vector<std::string>{std::string{without_blanks(formulas[i])}, "12", "", "true"});
    CHECK(bytes.find("<f>") == std::string::npos);
}

TEST_CASE("JSON is one array of objects with the same columns", "[bot][tables]")
{
    CHECK(written("json", {"a", "b"}, {{"李", 1LL}, {std::monostate{}, false}}) ==
          "[{\"a\":\"李\",\"b\":1},{\"a\":null,\"b\":false}]\n");
    CHECK(written("json", {"a"}, {}) == "[]\n");
    CHECK(make_table_writer("doc", {"a"}) == nullptr);
}

TEST_CASE("a workbook of other people is read by its first sheet, shared and inline texts and numbers", "[bot][tables]")
{
    const auto bytes = zipped(
        {{"xl/workbook.xml", workbook_xml},
         {"xl/_rels/workbook.xml.rels", relations_xml},
         {"xl/sharedStrings.xml",
          "<sst><si><t>编号</t></si><si><r><t>姓</t></r><r><t>名</t></r><rPh><t>x</t></rPh></si></sst>"},
         {"xl/worksheets/people.xml",
          R"(<x:worksheet xmlns:x="m"><x:sheetData><x:row r="2"><x:c r="A2" t="s"><x:v>0</x:v></x:c><x:c r="C2" t="s"><x:v>1</x:v></x:c></x:row>)"
          R"(<x:row r="5"><x:c r="A5"><x:v>1.3800001234E10</x:v></x:c><x:c r="B5"><x:f>1+1</x:f><x:v>2</x:v></x:c><x:c r="C5" t="inlineStr"><x:is><x:t> 李梅 </x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>)"}});
    const auto table = good(bytes);
    CHECK(cells(table) == Cells{{"编号", "", "姓名"}, {"13800001234", "2", "李梅"}});
    CHECK(table.lines.front().number == 5);
}

TEST_CASE("a workbook that inflates to more than it may is refused before it does", "[bot][tables]")
{
    const auto bytes = zipped({{"xl/workbook.xml", workbook_xml},
                               {"xl/_rels/workbook.xml.rels", relations_xml},
                               {"xl/worksheets/people.xml", "<worksheet>" + std::string(20'000'000, ' ')}});
    CHECK(bytes.size() < 100'000);
    CHECK(bad(bytes).code == "too_large");
}

TEST_CASE("columns are found by either name in any order", "[bot][tables]")
{
    const std::vector<Column> known{{"member_no", "编号", true}, {"phone", "手机号", true}, {"unit", "单位"}};
    const auto mixed = map_columns({1, {"单位", " Member No* ", "手机号（必填）", "星座"}}, known);
    CHECK(mixed.places == std::vector<int>{1, 2, 0});
    CHECK(mixed.unknown == std::vector<std::string>{"星座"});
    CHECK(mixed.missing.empty());
    const auto poor = map_columns({1, {"编号", "member_no"}}, known);
    CHECK(poor.missing == std::vector<std::string>{"phone (手机号)"});
    CHECK(poor.twice == std::vector<std::string>{"member_no"});
    CHECK_FALSE(poor.has(2));
    CHECK(mixed.cell({2, {"学校"}}, 1).empty());
}
