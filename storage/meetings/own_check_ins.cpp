#include "storage/meetings/own_check_ins.hpp"

#include "storage/meetings/attendance.hpp"

namespace fingertip::storage::own_check_ins {

namespace {

constexpr Sql find_latest{"own_check_ins.latest", R"sql(
    SELECT a.meeting_id, a.at FROM attendance a JOIN meetings m ON m.id = a.meeting_id
    WHERE a.member_id = $1 AND a.starts_at BETWEEN $3 - 86400 AND $3 + 86400 AND a.status IN ('present', 'late')
      AND a.method IN ('code', 'scan', 'location', 'open') AND a.at >= $2 AND m.status = 'called' AND m.ends_at > $3
    ORDER BY a.at DESC LIMIT 1
)sql"};
// A guest is on the list only for having come: not hosted there and not at home there.
constexpr Sql remove_guest{"own_check_ins.remove_guest", R"sql(
    DELETE FROM attendance WHERE meeting_id = $1 AND member_id = $2 AND due = 0 AND status IN ('present', 'late')
      AND NOT EXISTS (SELECT 1 FROM meetings m JOIN organizations root ON root.id = m.org_id
                      JOIN organizations o ON o.id IN (attendance.home_org, attendance.host_org)
                      WHERE m.id = $1 AND m.kind <> 'committee_meeting' AND o.path >= root.path AND o.path < root.path || '~')
)sql"};
constexpr Sql await_again{"own_check_ins.take_back", R"sql(
    UPDATE attendance SET status = CASE
            WHEN due = 0 AND home_org IN (
                SELECT o.id FROM meetings m JOIN organizations root ON root.id = m.org_id
                JOIN organizations o ON o.path >= root.path AND o.path < root.path || '~' WHERE m.id = $1) THEN 'exempt'
            WHEN (SELECT r.state FROM requests r WHERE r.member_id = $2 AND r.kind = 'leave' AND r.subject = $1
                  ORDER BY r.id DESC LIMIT 1) = 'granted' THEN 'leave'
            ELSE 'pending' END,
        method = NULL, at = NULL
    WHERE meeting_id = $1 AND member_id = $2 AND status IN ('present', 'late')
)sql"};

} // namespace

std::optional<Latest> latest(ReadTx& tx, MemberId member, Time since, Time now)
{
    auto rows = tx.query(find_latest, {member.value, seconds(since), seconds(now)});
    if (!rows.next())
        return std::nullopt;
    return Latest{MeetingId{rows.integer(0)}, from_seconds(rows.integer(1))};
}

bool take_back(Tx& tx, MeetingId meeting, MemberId member)
{
    const bool done = tx.execute(remove_guest, {meeting.value, member.value}) > 0 ||
                      tx.execute(await_again, {meeting.value, member.value}) > 0;
    if (done)
        attendance::count(tx, meeting);
    return done;
}

} // namespace fingertip::storage::own_check_ins
