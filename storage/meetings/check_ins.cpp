#include "storage/meetings/check_ins.hpp"

#include "storage/meetings/attendance.hpp"

namespace fingertip::storage::check_ins {

namespace {

constexpr int tries_before_pause = 5;
constexpr int pause_seconds = 60;
constexpr int guests_guesses_a_minute = 100;

#define OPEN_COLUMNS                                                                                                   \
    "m.id, m.org_id, m.kind, m.mode, m.code, m.secret, m.scene, m.starts_at, m.ends_at, m.late_at, m.latitude, "       \
    "m.longitude, "                                                                                                    \
    "m.radius_m, coalesce(a.status, 'guest'), a.at, w.paused_until, m.day, m.code_digits"

constexpr Sql find_open{"check_ins.open_for", "SELECT " OPEN_COLUMNS R"sql(
    FROM attendance a JOIN meetings m ON m.id = a.meeting_id
    LEFT JOIN wrong_codes w ON w.meeting_id = m.id AND w.platform = $3 AND w.account = $4
    WHERE a.member_id = $1 AND a.starts_at BETWEEN $2 - 86400 AND $2 + 86400
      AND m.status = 'called' AND m.opens_at <= $2 AND m.ends_at > $2
    ORDER BY a.starts_at LIMIT 5
)sql"};
constexpr Sql find_unlisted{"check_ins.list_is_due", R"sql(
    SELECT 1 FROM meetings WHERE status = 'called' AND listed_at IS NULL AND opens_at <= $1 AND ends_at > $1 LIMIT 1
)sql"};
// Of nobody in particular: the joins find nothing, by their keys. (With `ON 0` SQLite 3.40 reads the whole register.)
constexpr Sql find_by_code{"check_ins.open_by_code", "SELECT " OPEN_COLUMNS R"sql(
    FROM meetings m LEFT JOIN attendance a ON a.meeting_id = m.id AND a.member_id = 0
    LEFT JOIN wrong_codes w ON w.meeting_id = m.id AND w.platform = '' AND w.account = ''
    WHERE m.code = $1 AND m.status = 'called' AND m.mode = 'code' AND m.opens_at <= $2 AND m.ends_at > $2
    LIMIT 1
)sql"};
constexpr Sql find_turning{"check_ins.open_turning", "SELECT " OPEN_COLUMNS R"sql(
    FROM meetings m LEFT JOIN attendance a ON a.meeting_id = m.id AND a.member_id = 0
    LEFT JOIN wrong_codes w ON w.meeting_id = m.id AND w.platform = '' AND w.account = ''
    WHERE m.status = 'called' AND m.mode = 'turning' AND m.opens_at <= $1 AND m.ends_at > $1
    ORDER BY m.opens_at DESC LIMIT 50
)sql"};
#define SHUT_COLUMNS "m.id, m.opens_at, m.ends_at, m.status = 'called'"
constexpr Sql find_nearest{"check_ins.nearest", "SELECT " SHUT_COLUMNS R"sql(, a.status
    FROM attendance a JOIN meetings m ON m.id = a.meeting_id
    WHERE a.member_id = $1 AND a.starts_at BETWEEN $2 - 86400 AND $2 + 86400 AND m.status <> 'cancelled'
    ORDER BY abs(a.starts_at - $2) LIMIT 1
)sql"};
constexpr Sql find_shut_scene{"check_ins.by_scene", "SELECT " SHUT_COLUMNS ", '' FROM meetings m WHERE m.scene = $1"};
constexpr Sql find_by_scene{"check_ins.open_by_scene", "SELECT " OPEN_COLUMNS R"sql(
    FROM meetings m LEFT JOIN attendance a ON a.meeting_id = m.id AND a.member_id = $3
    LEFT JOIN wrong_codes w ON w.meeting_id = m.id AND w.platform = $4 AND w.account = $5
    WHERE m.scene = $1 AND m.status = 'called' AND m.opens_at <= $2 AND m.ends_at > $2
)sql"};
constexpr Sql mark_present{"check_ins.record", R"sql(
    INSERT INTO attendance (meeting_id, member_id, starts_at, home_org, host_org, category, due, entitled, status, method, at)
    VALUES ($1, $2, $3, $4, $5, $6, 0, 0, $7, $8, $9)
    ON CONFLICT (meeting_id, member_id) DO UPDATE SET status = excluded.status, method = excluded.method, at = excluded.at
        WHERE status IN ('pending', 'leave', 'absent', 'exempt')
    RETURNING entitled
)sql"};
constexpr Sql count_present{"check_ins.count", R"sql(
    UPDATE meetings SET present = present + 1, voters_present = voters_present + $2
    WHERE id = $1 RETURNING present, voters_present, voters_due, listed_at IS NOT NULL
)sql"};
// A minute without a guess starts the count again.
constexpr Sql count_wrong{"check_ins.wrong", R"sql(
    INSERT INTO wrong_codes (meeting_id, platform, account, tries, paused_until) VALUES ($1, $2, $3, 1, 0)
    ON CONFLICT (meeting_id, platform, account) DO UPDATE SET
        tries = CASE WHEN paused_until > $4 THEN tries WHEN tries >= $5 THEN 1 ELSE tries + 1 END,
        paused_until = CASE WHEN paused_until > $4 THEN paused_until WHEN tries + 1 = $5 THEN $4 + $6 ELSE 0 END
)sql"};
constexpr Sql count_wrong_minute{"check_ins.wrong_minute", R"sql(
    UPDATE meetings SET wrong_count = CASE WHEN wrong_minute = $2 / 60 THEN wrong_count + 1 ELSE 1 END, wrong_minute = $2 / 60
    WHERE id = $1 RETURNING wrong_count
)sql"};

constexpr Sql count_guest{"check_ins.guest_wrong", R"sql(
    INSERT INTO wrong_codes (meeting_id, platform, account, tries, paused_until) VALUES (0, '', '', 1, ($1 / 60 + 1) * 60)
    ON CONFLICT (meeting_id, platform, account) DO UPDATE SET paused_until = excluded.paused_until,
        tries = CASE WHEN wrong_codes.paused_until = excluded.paused_until THEN wrong_codes.tries + 1 ELSE 1 END
)sql"};
constexpr Sql find_guest_pause{"check_ins.guest_pause", R"sql(
    SELECT 1 FROM wrong_codes WHERE meeting_id = 0 AND paused_until > $3
      AND (platform = $1 AND account = $2 OR platform = '' AND account = '' AND tries >= $4) LIMIT 1
)sql"};

constexpr Sql set_code{"check_ins.lengthen_code",
                       "UPDATE meetings SET code = $2, code_digits = 8 WHERE id = $1 RETURNING called_by"};

Open read(const Rows& rows)
{
    Open open;
    open.meeting = MeetingId{rows.integer(0)};
    open.org = OrganizationId{rows.integer(1)};
    open.kind = rows.text(2);
    open.mode = rows.text(3);
    open.code = rows.text(4);
    open.secret = rows.text(5);
    open.scene = rows.text(6);
    open.starts_at = from_seconds(rows.integer(7));
    open.ends_at = from_seconds(rows.integer(8));
    open.late_at = from_seconds(rows.integer(9));
    open.latitude = rows.real(10);
    open.longitude = rows.real(11);
    open.radius_m = rows.integer(12);
    open.status = rows.text(13);
    open.at = from_seconds(rows.integer(14));
    open.paused_until = from_seconds(rows.integer(15));
    open.day = rows.integer(16);
    open.code_digits = static_cast<int>(rows.integer(17));
    return open;
}

Shut read_shut(const Rows& rows)
{
    return {MeetingId{rows.integer(0)}, from_seconds(rows.integer(1)), from_seconds(rows.integer(2)), rows.boolean(3),
            rows.text(4)};
}

} // namespace

std::vector<Open> listed_for(ReadTx& tx, MemberId member, std::string_view platform, std::string_view account, Time at)
{
    std::vector<Open> found;
    auto rows = tx.query(find_open, {member.value, seconds(at), platform, account});
    while (rows.next())
        found.push_back(read(rows));
    return found;
}

bool list_is_due(ReadTx& tx, Time at)
{
    return tx.query(find_unlisted, {seconds(at)}).next();
}

std::vector<Open> open_for(Tx& tx, MemberId member, std::string_view platform, std::string_view account, Time at)
{
    auto found = listed_for(tx, member, platform, account, at);
    if (found.empty() && attendance::list_opened(tx, at) > 0)
        found = listed_for(tx, member, platform, account, at);
    if (found.empty() && attendance::list_one(tx, member, at))
        found = listed_for(tx, member, platform, account, at);
    return found;
}

std::optional<Open> open_by_code(ReadTx& tx, std::string_view code, Time at)
{
    auto rows = tx.query(find_by_code, {code, seconds(at)});
    return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::vector<Open> open_turning(ReadTx& tx, Time at)
{
    std::vector<Open> found;
    auto rows = tx.query(find_turning, {seconds(at)});
    while (rows.next())
        found.push_back(read(rows));
    return found;
}

std::optional<Shut> nearest(ReadTx& tx, MemberId member, Time at)
{
    auto rows = tx.query(find_nearest, {member.value, seconds(at)});
    return rows.next() ? std::optional{read_shut(rows)} : std::nullopt;
}

std::optional<Shut> by_scene(ReadTx& tx, std::string_view scene)
{
    auto rows = tx.query(find_shut_scene, {scene});
    return rows.next() ? std::optional{read_shut(rows)} : std::nullopt;
}

std::optional<Open> open_by_scene(ReadTx& tx, std::string_view scene, MemberId member, std::string_view platform,
                                  std::string_view account, Time at)
{
    auto rows = tx.query(find_by_scene, {scene, seconds(at), member.value, platform, account});
    return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::optional<Standing> record(Tx& tx, const Open& open, MemberId member, OrganizationId home, OrganizationId host,
                               std::string_view category, std::string_view method, Time at)
{
    Standing standing;
    standing.late = at > open.late_at;
    std::int64_t entitled = 0;
    {
        auto rows = tx.change(mark_present, {open.meeting.value, member.value, seconds(open.starts_at), home.value,
                                             host ? std::optional{host.value} : std::nullopt, category,
                                             standing.late ? "late" : "present", method, seconds(at)});
        if (!rows.next())
            return std::nullopt;
        entitled = rows.integer(0);
    }
    auto rows = tx.change(count_present, {open.meeting.value, entitled});
    rows.next();
    standing.place = rows.integer(0);
    standing.voters_present = rows.integer(1);
    standing.voters_due = rows.integer(2);
    standing.listed = rows.boolean(3);
    return standing;
}

std::int64_t guessed_wrong(Tx& tx, MeetingId meeting, std::string_view platform, std::string_view account, Time at)
{
    tx.execute(count_wrong, {meeting.value, platform, account, seconds(at), tries_before_pause, pause_seconds});
    auto rows = tx.change(count_wrong_minute, {meeting.value, seconds(at)});
    return rows.next() ? rows.integer(0) : 0;
}

void guest_guessed_wrong(Tx& tx, std::string_view platform, std::string_view account, Time at)
{
    tx.execute(count_wrong, {0, platform, account, seconds(at), tries_before_pause, pause_seconds});
    tx.execute(count_guest, {seconds(at)});
}

bool guest_is_paused(ReadTx& tx, std::string_view platform, std::string_view account, Time at)
{
    return tx.query(find_guest_pause, {platform, account, seconds(at), guests_guesses_a_minute}).next();
}

MemberId lengthen_code(Tx& tx, MeetingId meeting, std::string_view code)
{
    auto rows = tx.change(set_code, {meeting.value, code});
    return rows.next() ? MemberId{rows.integer(0)} : MemberId{};
}

} // namespace fingertip::storage::check_ins
