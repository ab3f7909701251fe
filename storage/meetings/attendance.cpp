#include "storage/meetings/attendance.hpp"

#include <limits>
#include <vector>

namespace fingertip::storage::attendance {

namespace {

constexpr std::int64_t everybody = std::numeric_limits<std::int64_t>::max();
/// A check-in lists for at most so many meetings on its way.
constexpr std::int64_t meetings_at_once = 3;

// Who may be on the list of the meeting `called` (org_id, kind, day). The people come from indexes, never from a pass
// over everybody; AREA further narrows the range of ids.
#define PEOPLE(AREA)                                                                                                            \
    R"sql(,
    below AS MATERIALIZED (
        SELECT o.id FROM called c JOIN organizations root ON root.id = c.org_id
        JOIN organizations o ON o.path >= root.path AND o.path < root.path || '~' WHERE c.kind <> 'committee_meeting'),
    people AS (
        SELECT id, 1 AS at_home FROM members WHERE home_org IN (SELECT id FROM below))sql" AREA R"sql(
        UNION ALL
        SELECT id, 0 FROM members WHERE host_org IN (SELECT id FROM below) AND home_org NOT IN (SELECT id FROM below))sql" AREA \
    R"sql(
        UNION ALL
        SELECT id, 1 FROM members WHERE id IN (
            SELECT r.member_id FROM called c JOIN assignments r ON r.org_id = c.org_id
            WHERE c.kind = 'committee_meeting' AND r.role IN ('secretary', 'deputy_secretary', 'committee_member')
              AND r.from_on <= c.day AND coalesce(r.until_on, 9223372036854775807) > c.day))sql" AREA ")"

#define MEMBERSHIP "p.erased_at IS NULL AND p.category IN ('full', 'probationary')"

constexpr Sql find_unlisted{"attendance.unlisted", R"sql(
    SELECT id FROM meetings WHERE status = 'called' AND listed_at IS NULL AND due = 0 AND opens_at <= $1 LIMIT $2
)sql"};
constexpr Sql find_changeable{"attendance.changeable",
                              "SELECT 1 FROM meetings WHERE id = $1 AND status = 'called' AND fixed_at IS NULL"};
constexpr Sql find_page_end{
    "attendance.page_end",
    "WITH called AS (SELECT org_id, kind, day FROM meetings WHERE id = $1)" PEOPLE(" AND id > $2") R"sql(
    SELECT max(id), count(*) FROM (SELECT id FROM people ORDER BY id LIMIT $3)
)sql"};
constexpr Sql upsert_page{
    "attendance.list",
    "WITH called AS (SELECT org_id, kind, day FROM meetings WHERE id = $1)" PEOPLE(" AND id > $2 AND id <= $3") R"sql(
    INSERT INTO attendance (meeting_id, member_id, starts_at, home_org, host_org, category, due, entitled, status)
    SELECT m.id, p.id, m.starts_at, p.home_org, p.host_org, p.category,
           at_home = 1 AND coalesce(p.due_exempt_until, -1) < m.day,
           at_home = 1 AND coalesce(p.due_exempt_until, -1) < m.day AND p.category = 'full' AND p.rights_suspended = 0,
           CASE WHEN coalesce(p.due_exempt_until, -1) >= m.day THEN 'exempt' ELSE 'pending' END
    FROM people JOIN members p ON p.id = people.id JOIN meetings m ON m.id = $1
    WHERE )sql" MEMBERSHIP R"sql(
    ON CONFLICT (meeting_id, member_id) DO UPDATE SET due = excluded.due, entitled = excluded.entitled, category = excluded.category,
        home_org = excluded.home_org, host_org = excluded.host_org, starts_at = excluded.starts_at,
        status = CASE WHEN attendance.status IN ('pending', 'exempt') THEN excluded.status ELSE attendance.status END
    WHERE attendance.due <> excluded.due OR attendance.entitled <> excluded.entitled OR attendance.category <> excluded.category
       OR attendance.home_org <> excluded.home_org OR coalesce(attendance.host_org, 0) <> coalesce(excluded.host_org, 0)
       OR attendance.starts_at <> excluded.starts_at
       OR (attendance.status IN ('pending', 'exempt') AND attendance.status <> excluded.status)
)sql"};
#define NO_LONGER_LISTED                                                                                               \
    "member_id NOT IN (SELECT people.id FROM people JOIN members p ON p.id = people.id WHERE " MEMBERSHIP ")"
constexpr Sql remove_gone{
    "attendance.remove_gone",
    "WITH called AS (SELECT org_id, kind, day FROM meetings WHERE id = $1)" PEOPLE(" AND id > $2 AND id <= $3") R"sql(
    DELETE FROM attendance WHERE meeting_id = $1 AND member_id > $2 AND member_id <= $3 AND status IN ('pending', 'exempt')
      AND )sql" NO_LONGER_LISTED};
// Who has come or is on leave and belongs elsewhere by now is a guest.
constexpr Sql discount_gone{
    "attendance.discount_gone",
    "WITH called AS (SELECT org_id, kind, day FROM meetings WHERE id = $1)" PEOPLE(" AND id > $2 AND id <= $3") R"sql(
    UPDATE attendance SET due = 0, entitled = 0 WHERE meeting_id = $1 AND member_id > $2 AND member_id <= $3 AND due = 1
      AND status IN ('present', 'late', 'leave', 'absent') AND )sql" NO_LONGER_LISTED};
constexpr Sql update_counts{"attendance.count", R"sql(
    UPDATE meetings SET due = n.due, voters_due = n.voters_due, present = n.present, voters_present = n.voters_present
    FROM (SELECT coalesce(sum(due), 0) AS due, coalesce(sum(entitled), 0) AS voters_due,
                 coalesce(sum(status IN ('present', 'late')), 0) AS present,
                 coalesce(sum(entitled = 1 AND status IN ('present', 'late')), 0) AS voters_present
          FROM attendance WHERE meeting_id = $1) n
    WHERE id = $1
)sql"};
constexpr Sql set_listed{"attendance.set_listed",
                         "UPDATE meetings SET listed_at = coalesce(listed_at, $2) WHERE id = $1"};
constexpr Sql set_fixed{"attendance.fix", "UPDATE meetings SET fixed_at = coalesce(fixed_at, $2) WHERE id = $1"};
constexpr Sql find_open_above{"attendance.open_above", R"sql(
    WITH RECURSIVE above (id, parent_id) AS (
        SELECT o.id, o.parent_id FROM members p JOIN organizations o ON o.id IN (p.home_org, p.host_org) WHERE p.id = $1
        UNION SELECT o.id, o.parent_id FROM above JOIN organizations o ON o.id = above.parent_id),
    places AS (SELECT id FROM above UNION SELECT org_id FROM assignments WHERE member_id = $1)
    SELECT m.id FROM places JOIN meetings m ON m.org_id = places.id AND m.starts_at BETWEEN $2 - 86400 AND $2 + 86400
    WHERE m.status = 'called' AND m.fixed_at IS NULL AND m.opens_at <= $2 AND m.ends_at > $2 LIMIT $3
)sql"};
constexpr Sql find_list_end{"attendance.list_end", R"sql(
    SELECT max(member_id), count(*) FROM (
        SELECT member_id FROM attendance WHERE meeting_id = $1 AND member_id > $2 ORDER BY member_id LIMIT $3)
)sql"};
constexpr Sql set_absent{"attendance.mark_absent", R"sql(
    UPDATE attendance SET status = 'absent' WHERE meeting_id = $1 AND member_id > $2 AND member_id <= $3 AND status = 'pending'
)sql"};
constexpr Sql insert_news{"attendance.tell", R"sql(
    INSERT INTO outbox (member_id, kind, subject, body, created_at, expires_at)
    SELECT member_id, $4, $1, x'', $6, $7 FROM attendance
    WHERE meeting_id = $1 AND member_id > $2 AND member_id <= $3 AND member_id <> $5 AND status <> 'exempt'
)sql"};
constexpr Sql count_would_be{"attendance.would_be_due",
                             "WITH called AS (SELECT $1 AS org_id, $2 AS kind, $3 AS day)" PEOPLE("") R"sql(
    SELECT count(*) FROM (SELECT 1 FROM people JOIN members p ON p.id = people.id
        WHERE at_home = 1 AND coalesce(p.due_exempt_until, -1) < $3 AND )sql" MEMBERSHIP R"sql( LIMIT $4)
)sql"};

Pass page_end(Rows rows)
{
    rows.next();
    if (rows.integer(1) < people_a_page)
        return {everybody, true};
    return {rows.integer(0), false};
}

void list_range(Tx& tx, MeetingId meeting, std::int64_t after, std::int64_t until)
{
    tx.execute(upsert_page, {meeting.value, after, until});
    tx.execute(remove_gone, {meeting.value, after, until});
    tx.execute(discount_gone, {meeting.value, after, until});
    tx.execute(update_counts, {meeting.value});
}

std::vector<MeetingId> ids(Rows rows)
{
    std::vector<MeetingId> found;
    while (rows.next())
        found.push_back(MeetingId{rows.integer(0)});
    return found;
}

} // namespace

