#include "tests/bench/bare_writer.hpp"

#include <sqlite3.h>

#include <ctime>
#include <stdexcept>

namespace fingertip::bench {

namespace {

constexpr int checkpoint_pages = 1000;

void run(sqlite3* database, const char* sql)
{
    if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        throw std::runtime_error{std::string{sql} + ": " + sqlite3_errmsg(database)};
}

void bind(sqlite3_stmt* statement, int index, std::int64_t value)
{
    sqlite3_bind_int64(statement, index, value);
}
void bind(sqlite3_stmt* statement, int index, const std::string& value)
{
    sqlite3_bind_text(statement, index, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
}

template<class... Values>
void step(sqlite3_stmt* statement, const Values&... values)
{
    int index = 0;
    (bind(statement, ++index, values), ...);
    const int code = sqlite3_step(statement);
    if (code != SQLITE_DONE)
        throw std::runtime_error{std::string{sqlite3_sql(statement)} + ": " +
                                 sqlite3_errmsg(sqlite3_db_handle(statement))};
    sqlite3_reset(statement);
}

} // namespace

BareWriter::BareWriter(const std::string& database, BareRows rows) : rows_{rows}
{
    if (sqlite3_open(database.c_str(), &database_) != SQLITE_OK)
        throw std::runtime_error{"cannot open " + database};
    run(database_, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384; "
                   "PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=67108864");
    if (rows == BareRows::append) {
        run(database_,
            "CREATE TABLE IF NOT EXISTS log (id INTEGER PRIMARY KEY, account TEXT, message TEXT, at INTEGER)");
        prepare({"INSERT INTO log (account, message, at) VALUES (?1, ?2, ?3)"});
    } else {
        // The stored reply has the size of a sealed one.
        prepare({"INSERT INTO inbox (platform, delivery_id, account, received_at, sealed_for, reply) "
                 "VALUES ('wechat-main', ?1, ?2, ?3, 1, randomblob(160))",
                 "UPDATE attendance SET status = 'present', method = 'code', at = ?3 WHERE meeting_id = ?1 AND "
                 "member_id = ?2",
                 "UPDATE meetings SET present = present + 1, voters_present = voters_present + 1 WHERE id = ?1",
                 "INSERT INTO points_entries (member_id, rule, subject, period, sequence, points, at) "
                 "VALUES (?1, 'meeting_attended', ?2, ?3 / 86400, 0, 5, ?3)",
                 "INSERT INTO points_totals (member_id, period, points) VALUES (?1, '', 5), (?1, ':2026', 5), "
                 "(?1, 'meeting_attended:d20000', 5), (?1, 'meeting_attended:2026-11', 5), (?1, "
                 "'meeting_attended:2026', 5) "
                 "ON CONFLICT (member_id, period) DO UPDATE SET points = points + excluded.points"});
    }
    thread_ = std::thread{[this] { loop(); }};
}

BareWriter::~BareWriter()
{
    {
        const std::lock_guard lock{mutex_};
        closed_ = true;
    }
    ready_.notify_one();
    thread_.join();
    for (auto* statement : statements_)
        sqlite3_finalize(statement);
    sqlite3_close(database_);
}

void BareWriter::prepare(std::initializer_list<const char*> statements)
{
    for (const char* sql : statements) {
        sqlite3_stmt* made = nullptr;
        if (sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr) != SQLITE_OK)
            throw std::runtime_error{std::string{sql} + ": " + sqlite3_errmsg(database_)};
        statements_.push_back(made);
    }
}

void BareWriter::push(BareCheckIn check_in)
{
    {
        const std::lock_guard lock{mutex_};
        waiting_.push_back(std::move(check_in));
    }
    ready_.notify_one();
}

void BareWriter::write(const BareCheckIn& check_in)
{
    const std::int64_t now = std::time(nullptr);
    if (rows_ == BareRows::append)
        return step(statements_[0], check_in.account, check_in.message_id, now);
    // Prepared accounts end in a number, members are numbered from 1; without a history the open meeting is the first.
    const std::int64_t member = std::stoll(check_in.account.substr(check_in.account.size() - 10)) + 1;
    const std::int64_t meeting = 1;
    step(statements_[0], check_in.message_id, check_in.account, now);
    step(statements_[1], meeting, member, now);
    step(statements_[2], meeting);
    step(statements_[3], member, meeting, now);
    step(statements_[4], member);
}

void BareWriter::loop()
{
    for (;;) {
        std::vector<BareCheckIn> batch;
        {
            std::unique_lock lock{mutex_};
            ready_.wait(lock, [&] { return closed_ || !waiting_.empty(); });
            if (waiting_.empty())
                return;
            batch.swap(waiting_);
        }
        run(database_, "BEGIN IMMEDIATE");
        for (const auto& one : batch)
            write(one);
        int pages = 0;
        sqlite3_wal_hook(
            database_,
            [](void* into, sqlite3*, const char*, int count) {
                *static_cast<int*>(into) = count;
                return SQLITE_OK;
            },
            &pages);
        run(database_, "COMMIT");
        for (const auto& one : batch)
            one.done();
        if (pages >= checkpoint_pages)
            sqlite3_wal_checkpoint_v2(database_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    }
}

} // namespace fingertip::bench
