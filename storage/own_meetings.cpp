#include "storage/own_meetings.hpp"

namespace fingertip::storage::own_meetings {

namespace {

constexpr Sql list_held{"own_meetings.held", R"sql(
    WITH RECURSIVE above (id, parent_id) AS (
        SELECT o.id, o.parent_id FROM members p JOIN organizations o ON o.id IN (p.home_org, p.host_org) WHERE p.id = $1
        UNION SELECT o.id, o.parent_id FROM above JOIN organizations o ON o.id = above.parent_id),
    offices AS (
        SELECT org_id, max(role IN ('secretary', 'deputy_secretary', 'committee_member')) AS in_committee FROM assignments
        WHERE member_id = $1 AND coalesce(until_on, 9223372036854775807) > $2 / 86400 GROUP BY org_id),
    places AS (SELECT id FROM above UNION SELECT org_id FROM offices),
    concerning (id) AS (
        SELECT meeting_id FROM attendance WHERE member_id = $1 AND starts_at BETWEEN $2 AND $3
        UNION
        SELECT m.id FROM places JOIN meetings m ON m.org_id = places.id AND m.starts_at BETWEEN $2 AND $3
        WHERE m.kind <> 'committee_meeting'
           OR EXISTS (SELECT 1 FROM offices f WHERE f.org_id = m.org_id AND f.in_committee = 1))
    SELECT m.id, m.opens_at, m.ends_at, m.status, coalesce(a.status, '')
    FROM concerning c JOIN meetings m ON m.id = c.id LEFT JOIN attendance a ON a.meeting_id = m.id AND a.member_id = $1
    WHERE $4 = 0 OR m.id = $4 ORDER BY m.starts_at DESC, m.id DESC LIMIT 20
)sql"};

} // namespace

std::vector<Held> held(ReadTx& tx, MemberId member, Time since, Time until, MeetingId only)
{
    std::vector<Held> found;
    auto rows = tx.query(list_held, {member.value, seconds(since), seconds(until), only.value});
    while (rows.next())
        found.push_back({MeetingId{rows.integer(0)}, from_seconds(rows.integer(1)), from_seconds(rows.integer(2)),
                         rows.text(3), rows.text(4)});
    return found;
}

} // namespace fingertip::storage::own_meetings
