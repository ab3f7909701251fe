#include "bot/operations/data_key.hpp"
#include "storage/audit.hpp"
#include "storage/database.hpp"
#include "storage/migrate.hpp"
#include "storage/people/own_record.hpp"
#include "storage/points.hpp"
#include "tests/support/backups.hpp"
#include "tests/support/branch.hpp"
#include "tests/support/serving.hpp"
#include "tests/support/small_disk.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <mutex>
#include <random>
#include <sys/stat.h>
#include <thread>

using namespace fingertip;
using namespace fingertip::tests;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

constexpr storage::Sql spoil_name{"backup_test.name", "UPDATE members SET name = randomblob(40) WHERE id = 2"};
constexpr storage::Sql invent_points{"backup_test.points",
                                     "INSERT INTO points_totals (member_id, period, points) VALUES (3, '', 7)"};
constexpr storage::Sql change_audit{"backup_test.audit", "UPDATE audit SET detail = x'00' WHERE id = 1"};

std::string message(int member, int number)
{
    return WechatSender::text_xml(account_of(member), 24'700'000'000'000'000 + number, std::time(nullptr),
                                  meeting_code);
}

/// Members who check in one after another until told to stop.
class Crowd
{
public:
    Crowd(const BotProcess& bot, int first, int last)
    {
        constexpr int lanes = 4;
        for (int lane = 0; lane < lanes; ++lane)
            threads_.emplace_back([this, &bot, first, last, lane] {
                WechatSender sender{bot.port(), bot.secrets()};
                for (int member = first + lane; member < last && !enough_; member += lanes) {
                    const auto answer = sender.post(message(member, member));
                    const std::lock_guard lock{guard_};
                    if (answer && text_of(answer->reply).find("签到成功") != std::string::npos)
                        came_.insert(std::to_string(1000 + member));
                }
            });
    }
    ~Crowd() { end(); }

    std::set<std::string> came()
    {
        const std::lock_guard lock{guard_};
        return came_;
    }
    void end()
    {
        enough_ = true;
        for (auto& thread : threads_)
            if (thread.joinable())
                thread.join();
    }

private:
    std::mutex guard_;
    std::set<std::string> came_;
    std::atomic<bool> enough_{false};
    std::vector<std::thread> threads_;
};

} // namespace

SCENARIO("a backup under load is one moment: all that was acknowledged before, and points that add up",
         "[serve][backup]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    constexpr int members = 1200;
    found_branch(bot.database(), bot.key_file(), members, std::time(nullptr));
    bot.start();
    Crowd crowd{bot, 0, members};
    std::vector<std::string> files;
    std::vector<std::set<std::string>> before;
    bool under_load = false;
    for (int i = 1; i <= 3; ++i) {
        REQUIRE(comes_true([&] { return static_cast<int>(crowd.came().size()) >= i * 60; }));
        before.push_back(crowd.came());
        files.push_back(bot.folder() + "/" + std::to_string(i) + ".backup");
        const auto made = bot.run({"backup", files.back(), "--config", bot.config()});
        INFO(made.errors);
        REQUIRE(made.exit == 0);
        CHECK_THAT(made.output, Contains("holds the books as of") && Contains("keep a copy of"));
        under_load |= crowd.came().size() > before.back().size();
    }
    crowd.end();
    const auto after = crowd.came();
    CHECK(under_load);

    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto other = elsewhere(bot, "restored" + std::to_string(i));
        const auto restored = bot.run({"restore", files[i], "--config", other.config});
        INFO(restored.errors);
        REQUIRE(restored.exit == 0);
        const auto present = present_members(other.database);
        CHECK(std::includes(present.begin(), present.end(), before[i].begin(), before[i].end()));
        CHECK(std::includes(after.begin(), after.end(), present.begin(), present.end()));
        const auto proof = bot.run({"verify-backup", files[i], "--config", bot.config(), "--format", "csv"});
        CHECK(proof.exit == 0);
        const auto points = "points in the ledger," + std::to_string(5 * present.size()) + "\r\n";
        CHECK_THAT(proof.output, Contains(points) && Contains("points in the balances,") &&
                                     Contains("members," + std::to_string(members)));
    }
    CHECK(bot.stop() == 0);
    CHECK(leftovers(bot.folder()).empty());
}

