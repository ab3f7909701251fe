// Every stored input, a seed or something that once broke a promise, runs through its harness in the ordinary suite.

#include "tests/fuzz/harness.hpp"

#include <catch2/catch.hpp>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

namespace fs = std::filesystem;
using namespace fingertip::fuzz;

namespace {

std::vector<fs::path> files_in(const fs::path& folder)
{
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator{folder})
        if (entry.is_regular_file())
            found.push_back(entry.path());
    return found;
}

/// In memory of exactly its size, so that a sanitizer sees the first byte read beyond it.
void run(const Harness& harness, const std::string& bytes)
{
    const std::unique_ptr<char[]> exact{new char[bytes.size()]};
    std::memcpy(exact.get(), bytes.data(), bytes.size());
    harness.run({exact.get(), bytes.size()});
}

} // namespace

TEST_CASE("every stored input of every parser keeps that parser's promises", "[fuzz]")
{
    const fs::path top{FINGERTIP_SOURCE_DIR};
    REQUIRE(harnesses().size() >= 10);
    for (const auto& harness : harnesses()) {
        DYNAMIC_SECTION(harness.name)
        {
            auto files = files_in(top / "tests/fuzz/seeds" / harness.name);
            REQUIRE_FALSE(files.empty());
            if (std::string_view{harness.name}.starts_with("webhook_"))
                for (const auto& file : files_in(top / "tests/fixtures/wechat"))
                    files.push_back(file);
            CHECK_NOTHROW(run(harness, ""));
            for (const auto& file : files) {
                INFO(file.string());
                std::ifstream in{file, std::ios::binary};
                const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
                REQUIRE(in);
                CHECK_NOTHROW(run(harness, bytes));
                CHECK_NOTHROW(run(harness, bytes.substr(0, bytes.size() / 2)));
            }
        }
    }
}

TEST_CASE("a broken promise is told", "[fuzz]")
{
    CHECK_NOTHROW(promise(true, "kept"));
    CHECK_THROWS_WITH(promise(false, "two lengths"), "two lengths");
}
