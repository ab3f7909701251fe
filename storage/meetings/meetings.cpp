#include "storage/meetings/meetings.hpp"

#include <algorithm>

namespace fingertip::storage::meetings {

namespace {

#define MEETING_COLUMNS                                                                                                \
    "m.id, m.org_id, o.name, m.kind, m.topic, m.place, m.day, m.starts_at, m.ends_at, m.opens_at, m.late_at, "         \
    "m.leave_until, m.mode, m.code, m.code_digits, m.secret, m.scene, m.latitude, m.longitude, m.radius_m, "           \
    "m.attendance_only, m.status, m.called_by, m.called_at, m.chair, m.recorder, m.listed_at IS NOT NULL, "            \
    "m.fixed_at IS NOT NULL, m.closed_at, m.due, m.voters_due, m.present, m.voters_present "

constexpr Sql insert{"meetings.call", R"sql(
    INSERT INTO meetings (org_id, kind, day, starts_at, ends_at, opens_at, late_at, leave_until, mode, code, code_digits, secret,
        scene, latitude, longitude, radius_m, attendance_only, called_by, called_at, chair, recorder)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) RETURNING id
)sql"};
constexpr Sql write_texts{"meetings.texts", "UPDATE meetings SET topic = $2, place = $3 WHERE id = $1"};
constexpr Sql by_id{"meetings.find", "SELECT " MEETING_COLUMNS
                                     "FROM meetings m JOIN organizations o ON o.id = m.org_id WHERE m.id = $1"};
constexpr Sql list_coming{"meetings.coming_for", R"sql(
    WITH RECURSIVE above (id, parent_id) AS (
        SELECT o.id, o.parent_id FROM members p JOIN organizations o ON o.id IN (p.home_org, p.host_org) WHERE p.id = $1
        UNION SELECT o.id, o.parent_id FROM above JOIN organizations o ON o.id = above.parent_id),
    offices AS (
        SELECT org_id, max(role IN ('secretary', 'deputy_secretary', 'committee_member')) AS in_committee FROM assignments
        WHERE member_id = $1 AND coalesce(until_on, 9223372036854775807) > $2 / 86400 GROUP BY org_id),
    places AS (SELECT id FROM above UNION SELECT org_id FROM offices)
    SELECT )sql" MEETING_COLUMNS R"sql(
    FROM places JOIN meetings m ON m.org_id = places.id AND m.starts_at > $2 - 172800 JOIN organizations o ON o.id = m.org_id
    WHERE m.status = 'called' AND m.ends_at > $2
      AND (m.kind <> 'committee_meeting' OR m.called_by = $1
           OR EXISTS (SELECT 1 FROM offices f WHERE f.org_id = m.org_id AND f.in_committee = 1)
           OR EXISTS (SELECT 1 FROM attendance a WHERE a.meeting_id = m.id AND a.member_id = $1))
    ORDER BY m.starts_at LIMIT 20
)sql"};
constexpr Sql list_within{"meetings.within", "SELECT " MEETING_COLUMNS R"sql(
    FROM organizations o JOIN meetings m ON m.org_id = o.id AND m.starts_at BETWEEN $3 AND $4
    WHERE o.path >= $1 AND (o.path = $1 OR $2 = 1 AND o.path < $1 || '~') AND m.status <> 'cancelled'
    ORDER BY m.starts_at DESC LIMIT 20
)sql"};
constexpr Sql find_code{"meetings.code_is_free", R"sql(
    SELECT 1 FROM meetings WHERE code = $1 AND status = 'called' AND opens_at <= $3 AND ends_at >= $2 LIMIT 1
)sql"};
constexpr Sql write_times{"meetings.move", R"sql(
    UPDATE meetings SET day = $2, starts_at = $3, ends_at = $4, opens_at = $5, late_at = $6, leave_until = $7
    WHERE id = $1 AND status = 'called'
)sql"};
constexpr Sql set_cancelled{"meetings.cancel",
                            "UPDATE meetings SET status = 'cancelled' WHERE id = $1 AND status = 'called'"};
constexpr Sql set_end{"meetings.end", R"sql(
    UPDATE meetings SET ends_at = CASE WHEN ends_at < $2 THEN ends_at ELSE $2 END WHERE id = $1 AND status = 'called'
)sql"};
constexpr Sql set_closed{"meetings.close",
                         "UPDATE meetings SET status = 'closed', closed_at = $2 WHERE id = $1 AND status = 'called'"};
constexpr Sql forget_guesses{"meetings.forget_guesses", "DELETE FROM wrong_codes WHERE meeting_id = $1"};
constexpr Sql list_places{"meetings.places", R"sql(
    SELECT o.id, o.name, o.level FROM json_each($1) j JOIN organizations o ON o.id = j.value ORDER BY o.path LIMIT 50
)sql"};
constexpr Sql list_named{"meetings.places_named", R"sql(
    SELECT id, name, level FROM organizations WHERE path >= $2 AND path < $2 || '~' AND name IN (SELECT value FROM json_each($1))
    ORDER BY path LIMIT 20
)sql"};
constexpr Sql list_groups{"meetings.groups_of", R"sql(
    SELECT id, name, level FROM organizations WHERE parent_id = $1 AND level = 'group' ORDER BY id LIMIT 20
)sql"};

Meeting read(const Rows& rows, const Vault& vault)
{
    Meeting meeting;
    const auto id = rows.integer(0);
    const auto open = [&](const char* column, int index) {
        return rows.is_null(index) ? "" : vault.installation().open({column, id}, rows.view(index)).value_or("");
    };
    const auto real = [&](int index) { return rows.is_null(index) ? std::nullopt : std::optional{rows.real(index)}; };
    meeting.id = MeetingId{id};
    meeting.org = OrganizationId{rows.integer(1)};
    meeting.org_name = rows.text(2);
    meeting.kind = rows.text(3);
    meeting.topic = open("meetings.topic", 4);
    meeting.place = open("meetings.place", 5);
    meeting.day = rows.integer(6);
    meeting.starts_at = from_seconds(rows.integer(7));
    meeting.ends_at = from_seconds(rows.integer(8));
    meeting.opens_at = from_seconds(rows.integer(9));
    meeting.late_at = from_seconds(rows.integer(10));
    meeting.leave_until = from_seconds(rows.integer(11));
    meeting.mode = rows.text(12);
    meeting.code = rows.text(13);
    meeting.code_digits = static_cast<int>(rows.integer(14));
    meeting.secret = rows.text(15);
    meeting.scene = rows.text(16);
    meeting.latitude = real(17);
    meeting.longitude = real(18);
    meeting.radius_m = rows.integer(19);
    meeting.attendance_only = rows.boolean(20);
    meeting.status = rows.text(21);
    meeting.called_by = MemberId{rows.integer(22)};
    meeting.called_at = from_seconds(rows.integer(23));
    meeting.chair = MemberId{rows.integer(24)};
    meeting.recorder = MemberId{rows.integer(25)};
    meeting.listed = rows.boolean(26);
    meeting.fixed = rows.boolean(27);
    meeting.closed_at = from_seconds(rows.integer(28));
    meeting.due = rows.integer(29);
    meeting.voters_due = rows.integer(30);
    meeting.present = rows.integer(31);
    meeting.voters_present = rows.integer(32);
    return meeting;
}

std::vector<Meeting> all(Rows rows, const Vault& vault)
{
    std::vector<Meeting> found;
    while (rows.next())
        found.push_back(read(rows, vault));
    return found;
}

std::vector<Place> all_places(Rows rows)
{
    std::vector<Place> found;
    while (rows.next())
        found.push_back({OrganizationId{rows.integer(0)}, rows.text(1), rows.text(2)});
    return found;
}

std::optional<std::int64_t> maybe(MemberId member)
{
    return member ? std::optional{member.value} : std::nullopt;
}

} // namespace

