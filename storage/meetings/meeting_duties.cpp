#include "storage/meetings/meeting_duties.hpp"

namespace fingertip::storage::meeting_duties {

namespace {

constexpr Sql set_chair{"meeting_duties.chair", "UPDATE meetings SET chair = $2 WHERE id = $1"};
constexpr Sql set_recorder{"meeting_duties.recorder", "UPDATE meetings SET recorder = $2 WHERE id = $1"};
// Both ways are short ranges of an index: there is none on chair and recorder themselves.
constexpr Sql list{"meeting_duties.of", R"sql(
    SELECT id, starts_at FROM (
        SELECT m.id, m.starts_at FROM attendance a JOIN meetings m ON m.id = a.meeting_id
        WHERE a.member_id = $1 AND a.starts_at BETWEEN $2 AND $3 AND (m.chair = $1 OR m.recorder = $1) AND m.status <> 'cancelled'
        UNION
        SELECT m.id, m.starts_at FROM members p JOIN meetings m ON m.org_id IN (p.home_org, p.host_org)
            AND m.starts_at BETWEEN $2 AND $3
        WHERE p.id = $1 AND (m.chair = $1 OR m.recorder = $1) AND m.status <> 'cancelled')
    ORDER BY starts_at DESC LIMIT $4
)sql"};

} // namespace

void give(Tx& tx, MeetingId meeting, Duty duty, MemberId member)
{
    tx.execute(duty == Duty::chair ? set_chair : set_recorder,
               {meeting.value, member ? std::optional{member.value} : std::nullopt});
}

std::vector<MeetingId> of(ReadTx& tx, MemberId member, Time from, Time until, int most)
{
    std::vector<MeetingId> found;
    auto rows = tx.query(list, {member.value, seconds(from), seconds(until), most});
    while (rows.next())
        found.push_back(MeetingId{rows.integer(0)});
    return found;
}

} // namespace fingertip::storage::meeting_duties
