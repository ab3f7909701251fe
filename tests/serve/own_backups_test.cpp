#include "storage/database.hpp"
#include "tests/support/backups.hpp"
#include "tests/support/branch.hpp"
#include "tests/support/serving.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <filesystem>

using namespace fingertip;
using namespace fingertip::tests;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> files_in(const std::string& folder)
{
    std::vector<std::string> names;
    if (fs::exists(folder))
        for (const auto& entry : fs::directory_iterator{folder})
            names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

constexpr storage::Sql invent{"own_backups.invent",
                              "INSERT INTO points_totals (member_id, period, points) VALUES (1, '', 7)"};

double age(const BotProcess& bot)
{
    return metric(bot, "fingertip_backup_age_seconds");
}

} // namespace

SCENARIO("the server makes proven backups by itself, keeps so many, and says how old the newest is",
         "[serve][own_backups]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 5, std::time(nullptr));
    const auto folder = bot.folder() + "/backups";
    bot.configure_anew("[backup]\nfolder = \"backups\"\nevery_hours = 24\nkeep = 3\n");
    // One that somebody has cut, and a file that is none of its business.
    fs::create_directories(folder);
    write_file(folder + "/fingertip-20240105T000000Z.backup", "cut");
    write_file(folder + "/notes.txt", "mine");

    bot.start();
    bot.wait_for_log("\"event\":\"backup_proven\"");
    CHECK(comes_true([&] { return age(bot) >= 0 && age(bot) < 60; }));
    auto files = files_in(folder);
    REQUIRE(files.size() == 3); // the new one, the cut one, the notes
    CHECK(files[1].starts_with("fingertip-20"));
    const auto made = folder + "/" + files[1];
    CHECK(mode_of(made) == 0600);
    CHECK(bot.run({"verify-backup", made, "--config", bot.config()}).exit == 0);
    CHECK_THAT(bot.run({"doctor", "--config", bot.config()}).output, Contains("the newest proven one is 0 h"));
    CHECK(metric(bot, "fingertip_backup_failures_total") == 0);
    CHECK(bot.stop() == 0);
    CHECK_FALSE(fs::exists(bot.database() + "-wal"));

    // A start finds it new enough.
    bot.start();
    CHECK(comes_true([&] { return age(bot) >= 0 && age(bot) < 60; }));
    CHECK(bot.stop() == 0);
    CHECK(files_in(folder) == files);
}

SCENARIO("of the server's own backups the oldest go", "[serve][own_backups]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 2, std::time(nullptr));
    const auto folder = bot.folder() + "/backups";
    fs::create_directories(folder);
    for (const char* day : {"20240101", "20240102", "20240103", "20240104"})
        write_file(folder + "/fingertip-" + day + "T000000Z.backup", "old");
    write_file(folder + "/fingertip-20240105T000000Z.backup.part", "half");
    write_file(folder + "/fingertip-of-mine.backup", "mine");
    bot.configure_anew("[backup]\nfolder = \"backups\"\nkeep = 3\n");
    bot.start();
    bot.wait_for_log("\"event\":\"backup_proven\"");
    const auto files = files_in(folder);
    REQUIRE(files.size() == 4);
    CHECK(files[0] == "fingertip-20240103T000000Z.backup");
    CHECK(files[1] == "fingertip-20240104T000000Z.backup");
    CHECK(files[3] == "fingertip-of-mine.backup");
    CHECK_THAT(bot.log(), Contains("\"removed\":2"));
}

SCENARIO("a backup that cannot be made is counted, logged and tried again, and members notice nothing",
         "[serve][own_backups]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 2, std::time(nullptr));
    write_file(bot.folder() + "/backups", "a file, not a folder");
    bot.configure_anew("[backup]\nfolder = \"backups\"\n");
    bot.start();
    const auto said = bot.wait_for_log("\"event\":\"backup_failed\"");
    CHECK_THAT(said, Contains("folder for backups cannot be made"));
    CHECK(comes_true([&] { return metric(bot, "fingertip_backup_failures_total") == 1; }));
    CHECK(std::isinf(age(bot)));
    WechatSender sender{bot.port(), bot.secrets()};
    CHECK_THAT(says(sender, 0, meeting_code), Contains("签到成功"));
    CHECK_THAT(bot.run({"doctor", "--config", bot.config()}).output, Contains("holds none yet"));
    CHECK(bot.stop() == 0);
}

SCENARIO("a database that is broken is not backed up over a good one", "[serve][own_backups]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 2, std::time(nullptr));
    bot.configure_anew("[backup]\nfolder = \"backups\"\nkeep = 1\n");
    const auto folder = bot.folder() + "/backups";
    fs::create_directories(folder);
    write_file(folder + "/fingertip-20240101T000000Z.backup", "the last good one");
    {
        storage::Database books{storage::make_sqlite_engine({.path = bot.database(), .on_batch = {}})};
        books.write_now([](storage::Tx& tx) { tx.execute(invent); });
        books.stop();
    }
    bot.start();
    CHECK_THAT(bot.wait_for_log("\"event\":\"backup_failed\""), Contains("do not add up to the running balance"));
    CHECK(files_in(folder) == std::vector<std::string>{"fingertip-20240101T000000Z.backup"});
    CHECK(bot.stop() == 0);
}

SCENARIO("a server that is stopped in the middle of its backup ends at once and leaves nothing half",
         "[serve][own_backups]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 1000, std::time(nullptr));
    bot.configure_anew("[backup]\nfolder = \"backups\"\n");
    for (int round = 0; round < 3; ++round) {
        bot.start();
        CHECK(comes_true([&] { return fs::exists(bot.folder() + "/backups"); }));
        const auto told = std::chrono::steady_clock::now();
        CHECK(bot.stop() == 0);
        CHECK(std::chrono::steady_clock::now() - told < std::chrono::seconds{5});
        CHECK(leftovers(bot.folder()).empty());
        CHECK_FALSE(fs::exists(bot.database() + "-wal"));
        fs::remove_all(bot.folder() + "/backups");
    }
    CHECK_THAT(bot.log(), !Contains("backup_failed"));
}
