#include "bot/operations/data_key.hpp"
#include "storage/migrate.hpp"
#include "tests/support/branch.hpp"
#include "tests/support/serving.hpp"

#include <catch2/catch.hpp>

#include <ctime>
#include <filesystem>
#include <iostream>
#include <sys/stat.h>
#include <unistd.h>

using namespace fingertip;
using namespace fingertip::tests;
using Catch::Contains;

namespace {

BotProcess::Result serve(const BotProcess& bot)
{
    return bot.run({"serve", "--config", bot.config(), "--allow-root"});
}

unsigned mode_of(const std::string& path)
{
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0;
}

} // namespace

TEST_CASE("one process has a database: a second one refuses with a sentence and the first goes on", "[serve][start]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 2, std::time(nullptr));
    bot.start();
    const auto second = serve(bot);
    CHECK(second.exit == 1);
    CHECK_THAT(second.errors,
               Contains(bot.database() + " is in use by another fingertip process") && Contains("Stop that one"));
    WechatSender sender{bot.port(), bot.secrets()};
    CHECK_THAT(says(sender, 0, meeting_code), Contains("签到成功"));
    CHECK(bot.stop() == 0);
    CHECK(present_members(bot.database()).size() == 1);
}

TEST_CASE("a port that somebody has is named", "[serve][start]")
{
    BotProcess first{FINGERTIP_PROGRAM};
    first.start();
    BotProcess bot{FINGERTIP_PROGRAM};
    const auto taken = "127.0.0.1:" + std::to_string(first.port());
    bot.set_environment("FINGERTIP_SERVER_LISTEN", taken);
    const auto refused = serve(bot);
    CHECK(refused.exit == 1);
    CHECK_THAT(refused.errors, Contains(taken + " cannot be listened on") && Contains("already in use"));
}

TEST_CASE("root is refused unless somebody insists", "[serve][start]")
{
    if (::geteuid() != 0) {
        std::cout << "SKIPPED: root is refused unless somebody insists (these tests do not run as root)\n";
        return;
    }
    BotProcess bot{FINGERTIP_PROGRAM};
    const auto refused = bot.run({"serve", "--config", bot.config()});
    CHECK(refused.exit == 1);
    CHECK_THAT(refused.errors, Contains("running as root") && Contains("--allow-root"));
    CHECK_FALSE(std::filesystem::exists(bot.database()));
}

TEST_CASE("a database with a newer schema is left alone", "[serve][start]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 1, std::time(nullptr));
    auto newer = storage::migrations();
    newer.push_back({9999, "9999_future.sql", "CREATE TABLE future (a INTEGER) STRICT"});
    storage::migrate(bot.database(), newer);
    const auto refused = serve(bot);
    CHECK(refused.exit == 1);
    CHECK_THAT(refused.errors, Contains("9999_future.sql") && Contains("newer program"));
}

TEST_CASE("a database is served with the key that sealed it, or not at all", "[serve][start]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 1, std::time(nullptr));
    const std::string right = bot.key_file() + ".right";
    std::filesystem::rename(bot.key_file(), right);

    const auto missing = serve(bot);
    CHECK(missing.exit == 1);
    CHECK_THAT(missing.errors, Contains("the data key is not there") && Contains("fingertip init") &&
                                   Contains("bring back the very file"));

    bot::DataKey::create(bot.key_file());
    const auto wrong = serve(bot);
    CHECK(wrong.exit == 1);
    CHECK_THAT(wrong.errors,
               Contains("Put the right key file in place") && Contains(bot::DataKey::read(right).fingerprint()));

    std::filesystem::rename(right, bot.key_file());
    ::chmod(bot.key_file().c_str(), 0644);
    const auto loose = serve(bot);
    CHECK(loose.exit == 1);
    CHECK_THAT(loose.errors, Contains("chmod 600"));

    ::chmod(bot.key_file().c_str(), 0600);
    bot.start();
    WechatSender sender{bot.port(), bot.secrets()};
    CHECK_THAT(says(sender, 0, meeting_code), Contains("签到成功"));
}

TEST_CASE("only the owner can read what the server keeps", "[serve][start]")
{
    const auto before = ::umask(022);
    BotProcess bot{FINGERTIP_PROGRAM};
    SECTION("in a database that the server makes")
    {
        bot.start();
    }
    SECTION("in one that everybody could read")
    {
        found_branch(bot.database(), bot.key_file(), 1, std::time(nullptr));
        ::chmod(bot.database().c_str(), 0604);
        bot.start();
    }
    ::umask(before);
    for (const char* part : {"", "-wal", "-shm", ".lock", ".sock"}) {
        INFO(part);
        CHECK(mode_of(bot.database() + part) == 0600);
    }
}
