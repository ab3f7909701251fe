#include "bot/metrics.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <thread>

using namespace fingertip::bot;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

struct Described
{
    std::string type;
    std::set<std::string> labels;
};

/// "name: type label label", sorted.
std::vector<std::string> told(const std::map<std::string, Described>& all)
{
    std::vector<std::string> lines;
    for (const auto& [name, described] : all) {
        lines.push_back(name + ": " + described.type);
        for (const auto& label : described.labels)
            lines.back() += ' ' + label;
    }
    return lines;
}

std::vector<std::string> lines_of(std::istream& in)
{
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

std::vector<std::string> lines_of(const std::string& text)
{
    std::istringstream in{text};
    return lines_of(in);
}

/// Rows of the table in docs/metrics.md.
std::map<std::string, Described> documented()
{
    std::map<std::string, Described> result;
    std::ifstream in{FINGERTIP_SOURCE_DIR "/docs/metrics.md"};
    for (const auto& line : lines_of(in)) {
        if (!line.starts_with("| `"))
            continue;
        std::vector<std::string> cells;
        std::istringstream row{line.substr(1)};
        for (std::string cell; std::getline(row, cell, '|');) {
            const auto start = cell.find_first_not_of(" `");
            cells.push_back(start == std::string::npos ? ""
                                                       : cell.substr(start, cell.find_last_not_of(" `") - start + 1));
        }
        REQUIRE(cells.size() >= 4);
        CHECK_FALSE(cells[3].empty());
        std::istringstream labels{cells[2]};
        auto& described = result[cells[0]];
        described.type = cells[1];
        for (std::string label; std::getline(labels, label, ',');)
            described.labels.insert(label.substr(label.find_first_not_of(' ')));
    }
    return result;
}

/// What the program shows.
std::map<std::string, Described> shown(const std::string& text)
{
    std::map<std::string, Described> result;
    std::string name;
    for (const auto& line : lines_of(text)) {
        if (line.starts_with("# TYPE ")) {
            std::istringstream words{line.substr(7)};
            std::string type;
            words >> name >> type;
            result[name].type = type;
        } else if (!line.starts_with('#')) {
            REQUIRE(line.starts_with(name));
            const auto open = line.find('{');
            if (open == std::string::npos)
                continue;
            std::istringstream labels{line.substr(open + 1, line.rfind('}') - open - 1)};
            for (std::string label; std::getline(labels, label, ',');)
                if (const auto key = label.substr(0, label.find('=')); key != "le")
                    result[name].labels.insert(key);
        }
    }
    return result;
}

std::size_t series(const std::string& text)
{
    const auto lines = lines_of(text);
    return static_cast<std::size_t>(
        std::ranges::count_if(lines, [](const auto& line) { return !line.starts_with('#'); }));
}

Metrics::Names names()
{
    return {.platforms = {"wechat-main"}, .commands = {"签到", "帮助"}, .version = "1.2.3", .commit = "abc"};
}

} // namespace

TEST_CASE("the names, types and labels of the metrics are those of docs/metrics.md", "[bot][metrics]")
{
    const Metrics metrics{names()};
    const auto expected = documented();
    CHECK(expected.size() == 20);
    CHECK(told(shown(metrics.text())) == told(expected));
}

