#include "storage/database.hpp"
#include "tests/support/bot_process.hpp"
#include "tests/support/branch.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <ctime>
#include <iostream>
#include <map>
#include <mutex>
#include <random>
#include <thread>

using namespace fingertip;
using namespace fingertip::tests;

namespace {

/// What the platform knows about one message: what it sent and what it was told.
struct Line
{
    std::string xml;
    std::string reply; ///< empty: never acknowledged
    int sends = 0;
};

/// Several senders working through a ledger until told to stop or done; every unanswered message is sent again later.
class Load
{
public:
    Load(std::vector<Line>& ledger, std::mutex& guard) : ledger_{ledger}, guard_{guard} {}

    void run(std::uint16_t port, const WechatSecrets& secrets, std::size_t begin, std::size_t end, std::size_t lanes)
    {
        std::vector<std::thread> senders;
        for (std::size_t lane = 0; lane < lanes; ++lane)
            senders.emplace_back([=, this] {
                WechatSender sender{port, secrets};
                for (std::size_t i = begin + lane; i < end; i += lanes) {
                    const auto answer = sender.post(ledger_[i].xml);
                    const std::lock_guard lock{guard_};
                    ++ledger_[i].sends;
                    if (!answer)
                        return; // the bot is gone
                    if (answer->reply.empty())
                        odd_ += 1;
                    else if (ledger_[i].reply.empty())
                        ledger_[i].reply = text_of(answer->reply);
                    else if (ledger_[i].reply != text_of(answer->reply))
                        differing_ += 1;
                    acknowledged_ += 1;
                }
            });
        for (auto& sender : senders)
            sender.join();
    }

    static std::string text_of(const std::string& reply)
    {
        return between(reply, "<Content><![CDATA[", "]]></Content>");
    }

    std::atomic<int> acknowledged_ = 0;
    std::atomic<int> odd_ = 0;       ///< answered, but without a reply that verifies
    std::atomic<int> differing_ = 0; ///< a copy got another text

private:
    std::vector<Line>& ledger_;
    std::mutex& guard_;
};

constexpr storage::Sql present{
    "crash.present",
    "SELECT m.member_no FROM attendance a JOIN members m ON m.id = a.member_id WHERE a.status IN ('present', 'late')"};
constexpr storage::Sql doubled{
    "crash.doubled",
    "SELECT count(*) FROM (SELECT 1 FROM points_entries GROUP BY member_id, rule, subject HAVING count(*) > 1)"};
constexpr storage::Sql entries{"crash.entries", "SELECT count(*) FROM points_entries"};
constexpr storage::Sql counted{"crash.counted", "SELECT present FROM meetings"};
constexpr storage::Sql intact{"crash.intact", "PRAGMA integrity_check"};

} // namespace

SCENARIO("kill -9 in the middle of check-ins loses nothing that was acknowledged and doubles nothing", "[bot][crash]")
{
    const auto seed = std::random_device{}();
    std::cout << "crash_test seed " << seed << '\n';
    std::mt19937 dice{seed};
    constexpr int members = 1500;
    constexpr int rounds = 6;
    constexpr int slice = members / rounds;

    BotProcess bot{FINGERTIP_PROGRAM};
    const auto now = std::time(nullptr);
    found_branch(bot.database(), bot.key_file(), members, now);

    std::vector<Line> ledger(members);
    for (int i = 0; i < members; ++i)
        ledger[static_cast<std::size_t>(i)].xml =
            WechatSender::text_xml(account_of(i), 24'000'000'000'000'001 + i, now, meeting_code);
    std::mutex guard;
    Load load{ledger, guard};

    int killed_under_load = 0;
    for (int round = 0; round < rounds; ++round) {
        bot.start();
        const auto begin = static_cast<std::size_t>(round) * slice;
        const int before = load.acknowledged_;
        const int wanted = std::uniform_int_distribution<int>{50, slice - 20}(dice);
        std::thread senders{[&] { load.run(bot.port(), bot.secrets(), begin, begin + slice, 16); }};
        while (load.acknowledged_ - before < wanted)
            std::this_thread::yield();
        bot.kill();
        senders.join();
        killed_under_load += load.acknowledged_ - before < slice;
    }
    CHECK(killed_under_load >= rounds / 2);
    const int acknowledged = load.acknowledged_;

    // The platform delivers everything again: what had been answered and what had not.
    bot.start();
    load.run(bot.port(), bot.secrets(), 0, members, 16);
    CHECK(bot.stop() == 0);

    CHECK(load.odd_ == 0);
    CHECK(load.differing_ == 0);
    CHECK(acknowledged >= rounds * 50);
    storage::Database books{storage::make_sqlite_engine({.path = bot.database(), .on_batch = {}})};
    std::map<std::string, int> came;
    books.read_now([&](storage::ReadTx& tx) {
        auto rows = tx.query(present);
        while (rows.next())
            ++came[rows.text(0)];
    });
    CHECK(came.size() == members);
    const auto number = [&](const storage::Sql& sql) {
        std::int64_t found = -1;
        books.read_now([&](storage::ReadTx& tx) {
            auto rows = tx.query(sql);
            rows.next();
            found = rows.integer(0);
        });
        return found;
    };
    CHECK(number(counted) == members);
    CHECK(number(entries) == members);
    CHECK(number(doubled) == 0);
    books.read_now([&](storage::ReadTx& tx) {
        auto rows = tx.query(intact);
        rows.next();
        CHECK(rows.text(0) == "ok");
    });
    books.stop();
}
