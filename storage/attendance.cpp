#include "storage/attendance.hpp"

#include <vector>

namespace fingertip::storage::attendance {

namespace {

constexpr Sql find_unlisted{"attendance.unlisted", R"sql(
    SELECT id FROM meetings WHERE status = 'called' AND listed_at IS NULL AND opens_at <= $1 LIMIT 100
)sql"};
// A committee meeting is for those who hold an office in the organisation itself; every other kind for all below it,
// and for those who are hosted there. The people come from two indexes, never from a pass over everybody.
constexpr Sql insert_due{"attendance.list", R"sql(
    WITH below AS MATERIALIZED (
        SELECT o.id FROM meetings m JOIN organizations root ON root.id = m.org_id
        JOIN organizations o ON o.path >= root.path AND o.path < root.path || '~' WHERE m.id = $1),
    people AS (
        SELECT id, 1 AS at_home FROM members WHERE home_org IN (SELECT id FROM below)
        UNION ALL
        SELECT id, 0 FROM members WHERE host_org IN (SELECT id FROM below) AND home_org NOT IN (SELECT id FROM below))
    INSERT INTO attendance (meeting_id, member_id, starts_at, home_org, host_org, category, due, entitled, status)
    SELECT m.id, p.id, m.starts_at, p.home_org, p.host_org, p.category,
           at_home AND coalesce(p.due_exempt_until, -1) < m.day,
           at_home AND coalesce(p.due_exempt_until, -1) < m.day AND p.category = 'full' AND p.rights_suspended = 0,
           iif(coalesce(p.due_exempt_until, -1) >= m.day, 'exempt', 'pending')
    FROM people JOIN members p ON p.id = people.id JOIN meetings m ON m.id = $1
    WHERE p.erased_at IS NULL AND p.category IN ('full', 'probationary')
      AND (m.kind <> 'committee_meeting' OR EXISTS (
            SELECT 1 FROM assignments r WHERE r.member_id = p.id AND r.org_id = m.org_id
            AND r.role IN ('secretary', 'deputy_secretary', 'committee_member')
            AND r.from_on <= m.day AND coalesce(r.until_on, 9223372036854775807) > m.day))
    ON CONFLICT (meeting_id, member_id) DO UPDATE SET due = excluded.due, entitled = excluded.entitled, category = excluded.category,
        home_org = excluded.home_org, host_org = excluded.host_org, starts_at = excluded.starts_at,
        status = iif(status IN ('pending', 'exempt'), excluded.status, status)
)sql"};
constexpr Sql count_due{"attendance.count_due", R"sql(
    UPDATE meetings SET listed_at = coalesce(listed_at, $2),
        due = (SELECT count(*) FROM attendance a WHERE a.meeting_id = $1 AND a.due = 1),
        voters_due = (SELECT count(*) FROM attendance a WHERE a.meeting_id = $1 AND a.entitled = 1),
        present = (SELECT count(*) FROM attendance a WHERE a.meeting_id = $1 AND a.status IN ('present', 'late')),
        voters_present = (SELECT count(*) FROM attendance a WHERE a.meeting_id = $1 AND a.entitled = 1 AND a.status IN ('present', 'late'))
    WHERE id = $1
)sql"};

} // namespace

std::int64_t list_opened(Tx& tx, Time at)
{
    std::vector<std::int64_t> meetings;
    {
        auto rows = tx.query(find_unlisted, {seconds(at)});
        while (rows.next())
            meetings.push_back(rows.integer(0));
    }
    for (const auto meeting : meetings)
        list_due(tx, MeetingId{meeting}, at);
    return static_cast<std::int64_t>(meetings.size());
}

void list_due(Tx& tx, MeetingId meeting, Time at)
{
    tx.execute(insert_due, {meeting.value});
    tx.execute(count_due, {meeting.value, seconds(at)});
}

} // namespace fingertip::storage::attendance
