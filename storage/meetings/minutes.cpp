#include "storage/meetings/minutes.hpp"

namespace fingertip::storage::minutes {

namespace {

constexpr Sql find_one{"minutes.find", "SELECT body, author, at FROM minutes WHERE meeting_id = $1"};
constexpr Sql find_lock{"minutes.locked_at",
                        "SELECT locked_at FROM minutes WHERE meeting_id = $1 AND locked_at IS NOT NULL"};
constexpr Sql upsert{"minutes.write", R"sql(
    INSERT INTO minutes (meeting_id, body, author, at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (meeting_id) DO UPDATE SET body = excluded.body, author = excluded.author, at = excluded.at
    WHERE minutes.locked_at IS NULL
)sql"};
constexpr Sql remove_one{"minutes.remove", "DELETE FROM minutes WHERE meeting_id = $1 AND locked_at IS NULL"};
constexpr Sql set_lock{"minutes.lock", "UPDATE minutes SET locked_at = $2 WHERE meeting_id = $1 AND locked_at IS NULL"};

Row row_of(MeetingId meeting)
{
    return {"minutes.body", meeting.value};
}

} // namespace

std::optional<Minutes> find(ReadTx& tx, const Vault& vault, MeetingId meeting)
{
    auto rows = tx.query(find_one, {meeting.value});
    if (!rows.next())
        return std::nullopt;
    return Minutes{vault.installation().open(row_of(meeting), rows.view(0)).value_or(""), MemberId{rows.integer(1)},
                   from_seconds(rows.integer(2))};
}

std::optional<Time> locked_at(ReadTx& tx, MeetingId meeting)
{
    auto rows = tx.query(find_lock, {meeting.value});
    return rows.next() ? std::optional{from_seconds(rows.integer(0))} : std::nullopt;
}

void write(Tx& tx, const Vault& vault, MeetingId meeting, const Minutes& record)
{
    const auto sealed = vault.installation().seal(row_of(meeting), record.body);
    if (tx.execute(upsert, {meeting.value, Blob{sealed}, record.author.value, seconds(record.at)}) == 0)
        throw Conflict{"minutes: the record is locked"};
}

void remove(Tx& tx, MeetingId meeting)
{
    tx.execute(remove_one, {meeting.value});
}

void lock(Tx& tx, MeetingId meeting, Time at)
{
    tx.execute(set_lock, {meeting.value, seconds(at)});
}

} // namespace fingertip::storage::minutes