MeetingId call(Tx& tx, const Vault& vault, const Meeting& meeting)
{
    const auto& m = meeting;
    MeetingId id;
    {
        auto rows = tx.change(insert, {m.org.value,
                                       m.kind,
                                       m.day,
                                       seconds(m.starts_at),
                                       seconds(m.ends_at),
                                       seconds(m.opens_at),
                                       seconds(m.late_at),
                                       seconds(m.leave_until),
                                       m.mode,
                                       m.code,
                                       m.code_digits,
                                       Blob{m.secret},
                                       m.scene,
                                       m.latitude,
                                       m.longitude,
                                       m.radius_m ? std::optional{m.radius_m} : std::nullopt,
                                       m.attendance_only,
                                       m.called_by.value,
                                       seconds(m.called_at),
                                       maybe(m.chair),
                                       maybe(m.recorder)});
        rows.next();
        id = MeetingId{rows.integer(0)};
    }
    // The row's number is part of what the seal authenticates, so the texts come second.
    const auto seal = [&](const char* column, const std::string& text) {
        return text.empty() ? std::string{} : vault.installation().seal({column, id.value}, text);
    };
    const auto topic = seal("meetings.topic", m.attendance_only ? "" : m.topic);
    const auto place = seal("meetings.place", m.place);
    const auto blob = [](const std::string& bytes) {
        return bytes.empty() ? std::nullopt : std::optional{Blob{bytes}};
    };
    tx.execute(write_texts, {id.value, blob(topic), blob(place)});
    return id;
}

