#include "storage/meetings/resolutions.hpp"

namespace fingertip::storage::resolutions {

namespace {

constexpr Sql insert{"resolutions.record", R"sql(
    INSERT INTO resolutions (meeting_id, subject, approve, oppose, abstain, voters_due, passed, author, at, written)
    VALUES ($1, x'', $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id
)sql"};
constexpr Sql write_subject{"resolutions.subject", "UPDATE resolutions SET subject = $2 WHERE id = $1"};
constexpr Sql find_one{"resolutions.find", R"sql(
    SELECT meeting_id, subject, approve, oppose, abstain, voters_due, passed, author, at, written FROM resolutions WHERE id = $1
)sql"};
constexpr Sql remove{"resolutions.withdraw", "DELETE FROM resolutions WHERE id = $1"};

Row row_of(std::int64_t id)
{
    return {"resolutions.subject", id};
}

} // namespace

std::int64_t record(Tx& tx, const Vault& vault, const Resolution& r)
{
    std::int64_t id = 0;
    {
        auto rows = tx.change(insert, {r.meeting.value, r.approve, r.oppose, r.abstain, r.voters_due, r.passed,
                                       r.author.value, seconds(r.at), r.written});
        rows.next();
        id = rows.integer(0);
    }
    // The row's number is part of what the seal authenticates, so the text comes second.
    tx.execute(write_subject, {id, Blob{vault.installation().seal(row_of(id), r.subject)}});
    return id;
}

std::optional<Resolution> find(ReadTx& tx, const Vault& vault, std::int64_t id)
{
    auto rows = tx.query(find_one, {id});
    if (!rows.next())
        return std::nullopt;
    Resolution found;
    found.meeting = MeetingId{rows.integer(0)};
    found.subject = vault.installation().open(row_of(id), rows.view(1)).value_or("");
    found.approve = rows.integer(2);
    found.oppose = rows.integer(3);
    found.abstain = rows.integer(4);
    found.voters_due = rows.integer(5);
    found.passed = rows.boolean(6);
    found.author = MemberId{rows.integer(7)};
    found.at = from_seconds(rows.integer(8));
    found.written = rows.integer(9);
    return found;
}

bool withdraw(Tx& tx, std::int64_t id)
{
    return tx.execute(remove, {id}) > 0;
}

} // namespace fingertip::storage::resolutions
