#include "storage/prepared_books.hpp"

#include "storage/people/bindings.hpp"
#include "storage/people/members.hpp"

#include <algorithm>

namespace fingertip::storage::prepared_books {

namespace {

constexpr int points_of_a_meeting = 5; ///< what migration 0005 ships
constexpr int paid_meetings = 40;      ///< until the cap of the year

constexpr Sql find_anybody{"prepared.anybody", "SELECT 1 FROM organizations UNION ALL SELECT 1 FROM members LIMIT 1"};
constexpr Sql insert_branch{"prepared.branch", R"sql(
    INSERT INTO organizations (id, code, name, level, path) VALUES (1, 'B1', '星火支部', 'branch', '/1/')
)sql"};
constexpr Sql insert_past{"prepared.past_meeting", R"sql(
    INSERT INTO meetings (org_id, kind, day, starts_at, ends_at, opens_at, late_at, leave_until, mode, code, secret, scene,
        called_by, called_at, status, listed_at, fixed_at, closed_at, due, voters_due, present, voters_present)
    SELECT 1, 'theme_day', $1, $2, $2 + 3600, $2 - 1200, $2, $2 - 1200, 'code', '000000', x'01', 'past-' || $1, 1, $2 - 86400,
        'closed', $2 - 1200, $2, $2 + 3600, n, n, n, n FROM (SELECT count(*) AS n FROM members)
    RETURNING id
)sql"};
constexpr Sql insert_attendance{"prepared.attendance", R"sql(
    INSERT INTO attendance (meeting_id, member_id, starts_at, home_org, category, due, entitled, status, method, at)
    SELECT $1, id, $2, 1, 'full', 1, 1, 'present', 'code', $2 - 60 FROM members ORDER BY id
)sql"};
constexpr Sql insert_points{"prepared.points", R"sql(
    INSERT INTO points_entries (member_id, rule, subject, period, sequence, points, at)
    SELECT id, 'meeting_attended', $1, $2, 0, $3, $4 FROM members ORDER BY id
)sql"};
constexpr Sql add_totals{"prepared.totals", R"sql(
    INSERT INTO points_totals (member_id, period, points)
    SELECT m.id, t.value, $1 FROM members m, json_each($2) t WHERE true
    ON CONFLICT (member_id, period) DO UPDATE SET points = points + excluded.points
)sql"};
constexpr Sql insert_open{"prepared.open_meeting", R"sql(
    INSERT INTO meetings (org_id, kind, day, starts_at, ends_at, opens_at, late_at, leave_until, mode, code, secret, scene, called_by, called_at)
    VALUES (1, 'members_meeting', $1 / 86400, $1, $1 + 36000, $1 - 3600, $1 + 3600, $1 - 1200, 'code', $2, x'01', 'open', 1, $1 - 7200)
    RETURNING id
)sql"};

} // namespace

std::string account_of(std::int64_t member)
{
    const auto digits = std::to_string(member);
    return "oPrepared" + std::string(19 - std::min<std::size_t>(19, digits.size()), '0') + digits;
}

bool are_empty(ReadTx& tx)
{
    return !tx.query(find_anybody).next();
}

void found(Tx& tx)
{
    tx.execute(insert_branch);
}

void add_members(Tx& tx, const Vault& vault, std::string_view platform, std::int64_t from, std::int64_t until, Time now)
{
    for (auto i = from; i < until; ++i) {
        Member member;
        member.member_no = std::to_string(10'000'000 + i);
        member.name = "党员" + std::to_string(i);
        member.category = "full";
        member.home = OrganizationId{1};
        const auto id = members::add(tx, vault, member, now);
        bindings::bind(tx, platform, account_of(i), id, "seed", 1, now, now);
    }
}

void add_day(Tx& tx, std::int64_t day, int year, int month, int of_year)
{
    const std::int64_t starts_at = day * 86400 + 11 * 3600; // an evening in China
    std::int64_t meeting = 0;
    {
        auto rows = tx.change(insert_past, {day, starts_at});
        rows.next();
        meeting = rows.integer(0);
    }
    tx.execute(insert_attendance, {meeting, starts_at});
    if (of_year >= paid_meetings)
        return;
    tx.execute(insert_points, {meeting, day, points_of_a_meeting, starts_at});
    const std::string rule = "meeting_attended:";
    const auto of = [](const std::string& name) { return ",\"" + name + '"'; };
    tx.execute(add_totals, {points_of_a_meeting,
                            "[\"\"" + of(':' + std::to_string(year)) + of(rule + 'd' + std::to_string(day)) +
                                of(rule + std::to_string(year) + (month < 10 ? "-0" : "-") + std::to_string(month)) +
                                of(rule + std::to_string(year)) + ']'});
}

MeetingId open_meeting(Tx& tx, Time now)
{
    auto rows = tx.change(insert_open, {seconds(now), meeting_code});
    rows.next();
    return MeetingId{rows.integer(0)};
}

} // namespace fingertip::storage::prepared_books
