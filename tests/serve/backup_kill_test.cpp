#include "storage/moment.hpp"
#include "tests/support/backups.hpp"
#include "tests/support/branch.hpp"
#include "tests/support/serving.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <random>
#include <thread>

using namespace fingertip;
using namespace fingertip::tests;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

constexpr int members = 1000;

/// FINGERTIP_ROUNDS, 10 to 50.
int rounds()
{
    const char* wanted = std::getenv("FINGERTIP_ROUNDS");
    return wanted ? std::clamp(std::atoi(wanted), 10, 50) : 10;
}

std::mt19937 dice_of(const char* test)
{
    const char* given = std::getenv("FINGERTIP_SEED");
    const auto seed = given ? static_cast<unsigned>(std::atoll(given)) : std::random_device{}();
    std::cout << test << " seed " << seed << " (FINGERTIP_SEED)\n";
    return std::mt19937{seed};
}

void succeed(const BotProcess& bot, const std::vector<std::string>& words)
{
    const auto result = bot.run(words);
    INFO(result.errors);
    REQUIRE(result.exit == 0);
}

/// Some time of what the whole takes.
std::chrono::microseconds part_of(std::chrono::microseconds whole, std::mt19937& dice)
{
    return std::chrono::microseconds{std::uniform_int_distribution<long>{0, whole.count()}(dice)};
}

/// When to kill: in the first round at once, so that one at least ends in the middle; then at any moment.
std::chrono::microseconds moment_of(int round, std::chrono::microseconds whole, std::mt19937& dice)
{
    return round == 0 ? std::chrono::microseconds{0} : part_of(whole, dice);
}

} // namespace

SCENARIO("kill -9 during a backup: the earlier backup is intact every time", "[serve][backup][kill]")
{
    auto dice = dice_of("backup kill");
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), members, std::time(nullptr));
    bot.start();
    const auto file = bot.folder() + "/b.backup";
    const std::vector<std::string> words{"backup", file, "--overwrite", "--config", bot.config()};
    succeed(bot, words);
    // At any moment, and, every other round, while it writes: most of the time goes into starting.
    const auto at_once = [] { return true; };
    const auto writes = [&] { return fs::exists(file + ".part"); };
    const auto whole = cut_short(FINGERTIP_PROGRAM, words, at_once, std::nullopt);
    const auto writing = cut_short(FINGERTIP_PROGRAM, words, writes, std::nullopt);
    WechatSender sender{bot.port(), bot.secrets()};
    int halves = 0;
    for (int round = 0; round < rounds(); ++round) {
        CHECK_THAT(says(sender, round, meeting_code), Contains("签到成功"));
        const auto earlier = file_bytes(file);
        fs::remove(file + ".part"); // what the last round has left must not count for this one
        const bool while_it_writes = round % 2 == 0;
        const auto after = moment_of(round, while_it_writes ? writing : whole, dice);
        if (while_it_writes)
            cut_short(FINGERTIP_PROGRAM, words, writes, after);
        else
            cut_short(FINGERTIP_PROGRAM, words, at_once, after);
        INFO("killed after " << after.count() << " µs" << (while_it_writes ? " of writing" : ""));
        const bool half = fs::exists(file + ".part");
        halves += half;
        if (half)
            CHECK(file_bytes(file) == earlier);
        const auto proof = bot.run({"verify-backup", file, "--config", bot.config()});
        INFO(proof.errors);
        CHECK(proof.exit == 0);
    }
    std::cout << "backup kill: " << halves << " of " << rounds() << " in the middle of writing\n";
    CHECK(halves > 0);
    // The next whole run takes away what they have left, and the server never noticed.
    succeed(bot, words);
    CHECK(leftovers(bot.folder()).empty());
    CHECK(bot.stop() == 0);
    CHECK(present_members(bot.database()).size() == static_cast<std::size_t>(rounds()));
    CHECK_THAT(bot.log(), !Contains("\"level\":\"error\""));
}

SCENARIO("a backup that is told to end takes away what it has begun", "[serve][backup][kill]")
{
    auto dice = dice_of("backup end");
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), members, std::time(nullptr));
    bot.start();
    const auto file = bot.folder() + "/b.backup";
    const std::vector<std::string> words{"backup", file, "--overwrite", "--config", bot.config()};
    succeed(bot, words);
    const auto begun = [&] { return fs::exists(file + ".part"); };
    const auto whole = cut_short(FINGERTIP_PROGRAM, words, begun, std::nullopt);
    for (int round = 0; round < 6; ++round) {
        cut_short(FINGERTIP_PROGRAM, words, begun, part_of(whole, dice), round % 2 ? SIGINT : SIGTERM);
        CHECK(leftovers(bot.folder()).empty());
        CHECK(bot.run({"verify-backup", file, "--config", bot.config()}).exit == 0);
    }
}

SCENARIO("kill -9 during a restore: the database is the old one or the new one, whole, every time",
         "[serve][backup][kill]")
{
    auto dice = dice_of("restore kill");
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), members, std::time(nullptr));
    const auto file = bot.folder() + "/b.backup";
    succeed(bot, {"backup", file, "--config", bot.config()});
    bot.start();
    {
        WechatSender sender{bot.port(), bot.secrets()};
        CHECK_THAT(says(sender, 7, meeting_code), Contains("签到成功"));
    }
    CHECK(bot.stop() == 0);
    const std::set<std::string> old_ones{"1007"};
    const auto old_books = file_bytes(bot.database());
    const std::vector<std::string> words{"restore", file, "--config", bot.config()};
    // What the program does before it touches anything is not what may break.
    const auto begun = [&] { return !leftovers(bot.folder()).empty(); };
    const auto whole = cut_short(FINGERTIP_PROGRAM, words, begun, std::nullopt);
    int halves = 0;
    int exchanged = 0;
    for (int round = 0; round < rounds(); ++round) {
        write_file(bot.database(), old_books);
        const auto after = moment_of(round, whole, dice);
        cut_short(FINGERTIP_PROGRAM, words, begun, after);
        INFO("killed after " << after.count() << " of " << whole.count() << " µs");
        halves += !leftovers(bot.folder()).empty();
        CHECK_FALSE(storage::first_damage(bot.database()));
        const auto present = present_members(bot.database());
        CHECK((present == old_ones || present.empty()));
        exchanged += present.empty();
        if (present != old_ones) {
            succeed(bot, words); // takes away what the killed one has left
            continue;
        }
        // The restore that was killed can be done again, and leaves nothing of it.
        const auto again = bot.run(words);
        INFO(again.errors);
        CHECK(again.exit == 0);
        CHECK(present_members(bot.database()).empty());
        CHECK(fs::hard_link_count(bot.database()) == 1);
        CHECK(leftovers(bot.folder()).empty());
        const auto kept = between(again.output, "is kept as ", ". Remove");
        CHECK(fs::hard_link_count(kept) == 1);
        CHECK(present_members(kept) == old_ones);
    }
    std::cout << "restore kill: " << halves << " of " << rounds() << " left something half, " << exchanged
              << " were through\n";
    CHECK(halves > 0);
    CHECK(bot.run({"verify-backup", file, "--config", bot.config()}).exit == 0);
}
