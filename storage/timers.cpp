#include "storage/timers.hpp"

namespace fingertip::storage::timers {

namespace {

constexpr Sql upsert{"timers.set", R"sql(
    INSERT INTO timers (kind, subject, due_at, position) VALUES ($1, $2, $3, $4)
    ON CONFLICT (kind, subject) DO UPDATE SET due_at = excluded.due_at, position = excluded.position
)sql"};
constexpr Sql remove{"timers.cancel", "DELETE FROM timers WHERE kind = $1 AND subject = $2"};
constexpr Sql find_due{
    "timers.due", "SELECT kind, subject, due_at, position FROM timers WHERE due_at <= $1 ORDER BY due_at LIMIT $2"};
constexpr Sql find_one{"timers.find",
                       "SELECT kind, subject, due_at, position FROM timers WHERE kind = $1 AND subject = $2"};
constexpr Sql find_next{"timers.next", "SELECT due_at FROM timers ORDER BY due_at LIMIT 1"};
constexpr Sql remove_due{"timers.take", "DELETE FROM timers WHERE kind = $1 AND subject = $2 AND due_at = $3"};

} // namespace

void set(Tx& tx, std::string_view kind, std::int64_t subject, Time due_at, std::int64_t position)
{
    tx.execute(upsert, {kind, subject, seconds(due_at), position});
}

void cancel(Tx& tx, std::string_view kind, std::int64_t subject)
{
    tx.execute(remove, {kind, subject});
}

std::vector<Timer> due(ReadTx& tx, Time now, int most)
{
    std::vector<Timer> found;
    auto rows = tx.query(find_due, {seconds(now), most});
    while (rows.next())
        found.push_back({rows.text(0), rows.integer(1), from_seconds(rows.integer(2)), rows.integer(3)});
    return found;
}

std::optional<Timer> find(ReadTx& tx, std::string_view kind, std::int64_t subject)
{
    auto rows = tx.query(find_one, {kind, subject});
    if (!rows.next())
        return std::nullopt;
    return Timer{rows.text(0), rows.integer(1), from_seconds(rows.integer(2)), rows.integer(3)};
}

std::optional<Time> next(ReadTx& tx)
{
    auto rows = tx.query(find_next);
    return rows.next() ? std::optional{from_seconds(rows.integer(0))} : std::nullopt;
}

bool take(Tx& tx, const Timer& timer)
{
    return tx.execute(remove_due, {timer.kind, timer.subject, seconds(timer.due_at)}) > 0;
}

} // namespace fingertip::storage::timers
