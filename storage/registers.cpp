#include "storage/registers.hpp"

#include "storage/meetings/roll.hpp"

namespace fingertip::storage::registers {

namespace {

// A subtree as a range of paths; "/" is everything, also where there is no organisation.
#define INSIDE(o, path) "(" path " = '/' OR " o ".path >= " path " AND " o ".path < " path " || '~') "
#define MEMBER_INSIDE(m, path)                                                                                         \
    "(" path " = '/' OR EXISTS (SELECT 1 FROM organizations i WHERE i.id IN (" m ".home_org, " m ".host_org) AND "     \
    "i.path >= " path " AND i.path < " path " || '~')) "

// Who had leave and came by themselves after all has come: the reason is no part of the record.
#define REASON_THAT_COUNTS                                                                                             \
    "iif(a.status IN ('present', 'late') AND coalesce(a.method, '') <> 'officer', NULL, a.reason) "

constexpr Sql list_attendance{
    "registers.attendance",
    "SELECT a.meeting_id, a.member_id, m.kind, o.code, m.starts_at, p.member_no, p.name, k.wrapped, a.category, "
    "h.code, "
    "a.entitled, a.status, a.method, a.at, " REASON_THAT_COUNTS
    "FROM attendance a JOIN meetings m ON m.id = a.meeting_id JOIN organizations o ON o.id = m.org_id "
    "JOIN members p ON p.id = a.member_id LEFT JOIN person_keys k ON k.member_id = a.member_id "
    "LEFT JOIN organizations h ON h.id = a.home_org "
    "WHERE (a.meeting_id, a.member_id) > ($1, $2) AND ($3 = 0 OR a.meeting_id = $3) AND m.status <> 'cancelled' "
    "AND m.starts_at >= $4 AND m.starts_at < $5 AND (" INSIDE("o", "$6") "OR " MEMBER_INSIDE(
        "a", "$6") ") "
                   "ORDER BY a.meeting_id, a.member_id LIMIT $7"};
constexpr Sql list_meetings{
    "registers.meetings",
    "SELECT m.id, m.kind, o.code, m.topic, m.place, m.mode, m.status, c.member_no, h.member_no, r.member_no, "
    "m.attendance_only, m.starts_at, m.ends_at, m.called_at, m.closed_at, m.due, m.voters_due, m.present, "
    "m.voters_present "
    "FROM meetings m JOIN organizations o ON o.id = m.org_id LEFT JOIN members c ON c.id = m.called_by "
    "LEFT JOIN members h ON h.id = m.chair LEFT JOIN members r ON r.id = m.recorder "
    "WHERE m.id > $1 AND ($2 = 0 OR m.id = $2) AND m.starts_at >= $3 AND m.starts_at < $4 AND " INSIDE(
        "o", "$5") "ORDER BY m.id LIMIT $6"};
constexpr Sql list_minutes{
    "registers.minutes",
    "SELECT e.meeting_id, e.resolution, m.kind, o.code, e.body, p.member_no, m.starts_at, e.at, e.locked_at, "
    "e.approve, "
    "e.oppose, e.abstain, e.voters_due, e.passed, h.member_no, r.member_no, e.written FROM ("
    "SELECT meeting_id, 0 AS resolution, body, author, at, locked_at, 0 AS approve, 0 AS oppose, 0 AS abstain, "
    "0 AS voters_due, 0 AS passed, 0 AS written FROM minutes WHERE meeting_id >= $1 UNION ALL "
    "SELECT meeting_id, id, subject, author, at, NULL, approve, oppose, abstain, voters_due, passed, written FROM "
    "resolutions "
    "WHERE meeting_id >= $1) e JOIN meetings m ON m.id = e.meeting_id JOIN organizations o ON o.id = m.org_id "
    "LEFT JOIN members p ON p.id = e.author LEFT JOIN members h ON h.id = m.chair "
    "LEFT JOIN members r ON r.id = m.recorder "
    "WHERE (e.meeting_id, e.resolution) > ($1, $2) AND ($3 = 0 OR m.id = $3) AND m.starts_at >= $4 AND m.starts_at < "
    "$5 "
    "AND " INSIDE("o", "$6") "ORDER BY e.meeting_id, e.resolution LIMIT $7"};
constexpr Sql list_leave{
    "registers.leave",
    "SELECT r.id, r.member_id, r.subject, o.code, p.member_no, p.name, k.wrapped, r.body, r.state, d.member_no, "
    "r.answer, "
    "m.starts_at, r.created_at, r.decided_at FROM requests r JOIN meetings m ON m.id = r.subject "
    "JOIN organizations o ON o.id = m.org_id JOIN members p ON p.id = r.member_id "
    "LEFT JOIN person_keys k ON k.member_id = r.member_id LEFT JOIN members d ON d.id = r.decided_by "
    "WHERE r.id > $1 AND r.kind = 'leave' AND ($2 = 0 OR m.id = $2) AND m.starts_at >= $3 AND m.starts_at < $4 "
    "AND (" INSIDE("o", "$5") "OR " MEMBER_INSIDE("p", "$5") ") ORDER BY r.id LIMIT $6"};
constexpr Sql list_points{
    "registers.points",
    "SELECT e.id, e.member_id, p.member_no, e.rule, e.reason, k.wrapped, u.member_no, e.subject, e.points, e.at, "
    "coalesce((SELECT v.id FROM points_entries v WHERE v.reverses = e.id), 0) "
    "FROM points_entries e JOIN members p ON p.id = e.member_id LEFT JOIN person_keys k ON k.member_id = e.member_id "
    "LEFT JOIN members u ON u.id = e.author "
    "WHERE e.id > $1 AND ($2 = 0 OR e.member_id = $2) AND e.at >= $3 AND e.at < $4 AND " MEMBER_INSIDE(
        "p", "$5") "ORDER BY e.id LIMIT $6"};
constexpr Sql list_bindings{
    "registers.bindings",
    "SELECT * FROM (SELECT b.member_id, row_number() OVER (PARTITION BY b.member_id ORDER BY b.platform) AS n, "
    "b.platform, "
    "p.member_no, p.name, k.wrapped, h.code, b.via, b.bound_at, b.consent_at, b.consent_version, b.reachable "
    "FROM bindings b JOIN members p ON p.id = b.member_id LEFT JOIN person_keys k ON k.member_id = b.member_id "
    "LEFT JOIN organizations h ON h.id = p.home_org WHERE b.member_id >= $1 AND b.bound_at >= $3 AND b.bound_at < $4 "
    "AND " MEMBER_INSIDE("p", "$5") ") WHERE (member_id, n) > ($1, $2) ORDER BY member_id, n LIMIT $6"};
constexpr Sql list_audit{
    "registers.audit", "SELECT a.id, p.member_no, a.act, o.code, a.detail, coalesce(a.subject, 0), a.at FROM audit a "
                       "LEFT JOIN members p ON p.id = a.actor LEFT JOIN organizations o ON o.id = a.org_id "
                       "WHERE a.id > $1 AND a.at >= $2 AND a.at < $3 AND " INSIDE("o", "$4") "ORDER BY a.id LIMIT $5"};
constexpr Sql list_book{"registers.book", R"sql(
    SELECT p.member_no, p.name, k.wrapped, e.matter, e.what, e.status, e.body, u.member_no, e.subject, e.at, e.points
    FROM (SELECT 'meeting' AS matter, m.kind AS what, a.status AS status, )sql" REASON_THAT_COUNTS
                                          R"sql( AS body, a.recorded_by AS author,
                 a.meeting_id AS subject, a.starts_at AS at, NULL AS points
          FROM attendance a JOIN meetings m ON m.id = a.meeting_id
          WHERE a.member_id = $1 AND m.status <> 'cancelled' AND a.starts_at >= $2 AND a.starts_at < $3
          UNION ALL
          SELECT 'points', e.rule, '', e.reason, e.author, e.id, e.at, e.points FROM points_entries e
          WHERE e.member_id = $1 AND e.at >= $2 AND e.at < $3) e
    JOIN members p ON p.id = $1 LEFT JOIN person_keys k ON k.member_id = $1 LEFT JOIN members u ON u.id = e.author
    ORDER BY e.at, e.matter, e.subject
)sql"};

std::optional<Time> maybe_time(const Rows& rows, int column)
{
    return rows.is_null(column) ? std::nullopt : std::optional{from_seconds(rows.integer(column))};
}

/// A person's sealer by the wrapped key of a row; empty: erased.
std::optional<Sealer> person(const Vault& vault, std::int64_t member, const Rows& rows, int column)
{
    return rows.is_null(column) ? std::nullopt : vault.person(MemberId{member}, rows.view(column));
}

std::string open(const std::optional<Sealer>& sealer, const char* name, std::int64_t id, const Rows& rows, int column)
{
    return sealer && !rows.is_null(column) ? sealer->open({name, id}, rows.view(column)).value_or("") : "";
}

} // namespace