TEST_CASE("what is counted is shown", "[bot][metrics]")
{
    Metrics metrics{names()};
    auto& platform = metrics.platform("wechat-main");
    platform.message(metrics.command("签到"), Outcome::answered);
    platform.message(metrics.command("签到"), Outcome::answered);
    platform.message(metrics.command("帮助"), Outcome::busy);
    platform.handled(30ms);
    platform.refused(platforms::Cause::signature);
    platform.duplicate();
    platform.dead_letter(platforms::Cause::fields);
    platform.set_clock_ahead(-1500ms);
    metrics.token(true);
    metrics.token(false);
    metrics.token(false);
    metrics.set_disk_free(0.25);
    metrics.http(200);
    metrics.http(418);
    metrics.http(0);
    metrics.cache(CacheOutcome::timeout);
    metrics.commit(40, 3ms);
    metrics.set_wal_bytes(4096);
    metrics.set_outbox_pending(3);
    metrics.set_breaker_open(true);
    metrics.set_connections(9);
    metrics.set_queue_depth(7);
    metrics.set_clock(std::chrono::sys_seconds{1000s});
    CHECK_THAT(metrics.text(), Contains("fingertip_backup_age_seconds +Inf\n"));
    metrics.backup_proven(std::chrono::sys_seconds{400s});
    metrics.backup_failed();
    metrics.set_clock(std::chrono::sys_seconds{1003s});
    const auto text = metrics.text();
    const auto lines = lines_of(text);
    const auto has = [&](const std::string& line) {
        CAPTURE(text);
        CHECK(std::ranges::count(lines, line) == 1);
    };
    has(R"(fingertip_messages_total{command="签到",outcome="answered",platform="wechat-main"} 2)");
    has(R"(fingertip_messages_total{command="帮助",outcome="busy",platform="wechat-main"} 1)");
    has(R"(fingertip_handle_seconds_count{platform="wechat-main"} 1)");
    has(R"(fingertip_handle_seconds_bucket{platform="wechat-main",le="0.025"} 0)");
    has(R"(fingertip_handle_seconds_bucket{platform="wechat-main",le="0.05"} 1)");
    has(R"(fingertip_refused_total{cause="signature",platform="wechat-main"} 1)");
    has(R"(fingertip_refused_total{cause="xml",platform="wechat-main"} 0)");
    has(R"(fingertip_duplicates_total{platform="wechat-main"} 1)");
    has(R"(fingertip_dead_letters_total{cause="fields",platform="wechat-main"} 1)");
    has(R"(fingertip_clock_ahead_seconds{platform="wechat-main"} -1.5)");
    has(R"(fingertip_token_requests_total{outcome="given"} 1)");
    has(R"(fingertip_token_requests_total{outcome="refused"} 2)");
    has("fingertip_disk_free_ratio 0.25");
    has(R"(fingertip_http_total{outcome="200"} 1)");
    has(R"(fingertip_http_total{outcome="other"} 1)");
    has(R"(fingertip_http_total{outcome="abandoned"} 1)");
    has(R"(fingertip_cache_total{outcome="timeout"} 1)");
    has("fingertip_commit_batch_units_sum 40");
    has("fingertip_commit_seconds_count 1");
    has("fingertip_wal_bytes 4096");
    has("fingertip_outbox_pending 3");
    has("fingertip_breaker_open 1");
    has("fingertip_connections 9");
    has("fingertip_queue_depth 7");
    has("fingertip_backup_age_seconds 603");
    has("fingertip_backup_failures_total 1");
    has(R"(fingertip_build_info{commit="abc",version="1.2.3"} 1)");
}

TEST_CASE("what is not in a closed set counts as other", "[bot][metrics]")
{
    Metrics metrics{names()};
    metrics.platform("made-up").message(metrics.command("<script>"), Outcome::failed);
    metrics.platform("wechat-main").message(9'999, Outcome::failed);
    const auto text = metrics.text();
    CHECK_THAT(text, Contains(R"(fingertip_messages_total{command="other",outcome="failed",platform="other"} 1)"));
    CHECK_THAT(text,
               Contains(R"(fingertip_messages_total{command="other",outcome="failed",platform="wechat-main"} 1)"));
    CHECK_THAT(text, !Contains("script") && !Contains("made-up"));
}

TEST_CASE("there are never 2,000 series, and nothing goes uncounted", "[bot][metrics]")
{
    Metrics::Names many{.version = "1", .commit = "c"};
    for (int i = 0; i < 20; ++i)
        many.platforms.push_back("platform-" + std::to_string(i));
    for (int i = 0; i < 300; ++i)
        many.commands.push_back("command-" + std::to_string(i));
    Metrics metrics{many};
    long counted = 0;
    for (const auto& platform : many.platforms)
        for (std::size_t command = 0; command < many.commands.size(); ++command)
            for (int outcome = 0; outcome <= static_cast<int>(Outcome::failed); ++outcome, ++counted)
                metrics.platform(platform).message(command, static_cast<Outcome>(outcome));
    const auto text = metrics.text();
    CHECK(series(text) < 2'000);
    double total = 0;
    for (const auto& line : lines_of(text))
        if (line.starts_with("fingertip_messages_total{"))
            total += std::stod(line.substr(line.rfind(' ')));
    CHECK(total == counted);
}

TEST_CASE("threads that count at once lose nothing", "[bot][metrics]")
{
    Metrics metrics{names()};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 5'000; ++i)
                    metrics.platform("wechat-main").message(i % 2, Outcome::answered);
            });
    }
    const auto text = metrics.text();
    CHECK_THAT(text, Contains(R"({command="签到",outcome="answered",platform="wechat-main"} 10000)"));
    CHECK_THAT(text, Contains(R"({command="帮助",outcome="answered",platform="wechat-main"} 10000)"));
}
