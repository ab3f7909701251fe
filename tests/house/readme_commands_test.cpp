// The front doors show the commands that there are, word for word.
#include "handlers/commands.hpp"
#include "templates/texts.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <string>

using namespace fingertip;
using templates::Language;

namespace {

std::string file(const std::string& name)
{
    std::ifstream in{std::string{FINGERTIP_SOURCE_DIR} + "/" + name};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// The rows of the table between the two marks.
std::string table(const std::string& text)
{
    const std::string begin = "<!-- commands -->";
    const auto from = text.find(begin);
    const auto until = text.find("<!-- /commands -->");
    REQUIRE(from != std::string::npos);
    REQUIRE(until != std::string::npos);
    const auto rule = text.find("| --- |", from);
    const auto rows = text.find('\n', rule) + 1;
    return text.substr(rows, until - rows);
}

std::string expected(Language language)
{
    const auto texts = templates::Texts::load();
    std::string rows;
    for (const auto& command : handlers::commands()) {
        std::string aliases;
        for (const auto alias : command.aliases)
            aliases += (aliases.empty() ? "" : ", ") + std::string{alias};
        rows +=
            "| " + std::string{command.name} + " | " + aliases + " | " + texts->fill(language, command.help) + " |\n";
    }
    return rows;
}

} // namespace

TEST_CASE("the table of commands in README is that of the program", "[house][readme]")
{
    CHECK(table(file("README.md")) == expected(Language::en));
    CHECK(table(file("README.zh-CN.md")) == expected(Language::zh));
}
