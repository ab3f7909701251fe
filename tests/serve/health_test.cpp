#include "storage/database.hpp"
#include "storage/outbox.hpp"
#include "storage/sqlite/connection.hpp"
#include "tests/support/branch.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/serving.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <ctime>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <sstream>
#include <thread>
#include <vector>

using namespace fingertip;
using namespace fingertip::tests;
using namespace std::chrono_literals;
using Catch::Contains;
using Clock = std::chrono::steady_clock;

namespace {

/// The names in the table of docs/metrics.md.
std::set<std::string> documented()
{
    std::set<std::string> names;
    std::ifstream in{FINGERTIP_SOURCE_DIR "/docs/metrics.md"};
    for (std::string line; std::getline(in, line);)
        if (line.starts_with("| `"))
            names.insert(between(line, "| `", "`"));
    return names;
}

struct Exposition
{
    std::map<std::string, std::string> types; ///< by name of the family
    std::vector<std::string> series;
    std::vector<std::string> wrong; ///< lines that are not of the format, or of no family that was announced
};

/// A strict reader of Prometheus' text format 0.0.4, as far as it is used.
Exposition read_exposition(const std::string& text)
{
    static const std::regex help{R"re(# HELP ([a-z_][a-z0-9_]*) .+)re"};
    static const std::regex type{R"re(# TYPE ([a-z_][a-z0-9_]*) (counter|gauge|histogram))re"};
    static const std::regex sample{
        R"re((([a-z_][a-z0-9_]*)(\{[a-z_]+="(\\.|[^"\\\n])*"(,[a-z_]+="(\\.|[^"\\\n])*")*\})?) (\+Inf|NaN|-?[0-9.]+(e[+-]?[0-9]+)?))re"};
    static const std::regex suffix{"_(bucket|sum|count)$"};
    Exposition all;
    std::istringstream lines{text};
    std::smatch match;
    for (std::string line; std::getline(lines, line);) {
        if (std::regex_match(line, match, help))
            continue;
        if (std::regex_match(line, match, type)) {
            all.types[match[1]] = match[2];
            continue;
        }
        if (!std::regex_match(line, match, sample)) {
            all.wrong.push_back(line);
            continue;
        }
        const std::string name = match[2];
        const std::string family = all.types.contains(name) ? name : std::regex_replace(name, suffix, "");
        if (!all.types.contains(family) || (family != name && all.types[family] != "histogram"))
            all.wrong.push_back(line);
        all.series.push_back(match[1]);
    }
    return all;
}

} // namespace

SCENARIO("the admin port shows numbers of closed sets and nothing of a person", "[serve][health]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    const auto now = std::time(nullptr);
    found_branch(bot.database(), bot.key_file(), 5, now);
    {
        storage::Database books{storage::make_sqlite_engine({.path = bot.database(), .on_batch = {}})};
        books.write_now([&](storage::Tx& tx) {
            for (int i = 0; i < 3; ++i)
                storage::outbox::post_news(tx, storage::MemberId{5}, "meeting_called", i + 1,
                                           storage::from_seconds(now), {});
        });
        books.stop();
    }
    bot.start();
    CHECK(get(bot.admin_port(), "/livez").status == 200);
    CHECK(get(bot.admin_port(), "/readyz").status == 200);
    CHECK(get(bot.admin_port(), "/readyz").body == "ok\n");
    CHECK(get(bot.admin_port(), "/nothing").status == 404);
    CHECK(ask(bot.admin_port(), "DELETE /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").status == 405);
    CHECK(get(bot.port(), "/metrics").status == 404);
    CHECK(get(bot.port(), "/readyz").status == 404);

    WechatSender sender{bot.port(), bot.secrets()};
    for (int i = 0; i < 4; ++i)
        says(sender, i, i == 3 ? "一句没人懂的话" : meeting_code);
    WechatSender stranger{bot.port(), bot.secrets()};
    stranger.post(WechatSender::text_xml("o-canary-stranger", 77, now, "绑定 金丝雀 13912345678"));
    get(bot.port(), "/webhooks/canary-path?signature=canary-signature");

    const std::string clock_ahead = "fingertip_clock_ahead_seconds{platform=\"wechat-main\"}";
    const auto answer = get(bot.admin_port(), "/metrics");
    CHECK_THAT(answer.raw, Contains("Content-Type: text/plain; version=0.0.4"));
    const auto all = read_exposition(answer.body);
    CHECK(all.wrong == std::vector<std::string>{});
    CHECK(all.series.size() <= 2000);
    std::set<std::string> names;
    for (const auto& [name, type] : all.types)
        names.insert(name);
    CHECK(names == documented());
    for (const char* personal : {"o-member", "canary", "金丝雀", "139", "1000", "党员0", "一句"})
        for (const auto& series : all.series)
            CHECK_THAT(series, !Contains(personal));

    CHECK(metric(bot, "fingertip_messages_total{command=\"签到\",outcome=\"answered\",platform=\"wechat-main\"}") == 3);
    CHECK(metric(bot, "fingertip_outbox_pending") == 3);
    CHECK(metric(bot, "fingertip_queue_depth") >= 0);
    CHECK(metric(bot, "fingertip_commit_batch_units_count") >= 1);
    CHECK(metric(bot, "fingertip_http_total{outcome=\"404\"}") >= 3);
    CHECK(metric(bot, "fingertip_connections") >= 2);
    CHECK(metric(bot, "fingertip_wal_bytes") > 0);
    CHECK(metric(bot, "fingertip_disk_free_ratio") > 0);
    CHECK(metric(bot, "fingertip_disk_free_ratio") < 1);
    CHECK(std::abs(metric(bot, clock_ahead)) < 30);
    // What the platform stamped an hour ago: our clock runs ahead.
    sender.post(WechatSender::text_xml("o-member-0", 991, now - 3600, "今日"));
    CHECK(std::abs(metric(bot, clock_ahead) - 3600) < 30);
}

TEST_CASE("readiness does not wait longer than a second for a database that hangs", "[serve][health]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 1, std::time(nullptr));
    bot.start();
    CHECK(get(bot.admin_port(), "/readyz").status == 200);
    {
        using storage::sqlite::Connection;
        Connection other{bot.database(), Connection::Access::read_write};
        other.run({"test.hold", "BEGIN IMMEDIATE"});
        std::this_thread::sleep_for(1s); // what was found before is good for a second
        const auto began = Clock::now();
        std::vector<std::thread> askers;
        std::atomic<int> red = 0;
        for (int i = 0; i < 4; ++i)
            askers.emplace_back([&] { red += get(bot.admin_port(), "/readyz").status == 503; });
        CHECK(get(bot.admin_port(), "/livez").status == 200);
        CHECK(get(bot.admin_port(), "/metrics").status == 200);
        CHECK(Clock::now() - began < 900ms);
        for (auto& asker : askers)
            asker.join();
        CHECK(red == 4);
        CHECK(Clock::now() - began < 1900ms);
        other.run({"test.let_go", "ROLLBACK"});
    }
    CHECK(comes_true([&] { return get(bot.admin_port(), "/readyz").status == 200; }, 5s));
}
