// D7: from the start of the program to a green /readyz, with large books and a WAL that a dead process left behind.
#include "tests/safety/restarts.hpp"

#include "tests/safety/books.hpp"
#include "tests/safety/hall.hpp"
#include "tests/support/branch.hpp"
#include "tests/support/serving.hpp"

#include <sqlite3.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <sys/wait.h>
#include <unistd.h>

namespace fingertip::safety {

using Clock = std::chrono::steady_clock;

namespace {

constexpr int members = 100'000;
constexpr int meetings = 10;
constexpr std::uintmax_t wal_bytes = 64u << 20;
constexpr int starts = 3;
constexpr std::int64_t limit_ms = 2000;

// Everybody comes to every meeting. The sums are what the entries add up to: `verify-points` looks.
constexpr const char* everybody_comes = R"sql(
    BEGIN IMMEDIATE;
    UPDATE attendance SET status = 'present', method = 'code', at = starts_at + 60;
    INSERT INTO points_entries (member_id, rule, subject, period, sequence, points, at)
        SELECT a.member_id, 'meeting_attended', a.meeting_id, m.day, 0, 5, a.at
        FROM attendance a JOIN meetings m ON m.id = a.meeting_id ORDER BY a.meeting_id, a.member_id;
    INSERT INTO points_totals (member_id, period, points)
        SELECT member_id, '', sum(points) FROM points_entries GROUP BY member_id;
    UPDATE meetings SET present = (SELECT count(*) FROM attendance WHERE meeting_id = meetings.id);
    COMMIT;
    PRAGMA wal_checkpoint(TRUNCATE);
)sql";
// A commit of a dead process after the other, none of them copied back.
constexpr const char* one_more_commit =
    "UPDATE attendance SET at = at + 1 WHERE meeting_id = 1 + abs(random()) % 10 AND member_id % 10 = 3";

void run(sqlite3* handle, const char* sql)
{
    char* why = nullptr;
    if (sqlite3_exec(handle, sql, nullptr, nullptr, &why) == SQLITE_OK)
        return;
    std::cerr << sql << ": " << (why ? why : "?") << '\n';
    ::_exit(1);
}

/// In a process of its own, which ends as a killed one does: without closing the database.
void fill_and_die(const std::string& database)
{
    const pid_t child = ::fork();
    if (child == 0) {
        sqlite3* handle = nullptr;
        sqlite3_open(database.c_str(), &handle);
        run(handle, "PRAGMA wal_autocheckpoint = 0; PRAGMA synchronous = OFF");
        run(handle, everybody_comes);
        while (std::filesystem::file_size(database + "-wal") < wal_bytes)
            run(handle, one_more_commit);
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (status != 0)
        throw std::runtime_error{"the large books could not be made"};
}

/// Milliseconds to the first green /readyz.
std::int64_t time_of_start(tests::BotProcess& bot, Tally& tally)
{
    const auto began = Clock::now();
    bot.start();
    if (!tests::comes_true([&] { return tests::get(bot.admin_port(), "/readyz").status == 200; }))
        tally.wrong("/readyz does not become green");
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began).count();
}

Tally start_with_large_books(const Options& options)
{
    Tally tally;
    Hall hall{options.program, {.members = members, .meetings = meetings}};
    auto& bot = hall.bot();
    fill_and_die(bot.database());
    tally.counts["wal MB"] = static_cast<std::int64_t>(std::filesystem::file_size(bot.database() + "-wal") >> 20);
    for (int i = 0; i < starts; ++i) {
        const auto took = time_of_start(bot, tally);
        tally.counts["start " + std::to_string(i + 1) + " ms"] = took;
        if (took > limit_ms)
            tally.wrong("ready after " + std::to_string(took) + " ms");
        bot.kill();
        ++tally.counts["starts"];
    }
    bot.start();
    const auto rows = exported(bot, "meetings");
    for (const auto& row : rows)
        if (row.integer("meeting_id").value_or(0) <= meetings)
            tally.counts["check-ins"] += row.integer("present").value_or(0);
    verify_points(bot, tally);
    if (bot.stop() != 0)
        tally.wrong("serve did not stop with 0");
    return tally;
}

} // namespace

std::vector<Campaign> restart_campaigns()
{
    return {{"D7", 1, &start_with_large_books,
             [](const Tally& tally) {
                 std::string times;
                 for (int i = 1; i <= starts; ++i)
                     times += (times.empty() ? "" : ", ") +
                              std::to_string(tally.count("start " + std::to_string(i) + " ms"));
                 return grouped(members) + " members, " + grouped(tally.count("check-ins")) + " check-ins, a WAL of " +
                        std::to_string(tally.count("wal MB")) + " MB left behind: ready after " + times +
                        " ms (kill -9 between)";
             },
             [](const Tally& tally, bool) {
                 return tally.count("starts") == starts && tally.count("check-ins") == members * meetings &&
                        tally.count("wal MB") >= 64;
             }}};
}

} // namespace fingertip::safety
