#include "storage/meetings/absences.hpp"

namespace fingertip::storage::absences {

namespace {

#define STAYED_AWAY(a)                                                                                                 \
    a ".due = 1 AND " a ".status = 'absent' AND NOT EXISTS (SELECT 1 FROM requests r WHERE r.member_id = " a           \
      ".member_id AND r.kind = 'leave' AND r.subject = " a ".meeting_id AND r.state = 'open') "

constexpr Sql count_absences{
    "absences.without_leave",
    "SELECT * FROM (SELECT a.member_id, p.home_org, (SELECT count(*) FROM attendance b JOIN meetings m ON m.id = "
    "b.meeting_id WHERE b.member_id = a.member_id AND b.starts_at >= $4 AND b.starts_at < $5 AND m.status <> "
    "'cancelled' AND " STAYED_AWAY("b") ") AS times FROM attendance a JOIN members p ON p.id = a.member_id "
                                        "WHERE a.meeting_id = $1 AND a.member_id > $2 AND a.member_id <= $3 "
                                        "AND " STAYED_AWAY("a") ") WHERE times >= $6"};

} // namespace

std::vector<Absent> without_leave(ReadTx& tx, MeetingId meeting, std::int64_t after, std::int64_t until, Time from,
                                  Time before, std::int64_t least)
{
    std::vector<Absent> found;
    auto rows = tx.query(count_absences, {meeting.value, after, until, seconds(from), seconds(before), least});
    while (rows.next())
        found.push_back({MemberId{rows.integer(0)}, OrganizationId{rows.integer(1)}, rows.integer(2)});
    return found;
}

} // namespace fingertip::storage::absences