std::optional<Meeting> find(ReadTx& tx, const Vault& vault, MeetingId id)
{
    auto rows = tx.query(by_id, {id.value});
    return rows.next() ? std::optional{read(rows, vault)} : std::nullopt;
}

std::vector<Meeting> coming_for(ReadTx& tx, const Vault& vault, MemberId member, Time now)
{
    return all(tx.query(list_coming, {member.value, seconds(now)}), vault);
}

std::vector<Meeting> within(ReadTx& tx, const Vault& vault, std::string_view path, bool deep, Time from, Time until)
{
    return all(tx.query(list_within, {path, deep, seconds(from), seconds(until)}), vault);
}

bool code_is_free(ReadTx& tx, std::string_view code, Time opens, Time ends)
{
    return !tx.query(find_code, {code, seconds(opens), seconds(ends)}).next();
}

void move(Tx& tx, const Meeting& m)
{
    tx.execute(write_times, {m.id.value, m.day, seconds(m.starts_at), seconds(m.ends_at), seconds(m.opens_at),
                             seconds(m.late_at), seconds(m.leave_until)});
}

bool cancel(Tx& tx, MeetingId id)
{
    return tx.execute(set_cancelled, {id.value}) > 0;
}

void end(Tx& tx, MeetingId id, Time now)
{
    tx.execute(set_end, {id.value, seconds(now)});
}

bool close(Tx& tx, MeetingId id, Time now)
{
    if (tx.execute(set_closed, {id.value, seconds(now)}) == 0)
        return false;
    tx.execute(forget_guesses, {id.value});
    return true;
}

std::vector<Place> places(ReadTx& tx, const std::vector<OrganizationId>& orgs)
{
    std::string json = "[";
    for (const auto org : orgs)
        json += (json.size() > 1 ? "," : "") + std::to_string(org.value);
    return all_places(tx.query(list_places, {json + "]"}));
}

std::vector<Place> places_named(ReadTx& tx, std::string_view names_json, std::string_view path)
{
    return all_places(tx.query(list_named, {names_json, path}));
}

std::vector<Place> groups_of(ReadTx& tx, OrganizationId org)
{
    return all_places(tx.query(list_groups, {org.value}));
}

} // namespace fingertip::storage::meetings