std::vector<AttendanceRow> attendance(ReadTx& tx, const Vault& vault, const Scope& scope, Place after, int most)
{
    std::vector<AttendanceRow> found;
    auto rows = tx.query(list_attendance, {after.first, after.second, scope.meeting.value, seconds(scope.from),
                                           seconds(scope.until), scope.path, most});
    while (rows.next()) {
        AttendanceRow row;
        row.place = {rows.integer(0), rows.integer(1)};
        row.kind = rows.text(2);
        row.org = rows.text(3);
        row.starts_at = from_seconds(rows.integer(4));
        row.member_no = rows.text(5);
        const auto sealer = person(vault, row.place.second, rows, 7);
        row.name = open(sealer, "members.name", row.place.second, rows, 6);
        row.category = rows.text(8);
        row.home_org = rows.text(9);
        row.entitled = rows.boolean(10);
        row.status = rows.text(11);
        row.method = rows.text(12);
        row.at = maybe_time(rows, 13);
        if (sealer)
            row.reason =
                roll::open_reason(*sealer, MeetingId{row.place.first}, MemberId{row.place.second}, rows.view(14));
        found.push_back(std::move(row));
    }
    return found;
}

std::vector<MeetingRow> meetings(ReadTx& tx, const Vault& vault, const Scope& scope, Place after, int most)
{
    std::vector<MeetingRow> found;
    const std::optional sealer{vault.installation()};
    auto rows = tx.query(
        list_meetings, {after.first, scope.meeting.value, seconds(scope.from), seconds(scope.until), scope.path, most});
    while (rows.next()) {
        MeetingRow row;
        row.place = {rows.integer(0), 0};
        row.kind = rows.text(1);
        row.org = rows.text(2);
        row.topic = open(sealer, "meetings.topic", row.place.first, rows, 3);
        row.where = open(sealer, "meetings.place", row.place.first, rows, 4);
        row.mode = rows.text(5);
        row.status = rows.text(6);
        row.called_by = rows.text(7);
        row.chair = rows.text(8);
        row.recorder = rows.text(9);
        row.attendance_only = rows.boolean(10);
        row.starts_at = from_seconds(rows.integer(11));
        row.ends_at = from_seconds(rows.integer(12));
        row.called_at = from_seconds(rows.integer(13));
        row.closed_at = maybe_time(rows, 14);
        row.due = rows.integer(15);
        row.voters_due = rows.integer(16);
        row.present = rows.integer(17);
        row.voters_present = rows.integer(18);
        found.push_back(std::move(row));
    }
    return found;
}