Pass list(Tx& tx, MeetingId meeting, std::int64_t after, Time at)
{
    if (!tx.query(find_changeable, {meeting.value}).next())
        return {everybody, true};
    const auto pass = page_end(tx.query(find_page_end, {meeting.value, after, people_a_page}));
    list_range(tx, meeting, after, pass.last);
    if (pass.complete)
        tx.execute(set_listed, {meeting.value, seconds(at)});
    return pass;
}

bool list_one(Tx& tx, MemberId member, Time at)
{
    const auto meetings = ids(tx.query(find_open_above, {member.value, seconds(at), meetings_at_once}));
    for (const auto meeting : meetings)
        list_range(tx, meeting, member.value - 1, member.value);
    return !meetings.empty();
}

void list_one(Tx& tx, MeetingId meeting, MemberId member)
{
    if (tx.query(find_changeable, {meeting.value}).next())
        list_range(tx, meeting, member.value - 1, member.value);
}

std::int64_t list_opened(Tx& tx, Time at)
{
    const auto meetings = ids(tx.query(find_unlisted, {seconds(at), meetings_at_once}));
    for (const auto meeting : meetings)
        list(tx, meeting, 0, at);
    return static_cast<std::int64_t>(meetings.size());
}

void fix(Tx& tx, MeetingId meeting, Time at)
{
    tx.execute(set_fixed, {meeting.value, seconds(at)});
}

Pass mark_absent(Tx& tx, MeetingId meeting, std::int64_t after)
{
    const auto pass = page_end(tx.query(find_list_end, {meeting.value, after, people_a_page}));
    tx.execute(set_absent, {meeting.value, after, pass.last});
    return pass;
}

void count(Tx& tx, MeetingId meeting)
{
    tx.execute(update_counts, {meeting.value});
}

Pass tell(Tx& tx, MeetingId meeting, std::int64_t after, std::string_view kind, MemberId except, Time now, Time expires)
{
    const auto pass = page_end(tx.query(find_list_end, {meeting.value, after, people_a_page}));
    tx.execute(insert_news, {meeting.value, after, pass.last, kind, except.value, seconds(now), seconds(expires)});
    return pass;
}

std::int64_t would_be_due(ReadTx& tx, OrganizationId org, std::string_view kind, std::int64_t day, std::int64_t most)
{
    auto rows = tx.query(count_would_be, {org.value, kind, day, most});
    rows.next();
    return rows.integer(0);
}

} // namespace fingertip::storage::attendance
