#include "storage/meetings/leave.hpp"

#include "storage/meetings/roll.hpp"
#include "storage/people/members.hpp"

#include <optional>
#include <string>

namespace fingertip::storage::leave {

namespace {

constexpr Sql set_leave{"leave.give", R"sql(
    UPDATE attendance SET status = 'leave', reason = $3, recorded_by = $4
    WHERE meeting_id = $1 AND member_id = $2 AND due = 1 AND status IN ('pending', 'absent', 'leave')
)sql"};
constexpr Sql unset_leave{"leave.end", R"sql(
    UPDATE attendance SET reason = NULL, recorded_by = NULL,
        status = (SELECT iif(m.status = 'closed', 'absent', 'pending') FROM meetings m WHERE m.id = meeting_id)
    WHERE meeting_id = $1 AND member_id = $2 AND status = 'leave'
)sql"};

// What waits is found by the organisation: open requests have an index by it, and are few.
#define WAITING "org_id = $2 AND state = 'open' AND kind = 'leave' AND subject = $1 "

constexpr Sql list_waiting{"leave.waiting", "SELECT member_id FROM requests WHERE " WAITING "ORDER BY id LIMIT 1000"};
constexpr Sql count_all{"leave.count", R"sql(
    SELECT (SELECT count(*) FROM attendance WHERE meeting_id = $1 AND status = 'leave')
         + (SELECT count(*) FROM requests WHERE )sql" WAITING ")"};
constexpr Sql withdraw_waiting{"leave.drop_waiting",
                               "UPDATE requests SET state = 'withdrawn', decided_at = $3 WHERE " WAITING};
constexpr Sql withdraw_needless{"leave.drop_needless",
                                "UPDATE requests SET state = 'withdrawn', decided_at = $3 WHERE " WAITING R"sql(
    AND NOT EXISTS (SELECT 1 FROM attendance a WHERE a.meeting_id = $1 AND a.member_id = requests.member_id AND a.due = 1
                    AND a.status IN ('pending', 'absent'))
)sql"};

} // namespace

bool give(Tx& tx, const Vault& vault, MeetingId meeting, MemberId member, std::string_view reason, MemberId officer)
{
    std::string sealed;
    if (!reason.empty())
        if (const auto person = members::sealer(tx, vault, member))
            sealed = roll::seal_reason(*person, meeting, member, reason);
    return tx.execute(set_leave,
                      {meeting.value, member.value, sealed.empty() ? std::nullopt : std::optional{Blob{sealed}},
                       officer ? std::optional{officer.value} : std::nullopt}) > 0;
}

bool end(Tx& tx, MeetingId meeting, MemberId member)
{
    return tx.execute(unset_leave, {meeting.value, member.value}) > 0;
}

std::vector<MemberId> waiting(ReadTx& tx, MeetingId meeting, OrganizationId org)
{
    std::vector<MemberId> found;
    auto rows = tx.query(list_waiting, {meeting.value, org.value});
    while (rows.next())
        found.push_back(MemberId{rows.integer(0)});
    return found;
}

std::int64_t count(ReadTx& tx, MeetingId meeting, OrganizationId org)
{
    auto rows = tx.query(count_all, {meeting.value, org.value});
    rows.next();
    return rows.integer(0);
}

void drop_waiting(Tx& tx, MeetingId meeting, OrganizationId org, Time now)
{
    tx.execute(withdraw_waiting, {meeting.value, org.value, seconds(now)});
}

void drop_needless(Tx& tx, MeetingId meeting, OrganizationId org, Time now)
{
    tx.execute(withdraw_needless, {meeting.value, org.value, seconds(now)});
}

} // namespace fingertip::storage::leave