std::vector<MinutesRow> minutes(ReadTx& tx, const Vault& vault, const Scope& scope, Place after, int most)
{
    std::vector<MinutesRow> found;
    const std::optional sealer{vault.installation()};
    auto rows = tx.query(list_minutes, {after.first, after.second, scope.meeting.value, seconds(scope.from),
                                        seconds(scope.until), scope.path, most});
    while (rows.next()) {
        MinutesRow row;
        row.place = {rows.integer(0), rows.integer(1)};
        row.kind = rows.text(2);
        row.org = rows.text(3);
        row.text = row.place.second ? open(sealer, "resolutions.subject", row.place.second, rows, 4)
                                    : open(sealer, "minutes.body", row.place.first, rows, 4);
        row.author = rows.text(5);
        row.starts_at = from_seconds(rows.integer(6));
        row.at = from_seconds(rows.integer(7));
        row.locked_at = maybe_time(rows, 8);
        row.approve = rows.integer(9);
        row.oppose = rows.integer(10);
        row.abstain = rows.integer(11);
        row.voters_due = rows.integer(12);
        row.passed = rows.boolean(13);
        row.chair = rows.text(14);
        row.recorder = rows.text(15);
        row.written = rows.integer(16);
        found.push_back(std::move(row));
    }
    return found;
}