SCENARIO("what was restored is served on: a copy of an old message finds the stored reply", "[serve][backup]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 3, std::time(nullptr));
    bot.start();
    const auto early = message(0, 1);
    const auto late = message(1, 2);
    std::string answered;
    const auto file = bot.folder() + "/b.backup";
    {
        WechatSender sender{bot.port(), bot.secrets()};
        answered = text_of(sender.post(early)->reply);
        CHECK_THAT(answered, Contains("第1位"));
        REQUIRE(bot.run({"backup", file, "--config", bot.config()}).exit == 0);
        CHECK_THAT(text_of(sender.post(late)->reply), Contains("第2位"));
    }
    CHECK(bot.stop() == 0);
    const auto restored = bot.run({"restore", file, "--config", bot.config()});
    INFO(restored.errors);
    REQUIRE(restored.exit == 0);
    CHECK_THAT(restored.output, Contains("holds the books as of") && Contains("is lost") && Contains("is kept as "));
    const auto kept = between(restored.output, "is kept as ", ". Remove");
    CHECK(present_members(kept).size() == 2);
    CHECK(mode_of(bot.database()) == 0600);
    CHECK(leftovers(bot.folder()).empty());

    bot.start();
    WechatSender sender{bot.port(), bot.secrets()};
    CHECK(text_of(sender.post(early)->reply) == answered);
    // This one is not in the backup: its copy is as if it came for the first time.
    CHECK_THAT(text_of(sender.post(late)->reply), Contains("第2位"));
    CHECK(bot.stop() == 0);
    CHECK(present_members(bot.database()).size() == 2);
}

SCENARIO("without a server the books are backed up as well, a log that a killed one left included", "[serve][backup]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 2, std::time(nullptr));
    bot.start();
    WechatSender sender{bot.port(), bot.secrets()};
    CHECK_THAT(says(sender, 0, meeting_code), Contains("签到成功"));
    bot.kill();
    const auto file = bot.folder() + "/b.backup";
    const auto made = bot.run({"backup", file, "--config", bot.config()});
    INFO(made.errors);
    REQUIRE(made.exit == 0);
    CHECK(mode_of(file) == 0600);
    CHECK_FALSE(fs::exists(bot.database() + "-wal"));
    const auto other = elsewhere(bot, "restored");
    REQUIRE(bot.run({"restore", file, "--config", other.config}).exit == 0);
    CHECK(present_members(other.database) == std::set<std::string>{"1000"});
}

SCENARIO("a backup that cannot be made says why and leaves nothing", "[serve][backup]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    const auto file = bot.folder() + "/b.backup";
    const auto backup = [&](const std::string& where, const std::vector<std::string>& more = {}) {
        std::vector<std::string> words{"backup", where, "--config", bot.config()};
        words.insert(words.end(), more.begin(), more.end());
        return bot.run(words);
    };
    CHECK_THAT(backup(file).errors, Contains("there is no database to back up"));
    CHECK_FALSE(fs::exists(bot.database()));
    found_branch(bot.database(), bot.key_file(), 2, std::time(nullptr));
    CHECK_THAT(backup(bot.folder() + "/nowhere/b").errors, Contains("there is no such folder"));
    REQUIRE(backup(file).exit == 0);
    const auto first = file_bytes(file);
    const auto again = backup(file);
    CHECK(again.exit == 1);
    CHECK_THAT(again.errors, Contains("exists already") && Contains("--overwrite"));
    CHECK(file_bytes(file) == first);
    const auto database = file_bytes(bot.database());
    CHECK_THAT(backup(bot.database(), {"--overwrite"}).errors, Contains("is not a backup"));
    CHECK_THAT(backup(bot.config(), {"--overwrite"}).errors, Contains("is not a backup"));
    CHECK(file_bytes(bot.database()) == database);
    std::ofstream{file + ".part"} << "what a killed run has left";
    CHECK(backup(file, {"--overwrite"}).exit == 0);
    CHECK(leftovers(bot.folder()).empty());
    CHECK(bot.run({"verify-backup", file, "--config", bot.config()}).exit == 0);
}

