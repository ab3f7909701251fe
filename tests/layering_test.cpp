#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Include
{
    std::string file;  ///< who includes, from the top of the tree
    std::string name;  ///< what is included
    bool ours = false; ///< in quotes
};

bool starts(const std::string& text, const std::string& with)
{
    return text.rfind(with, 0) == 0;
}
bool ends(const std::string& text, const std::string& with)
{
    return text.size() >= with.size() && text.compare(text.size() - with.size(), with.size(), with) == 0;
}

/// Every source of the product with its content.
std::vector<std::pair<std::string, std::string>> sources()
{
    std::vector<std::pair<std::string, std::string>> found;
    const fs::path top{FINGERTIP_SOURCE_DIR};
    for (const char* room : {"bot", "handlers", "storage", "templates"})
        for (const auto& entry : fs::recursive_directory_iterator{top / room}) {
            const auto extension = entry.path().extension();
            if (extension != ".cpp" && extension != ".hpp")
                continue;
            std::ifstream in{entry.path()};
            found.emplace_back(fs::relative(entry.path(), top).string(),
                               std::string{std::istreambuf_iterator<char>{in}, {}});
        }
    return found;
}

std::vector<Include> includes_of(const std::string& file, const std::string& content)
{
    static const std::regex line_of{R"re((^|\n)\s*#\s*include\s*([<"])([^>"\n]+)[>"])re"};
    std::vector<Include> found;
    for (std::sregex_iterator match{content.begin(), content.end(), line_of}, end; match != end; ++match)
        found.push_back({file, (*match)[3], (*match)[2] == "\""});
    return found;
}

/// Why an include may not be; empty: it may.
std::string forbidden(const Include& include)
{
    const auto& file = include.file;
    const auto& name = include.name;
    const auto in = [&](const std::string& room) { return starts(file, room + "/"); };
    const auto of = [&](const std::string& room) { return starts(name, room + "/"); };
    if (include.ours) {
        if (of("tests"))
            return "the product never includes its tests";
        if (in("templates") && !of("templates"))
            return "templates stands on nothing of ours";
        if (in("storage") && !of("storage") && name != "templates/embedded.hpp")
            return "storage stands on nothing of ours but embedded files";
        if (in("handlers") && !of("handlers") && !of("storage") && !of("templates"))
            return "handlers knows storage and templates only";
        if (in("bot/platforms") && !of("bot/platforms") && name != "handlers/incoming.hpp" &&
            name != "handlers/reply.hpp" && name != "storage/json.hpp" && name != "bot/http_message.hpp" &&
            name != "bot/http_client.hpp")
            return "platforms knows the neutral vocabulary only";
        if (of("bot/cli") && !in("bot/cli") && file != "bot/main.cpp")
            return "subcommands are the top: only main includes them";
        return {};
    }
    if (starts(name, "boost/beast") && !(starts(file, "bot/http_") && ends(file, ".cpp")) &&
        file != "bot/boost_impl.cpp")
        return "Beast stays inside bot/http_*.cpp";
    if (starts(name, "boost/asio") && !in("bot") && !starts(file, "storage/database."))
        return "Asio stays inside bot/ and storage/database";
    if (starts(name, "boost/") && in("handlers"))
        return "handlers knows no Boost";
    if (name == "sqlite3.h" && !starts(file, "storage/sqlite/") && file != "bot/cli/version.cpp")
        return "sqlite3.h stays inside storage/sqlite";
    if (starts(name, "rapidjson/") && !ends(file, ".cpp"))
        return "RapidJSON stays inside .cpp files";
    if (starts(name, "CLI/") && file != "bot/main.cpp")
        return "the command line library stays inside main.cpp";
    return {};
}

} // namespace

TEST_CASE("includes follow the arrows of the house", "[house]")
{
    std::size_t seen = 0;
    for (const auto& [file, content] : sources())
        for (const auto& include : includes_of(file, content)) {
            ++seen;
            const auto why = forbidden(include);
            INFO(include.file << " includes " << include.name << ": " << why);
            CHECK(why.empty());
        }
    CHECK(seen > 300); // the scan sees the house
}

TEST_CASE("a forbidden arrow is seen", "[house]")
{
    CHECK(includes_of("a.cpp", "// x\n#include \"b.hpp\"\n  #  include <c>\n").size() == 2);
    CHECK_FALSE(forbidden({"handlers/meetings/check_in.cpp", "bot/http_message.hpp", true}).empty());
    CHECK_FALSE(forbidden({"storage/points.cpp", "handlers/words/args.hpp", true}).empty());
    CHECK_FALSE(forbidden({"templates/texts.cpp", "storage/json.hpp", true}).empty());
    CHECK_FALSE(forbidden({"bot/platforms/wechat.cpp", "storage/people/members.hpp", true}).empty());
    CHECK_FALSE(forbidden({"bot/webhook.cpp", "boost/beast/http.hpp", false}).empty());
    CHECK_FALSE(forbidden({"bot/http_server.hpp", "boost/beast/http.hpp", false}).empty());
    CHECK_FALSE(forbidden({"handlers/help.cpp", "boost/asio/awaitable.hpp", false}).empty());
    CHECK_FALSE(forbidden({"bot/server.cpp", "bot/cli/cli.hpp", true}).empty());
    CHECK(forbidden({"handlers/meetings/check_in.cpp", "storage/points.hpp", true}).empty());
    CHECK(forbidden({"bot/http_session.cpp", "boost/beast/core.hpp", false}).empty());
}

TEST_CASE("the environment is read in the configuration only", "[house]")
{
    std::vector<std::string> readers;
    for (const auto& [file, content] : sources())
        if (content.find("getenv") != std::string::npos)
            readers.push_back(file);
    std::sort(readers.begin(), readers.end());
    // The failpoint is compiled out of every build that people run.
    CHECK(readers == std::vector<std::string>{"bot/config.cpp", "storage/failpoint.hpp"});
}