std::vector<LeaveRow> leave(ReadTx& tx, const Vault& vault, const Scope& scope, Place after, int most)
{
    std::vector<LeaveRow> found;
    auto rows = tx.query(
        list_leave, {after.first, scope.meeting.value, seconds(scope.from), seconds(scope.until), scope.path, most});
    while (rows.next()) {
        LeaveRow row;
        row.place = {rows.integer(0), 0};
        const auto member = rows.integer(1);
        const auto sealer = person(vault, member, rows, 6);
        row.meeting = rows.integer(2);
        row.org = rows.text(3);
        row.member_no = rows.text(4);
        row.name = open(sealer, "members.name", member, rows, 5);
        row.reason = open(sealer, "requests.body", row.place.first, rows, 7);
        row.state = rows.text(8);
        row.decided_by = rows.text(9);
        row.answer = open(sealer, "requests.answer", row.place.first, rows, 10);
        row.starts_at = from_seconds(rows.integer(11));
        row.asked_at = from_seconds(rows.integer(12));
        row.decided_at = maybe_time(rows, 13);
        found.push_back(std::move(row));
    }
    return found;
}

std::vector<PointsRow> points(ReadTx& tx, const Vault& vault, const Scope& scope, Place after, int most)
{
    std::vector<PointsRow> found;
    auto rows = tx.query(
        list_points, {after.first, scope.member.value, seconds(scope.from), seconds(scope.until), scope.path, most});
    while (rows.next()) {
        PointsRow row;
        row.place = {rows.integer(0), 0};
        row.member_no = rows.text(2);
        row.rule = rows.text(3);
        row.reason = open(person(vault, rows.integer(1), rows, 5), "points_entries.reason", row.place.first, rows, 4);
        row.author = rows.text(6);
        row.subject = rows.integer(7);
        row.points = rows.integer(8);
        row.at = from_seconds(rows.integer(9));
        row.reversed_by = rows.integer(10);
        found.push_back(std::move(row));
    }
    return found;
}

std::vector<BindingRow> bindings(ReadTx& tx, const Vault& vault, const Scope& scope, Place after, int most)
{
    std::vector<BindingRow> found;
    auto rows = tx.query(list_bindings,
                         {after.first, after.second, seconds(scope.from), seconds(scope.until), scope.path, most});
    while (rows.next()) {
        BindingRow row;
        row.place = {rows.integer(0), rows.integer(1)};
        row.platform = rows.text(2);
        row.member_no = rows.text(3);
        row.name = open(person(vault, row.place.first, rows, 5), "members.name", row.place.first, rows, 4);
        row.home_org = rows.text(6);
        row.via = rows.text(7);
        row.bound_at = from_seconds(rows.integer(8));
        row.consent_at = from_seconds(rows.integer(9));
        row.consent_version = rows.integer(10);
        row.reachable = rows.boolean(11);
        found.push_back(std::move(row));
    }
    return found;
}

std::vector<AuditRow> audit(ReadTx& tx, const Scope& scope, Place after, int most)
{
    std::vector<AuditRow> found;
    auto rows = tx.query(list_audit, {after.first, seconds(scope.from), seconds(scope.until), scope.path, most});
    while (rows.next()) {
        AuditRow row;
        row.place = {rows.integer(0), 0};
        row.actor = rows.text(1);
        row.act = rows.text(2);
        row.org = rows.text(3);
        row.detail = rows.text(4);
        row.subject = rows.integer(5);
        row.at = from_seconds(rows.integer(6));
        found.push_back(std::move(row));
    }
    return found;
}

std::vector<BookRow> book(ReadTx& tx, const Vault& vault, const Scope& scope, MemberId member)
{
    std::vector<BookRow> found;
    auto rows = tx.query(list_book, {member.value, seconds(scope.from), seconds(scope.until)});
    while (rows.next()) {
        BookRow row;
        const auto sealer = person(vault, member.value, rows, 2);
        row.member_no = rows.text(0);
        row.name = open(sealer, "members.name", member.value, rows, 1);
        row.matter = rows.text(3);
        row.what = rows.text(4);
        row.status = rows.text(5);
        row.author = rows.text(7);
        row.subject = rows.integer(8);
        row.at = from_seconds(rows.integer(9));
        row.points = rows.maybe_integer(10);
        row.place = {member.value, rows.integer(9)};
        if (row.matter == "points")
            row.text = open(sealer, "points_entries.reason", row.subject, rows, 6);
        else if (sealer)
            row.text = roll::open_reason(*sealer, MeetingId{row.subject}, member, rows.view(6));
        found.push_back(std::move(row));
    }
    return found;
}

} // namespace fingertip::storage::registers
