#include "storage/database.hpp"
#include "storage/engine.hpp"
#include "storage/migrate.hpp"
#include "tests/support/scratch.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

using namespace fingertip::storage;
using fingertip::tests::Scratch;

namespace {

using Columns = std::map<std::string, std::set<std::string>>; ///< table -> its columns

Columns of_the_schema()
{
    const Scratch scratch;
    const auto path = scratch.file("schema.db");
    migrate(path);
    Database books{make_sqlite_engine({.path = path, .on_batch = {}})};
    Columns all;
    books.read_now([&](ReadTx& tx) {
        static constexpr Sql columns{"test.columns", R"sql(
            SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c
            WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE 'schema%'
        )sql"};
        auto rows = tx.query(columns);
        while (rows.next())
            all[rows.text(0)].insert(rows.text(1));
    });
    books.stop();
    return all;
}

/// "table.a, b" or "table.*" of each row of the page; a `*` takes what no other row of the page names.
struct Page
{
    Columns named;
    std::set<std::string> whole;
    int rows_of_people = 0;
};

Page of_the_page()
{
    Page page;
    std::ifstream in{FINGERTIP_SOURCE_DIR "/docs/personal_data.md"};
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with("| `"))
            continue;
        page.rows_of_people += std::count(line.begin(), line.end(), '|') == 5;
        const auto cell = line.substr(3, line.find('`', 3) - 3);
        const auto dot = cell.find('.');
        const auto table = cell.substr(0, dot);
        std::istringstream columns{cell.substr(dot + 1)};
        for (std::string column; std::getline(columns, column, ',');) {
            column.erase(0, column.find_first_not_of(' '));
            CAPTURE(table, column);
            if (column == "*")
                CHECK(page.whole.insert(table).second);
            else
                CHECK(page.named[table].insert(column).second);
        }
    }
    return page;
}

} // namespace

TEST_CASE("every column of the database has its purpose and its end in docs/personal_data.md", "[house][privacy]")
{
    const auto schema = of_the_schema();
    const auto page = of_the_page();
    CHECK(page.rows_of_people > 20);
    for (const auto& [table, columns] : schema)
        for (const auto& column : columns) {
            CAPTURE(table, column);
            const auto named = page.named.find(table);
            CHECK((page.whole.contains(table) || (named != page.named.end() && named->second.contains(column))));
        }
    for (const auto& table : page.whole)
        CHECK(schema.contains(table));
    for (const auto& [table, columns] : page.named)
        for (const auto& column : columns) {
            CAPTURE(table, column);
            CHECK((schema.contains(table) && schema.at(table).contains(column)));
        }
}
