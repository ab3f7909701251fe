#include "storage/points.hpp"

#include <string>

namespace fingertip::storage::points {

namespace {

// The rule, its caps, the sequence and the entry in one statement: nothing to race between looking and writing.
constexpr Sql insert_award{"points.award", R"sql(
    INSERT INTO points_entries (member_id, rule, subject, period, sequence, points, at)
    SELECT $1, r.rule, $3, $4,
           (SELECT count(*) FROM points_entries u JOIN points_entries e ON e.id = u.reverses
            WHERE e.period = $4 AND e.rule = $2 AND e.subject = $3 AND e.member_id = $1),
           min(r.points,
               coalesce(r.cap_day - coalesce((SELECT points FROM points_totals WHERE member_id = $1 AND period = $6), 0), r.points),
               coalesce(r.cap_month - coalesce((SELECT points FROM points_totals WHERE member_id = $1 AND period = $7), 0), r.points),
               coalesce(r.cap_year - coalesce((SELECT points FROM points_totals WHERE member_id = $1 AND period = $8), 0), r.points)) AS given,
           $5
    FROM points_rules r
    WHERE r.rule = $2 AND r.from_on <= $4 AND (r.until_on IS NULL OR r.until_on > $4) AND given > 0
    ORDER BY r.from_on DESC LIMIT 1
    ON CONFLICT (period, rule, subject, member_id, sequence) DO NOTHING
    RETURNING points
)sql"};
constexpr Sql add_totals{"points.add_totals", R"sql(
    INSERT INTO points_totals (member_id, period, points) VALUES ($1, '', $2), ($1, $3, $2), ($1, $4, $2), ($1, $5, $2)
    ON CONFLICT (member_id, period) DO UPDATE SET points = points + excluded.points
)sql"};
constexpr Sql find_balance{"points.balance", "SELECT points FROM points_totals WHERE member_id = $1 AND period = ''"};

std::string two(int number)
{
    return (number < 10 ? "0" : "") + std::to_string(number);
}

} // namespace

std::int64_t award(Tx& tx, MemberId member, std::string_view rule, std::int64_t subject, const Period& period, Time at)
{
    const std::string prefix = std::string{rule} + ':';
    const std::string year = prefix + std::to_string(period.year);
    const std::string month = year + '-' + two(period.month);
    const std::string day = prefix + 'd' + std::to_string(period.day);
    std::int64_t given = 0;
    {
        auto rows = tx.change(insert_award, {member.value, rule, subject, period.day, seconds(at), day, month, year});
        if (!rows.next())
            return 0;
        given = rows.integer(0);
    }
    tx.execute(add_totals, {member.value, given, day, month, year});
    return given;
}

std::int64_t balance(ReadTx& tx, MemberId member)
{
    auto rows = tx.query(find_balance, {member.value});
    return rows.next() ? rows.integer(0) : 0;
}

} // namespace fingertip::storage::points
