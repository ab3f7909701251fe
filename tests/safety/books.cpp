#include "tests/safety/books.hpp"

#include "tests/support/scratch.hpp"

#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <stdexcept>

namespace fingertip::safety {

namespace {

constexpr std::size_t most_bytes = 500'000'000;

/// Every row of a statement, first column, joined.
std::string ask(sqlite3* handle, const char* sql)
{
    std::string all;
    const auto take = [](void* self, int, char** values, char**) {
        *static_cast<std::string*>(self) += std::string{values[0] ? values[0] : ""} + ' ';
        return 0;
    };
    if (sqlite3_exec(handle, sql, take, &all, nullptr) != SQLITE_OK)
        all += sqlite3_errmsg(handle);
    return all;
}

} // namespace

std::vector<storage::Json> exported(const tests::BotProcess& bot, const std::string& kind,
                                    const std::vector<std::string>& more)
{
    std::vector<std::string> words{"export", kind, "--format", "json", "--config", bot.config()};
    words.insert(words.end(), more.begin(), more.end());
    const auto result = bot.run(words);
    const auto parsed = storage::Json::parse(result.output, most_bytes);
    if (result.exit != 0 || !parsed)
        throw std::runtime_error{"export " + kind + " ended with " + std::to_string(result.exit) + ": " +
                                 result.errors};
    return parsed->items();
}

void verify_points(const tests::BotProcess& bot, Tally& tally)
{
    const auto result = bot.run({"verify-points", "--config", bot.config()});
    if (result.exit != 0)
        tally.wrong("verify-points: " + result.output + result.errors);
}

void check_integrity(const tests::BotProcess& bot, Tally& tally)
{
    const tests::Scratch copy;
    for (const char* part : {"", "-wal"})
        if (std::filesystem::exists(bot.database() + part))
            std::filesystem::copy_file(bot.database() + part, copy.file("copy.db") + part);
    sqlite3* opened = nullptr;
    sqlite3_open(copy.file("copy.db").c_str(), &opened);
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> handle{opened, &sqlite3_close};
    if (const auto said = ask(opened, "PRAGMA integrity_check"); said != "ok ")
        tally.wrong("integrity_check: " + said);
    if (const auto said = ask(opened, "PRAGMA foreign_key_check"); !said.empty())
        tally.wrong("foreign_key_check: " + said);
    ++tally.counts["integrity checks"];
}

} // namespace fingertip::safety