SCENARIO("verify-backup finds whatever is not the backup as it was written, and changes nothing", "[serve][backup]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 40, std::time(nullptr));
    const auto file = bot.folder() + "/b.backup";
    REQUIRE(bot.run({"backup", file, "--config", bot.config()}).exit == 0);
    const auto good = file_bytes(file);
    const auto written = fs::last_write_time(file);
    const auto verify = [&](const std::string& path) {
        return bot.run({"verify-backup", path, "--config", bot.config()});
    };
    const auto proof = verify(file);
    INFO(proof.errors);
    CHECK(proof.exit == 0);
    CHECK_THAT(proof.output, Contains("members") && Contains("taken at") && Contains("sealed texts opened"));
    CHECK_THAT(proof.errors, Contains("can stand in for the database"));
    CHECK(file_bytes(file) == good);
    CHECK(fs::last_write_time(file) == written);
    CHECK_FALSE(fs::exists(file + "-wal"));

    const auto seed = std::random_device{}();
    std::cout << "backup_test seed " << seed << '\n';
    std::mt19937 dice{seed};
    const auto spoilt = bot.folder() + "/spoilt.backup";
    const auto refused = [&](const std::string& bytes) {
        std::ofstream{spoilt, std::ios::binary | std::ios::trunc} << bytes;
        const auto result = verify(spoilt);
        CHECK(result.exit == 1);
        CHECK_THAT(result.errors, Contains("spoilt.backup: "));
        CHECK(file_bytes(spoilt) == bytes);
        return result.errors;
    };
    for (int i = 0; i < 12; ++i) {
        auto bytes = good;
        // The last ones in the line at the end.
        const auto from = i < 8 ? std::size_t{0} : bytes.size() - 150;
        const auto at = std::uniform_int_distribution<std::size_t>{from, bytes.size() - 1}(dice);
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << std::uniform_int_distribution{0, 7}(dice)));
        INFO("byte " << at << " of " << bytes.size());
        refused(bytes);
    }
    for (int i = 0; i < 6; ++i) {
        const auto most = std::uniform_int_distribution<std::size_t>{16, good.size() - 1}(dice);
        INFO("cut after " << most);
        CHECK_THAT(refused(good.substr(0, most)), Contains("this is no whole backup"));
    }
    CHECK_THAT(refused(good.substr(0, 8192) + good.substr(12288)), Contains("cut out"));
    CHECK_THAT(refused(""), Contains("not a backup"));
    CHECK_THAT(refused(std::string(300'000, 'x')), Contains("not a backup"));
    CHECK_THAT(refused(file_bytes(bot.database())), Contains("bare file") && Contains("-wal"));
    CHECK_THAT(verify(bot.folder() + "/nowhere").errors, Contains("No such file"));
    CHECK_THAT(verify(bot.folder()).errors, Contains(bot.folder()));
    CHECK(leftovers(bot.folder()).empty());
}

SCENARIO("a backup is proven with the key that sealed it, and by a program that knows its schema", "[serve][backup]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 2, std::time(nullptr));
    const auto file = bot.folder() + "/b.backup";
    const auto database = file_bytes(bot.database());
    SECTION("another key")
    {
        REQUIRE(bot.run({"backup", file, "--config", bot.config()}).exit == 0);
        const auto right = bot::DataKey::read(bot.key_file()).fingerprint();
        fs::remove(bot.key_file());
        bot::DataKey::create(bot.key_file());
        for (const char* command : {"verify-backup", "restore"}) {
            const auto refused = bot.run({command, file, "--config", bot.config()});
            CHECK(refused.exit == 1);
            CHECK_THAT(refused.errors,
                       Contains("sealed with the data key " + right) && Contains("Put the right key file in place"));
        }
        CHECK(file_bytes(bot.database()) == database);
    }
    SECTION("a newer schema")
    {
        auto newer = storage::migrations();
        newer.push_back({9999, "9999_future.sql", "CREATE TABLE future (a INTEGER) STRICT"});
        const auto other = elsewhere(bot, "newer");
        fs::copy_file(bot.database(), other.database);
        storage::migrate(other.database, newer);
        REQUIRE(bot.run({"backup", file, "--config", other.config}).exit == 0);
        for (const char* command : {"verify-backup", "restore"}) {
            const auto refused = bot.run({command, file, "--config", bot.config()});
            CHECK(refused.exit == 1);
            CHECK_THAT(refused.errors, Contains("9999_future.sql") && Contains("newer program"));
        }
        CHECK(file_bytes(bot.database()) == database);
    }
    CHECK(leftovers(bot.folder()).empty());
}

SCENARIO("verify-backup looks inside: whatever does not fit is named", "[serve][backup]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 3, std::time(nullptr));
    const auto file = bot.folder() + "/b.backup";
    const auto proof_of = [&](const std::function<void(storage::Tx&)>& change) {
        storage::Database books{storage::make_sqlite_engine({.path = bot.database(), .on_batch = {}})};
        books.write_now(change);
        books.stop();
        REQUIRE(bot.run({"backup", file, "--overwrite", "--config", bot.config()}).exit == 0);
        return bot.run({"verify-backup", file, "--config", bot.config()});
    };
    const auto now = storage::from_seconds(std::time(nullptr));
    const storage::MemberId somebody{2};
    SECTION("what an erasure has closed is no trouble, but counted")
    {
        storage::Key key{};
        const auto data_key = bot::DataKey::read(bot.key_file());
        std::copy(data_key.bytes().begin(), data_key.bytes().end(), key.begin());
        const storage::Vault vault{key};
        const auto proof = proof_of([&](storage::Tx& tx) {
            storage::points::note(tx, vault, somebody, 3, "帮扶老人", {}, {20'000, 2024, 10}, now);
            storage::own_record::erase(tx, vault, somebody, now);
        });
        INFO(proof.errors);
        CHECK(proof.exit == 0);
        CHECK_THAT(proof.output, Contains("texts closed by erasure  1\n"));
    }
    SECTION("a name that the key does not open")
    {
        const auto proof = proof_of([](storage::Tx& tx) { tx.execute(spoil_name); });
        CHECK(proof.exit == 1);
        CHECK_THAT(proof.errors, Contains("does not open members.name of row 2"));
    }
    SECTION("a balance that the ledger does not add up to")
    {
        const auto proof = proof_of([](storage::Tx& tx) { tx.execute(invent_points); });
        CHECK(proof.exit == 1);
        CHECK_THAT(proof.errors, Contains("member with the key 3") && Contains("do not add up"));
    }
    SECTION("an audit log that was changed after it was sealed")
    {
        const auto proof = proof_of([&](storage::Tx& tx) {
            storage::audit::note(tx, somebody, "test", {}, 1, "one", now);
            storage::audit::seal(tx, now);
            tx.execute(change_audit);
        });
        CHECK(proof.exit == 1);
        CHECK_THAT(proof.errors, Contains("audit log does not fit its seals") && Contains("entry 1"));
    }
    CHECK(leftovers(bot.folder()).empty());
}

SCENARIO("a disk that is full keeps the earlier backup and nothing half", "[serve][backup]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    const SmallDisk disk{bot.folder() + "/disk"};
    if (!disk.mounted()) {
        std::cout << "SKIPPED: a disk that is full (this user may not mount a small one)\n";
        return;
    }
    found_branch(bot.database(), bot.key_file(), 200, std::time(nullptr));
    bot.start();
    const auto file = disk.file("b.backup");
    REQUIRE(bot.run({"backup", file, "--config", bot.config()}).exit == 0);
    const auto earlier = file_bytes(file);
    disk.fill();
    const auto full = bot.run({"backup", file, "--overwrite", "--config", bot.config()});
    CHECK(full.exit == 1);
    CHECK_THAT(full.errors, Contains("cannot be made") && Contains("room on its disk"));
    CHECK(file_bytes(file) == earlier);
    CHECK(leftovers(bot.folder()).empty());
    disk.clear();
    CHECK(bot.run({"backup", file, "--overwrite", "--config", bot.config()}).exit == 0);
}

SCENARIO("restore refuses while the books are in use, or a log of them lies about", "[serve][backup]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 2, std::time(nullptr));
    const auto file = bot.folder() + "/b.backup";
    REQUIRE(bot.run({"backup", file, "--config", bot.config()}).exit == 0);
    const auto restore = [&] { return bot.run({"restore", file, "--config", bot.config()}); };
    bot.start();
    WechatSender sender{bot.port(), bot.secrets()};
    CHECK_THAT(says(sender, 0, meeting_code), Contains("签到成功"));
    const auto running = restore();
    CHECK(running.exit == 1);
    CHECK_THAT(running.errors, Contains("in use by another fingertip process"));

    bot.kill();
    const auto stale = restore();
    CHECK(stale.exit == 1);
    CHECK_THAT(stale.errors, Contains(bot.database() + "-wal") && Contains("`fingertip migrate`"));
    // The way out that it names: what was acknowledged is in the database then, and is kept.
    CHECK(bot.run({"migrate", "--config", bot.config()}).exit == 0);
    const auto done = restore();
    INFO(done.errors);
    REQUIRE(done.exit == 0);
    CHECK(present_members(between(done.output, "is kept as ", ". Remove")).size() == 1);
    CHECK(present_members(bot.database()).empty());

    fs::remove(bot.database());
    std::ofstream{bot.database() + "-shm"} << "x";
    const auto alone = restore();
    CHECK(alone.exit == 1);
    CHECK_THAT(alone.errors, Contains(bot.database() + "-shm") && Contains("Move it away"));
    fs::remove(bot.database() + "-shm");
    const auto empty_place = restore();
    CHECK(empty_place.exit == 0);
    CHECK_THAT(empty_place.output, !Contains("is kept as"));
    CHECK(present_members(bot.database()).empty());
}
