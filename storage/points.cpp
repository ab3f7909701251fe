#include "storage/points.hpp"

#include "storage/json.hpp"
#include "storage/people/members.hpp"

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
constexpr Sql insert_note{"points.note", R"sql(
    INSERT INTO points_entries (member_id, rule, subject, period, sequence, points, at, author)
    SELECT $1, 'matter', coalesce(max(subject), 0) + 1, $2, 0, $3, $4, $5 FROM points_entries
    WHERE period = $2 AND rule = 'matter' AND member_id = $1
    RETURNING id
)sql"};
// `reverses` is unique: of two that undo the same entry one comes too late.
constexpr Sql insert_reversal{"points.reverse", R"sql(
    INSERT INTO points_entries (member_id, rule, subject, period, sequence, points, at, author, reverses)
    SELECT member_id, 'reversal', id, period, 0, -points, $2, $3, id FROM points_entries WHERE id = $1 AND reverses IS NULL
    ON CONFLICT DO NOTHING RETURNING id
)sql"};
constexpr Sql set_reason{"points.set_reason", "UPDATE points_entries SET reason = $2 WHERE id = $1"};
// One row for the whole, one for the year, and those that the rule's caps look at.
constexpr Sql add_totals{"points.add_totals", R"sql(
    INSERT INTO points_totals (member_id, period, points) SELECT $1, value, $2 FROM json_each($3) WHERE true
    ON CONFLICT (member_id, period) DO UPDATE SET points = points + excluded.points
)sql"};
constexpr Sql find_total{"points.total", "SELECT points FROM points_totals WHERE member_id = $1 AND period = $2"};
constexpr Sql sum_until{"points.sum_until",
                        "SELECT coalesce(sum(points), 0) FROM points_entries WHERE member_id = $1 AND period <= $2"};
// One pass: a join of the two sums would look through one for each row of the other.
constexpr Sql compare{"points.compare", R"sql(
    SELECT member_id
    FROM (SELECT member_id, points FROM points_entries
          UNION ALL SELECT member_id, -points FROM points_totals WHERE period = '')
    GROUP BY member_id HAVING sum(points) <> 0 ORDER BY 1 LIMIT 1
)sql"};

#define ENTRY_COLUMNS                                                                                                  \
    "e.id, e.member_id, e.rule, e.subject, e.period, e.points, e.at, coalesce(e.author, 0), e.reason, "                \
    "coalesce(e.reverses, 0), "                                                                                        \
    "coalesce((SELECT u.id FROM points_entries u WHERE u.reverses = e.id), 0), k.wrapped "                             \
    "FROM points_entries e LEFT JOIN person_keys k ON k.member_id = e.member_id "

constexpr Sql by_id{"points.find", "SELECT " ENTRY_COLUMNS "WHERE e.id = $1"};
constexpr Sql by_subject{
    "points.standing",
    "SELECT " ENTRY_COLUMNS "WHERE e.member_id = $1 AND e.rule = $2 AND e.subject = $3 "
    "AND NOT EXISTS (SELECT 1 FROM points_entries u WHERE u.reverses = e.id) ORDER BY e.id DESC LIMIT 1"};
constexpr Sql list_latest{"points.latest",
                          "SELECT " ENTRY_COLUMNS "WHERE e.member_id = $1 ORDER BY e.id DESC LIMIT $2"};

std::string two(int number)
{
    return (number < 10 ? "0" : "") + std::to_string(number);
}

/// The names of the running totals that points of a rule go into.
struct Totals
{
    std::string day, month, year; ///< of the rule, for its caps
    std::string whole_year;       ///< of all rules

    Totals(std::string_view rule, const Period& period)
        : day{std::string{rule} + ":d" + std::to_string(period.day)},
          month{std::string{rule} + ':' + std::to_string(period.year) + '-' + two(period.month)},
          year{std::string{rule} + ':' + std::to_string(period.year)}, whole_year{':' + std::to_string(period.year)}
    {
    }
};

/// Matters noted by hand have no caps, so no totals of their own.
void add(Tx& tx, MemberId member, std::string_view rule, const Period& period, std::int64_t points)
{
    const Totals totals{rule, period};
    JsonWriter names;
    names.array().value("").value(totals.whole_year);
    if (rule != "matter")
        names.value(totals.day).value(totals.month).value(totals.year);
    names.end();
    tx.execute(add_totals, {member.value, points, names.take()});
}

void keep_reason(Tx& tx, const Vault& vault, MemberId member, std::int64_t id, std::string_view reason)
{
    const auto sealer = members::sealer(tx, vault, member);
    if (sealer && !reason.empty())
        tx.execute(set_reason, {id, Blob{sealer->seal({"points_entries.reason", id}, reason)}});
}

Entry read(const Rows& rows, const Vault& vault)
{
    Entry entry;
    entry.id = rows.integer(0);
    entry.member = MemberId{rows.integer(1)};
    entry.rule = rows.text(2);
    entry.subject = rows.integer(3);
    entry.period.day = rows.integer(4);
    entry.points = rows.integer(5);
    entry.at = from_seconds(rows.integer(6));
    entry.author = MemberId{rows.integer(7)};
    if (!rows.is_null(8) && !rows.is_null(11))
        if (const auto sealer = vault.person(entry.member, rows.view(11)))
            entry.reason = sealer->open({"points_entries.reason", entry.id}, rows.view(8)).value_or("");
    entry.reverses = rows.integer(9);
    entry.reversed_by = rows.integer(10);
    return entry;
}

std::optional<Entry> first(Rows rows, const Vault& vault)
{
    return rows.next() ? std::optional{read(rows, vault)} : std::nullopt;
}

std::int64_t total(ReadTx& tx, MemberId member, std::string_view name)
{
    auto rows = tx.query(find_total, {member.value, name});
    return rows.next() ? rows.integer(0) : 0;
}

} // namespace

std::int64_t award(Tx& tx, MemberId member, std::string_view rule, std::int64_t subject, const Period& period, Time at)
{
    const Totals totals{rule, period};
    std::int64_t given = 0;
    {
        auto rows = tx.change(insert_award, {member.value, rule, subject, period.day, seconds(at), totals.day,
                                             totals.month, totals.year});
        if (!rows.next())
            return 0;
        given = rows.integer(0);
    }
    add(tx, member, rule, period, given);
    return given;
}

std::int64_t note(Tx& tx, const Vault& vault, MemberId member, std::int64_t points, std::string_view reason,
                  MemberId author, const Period& period, Time at)
{
    if (!members::sealer(tx, vault, member))
        return 0;
    std::int64_t id = 0;
    {
        auto rows = tx.change(insert_note, {member.value, period.day, points, seconds(at), author.value});
        rows.next();
        id = rows.integer(0);
    }
    keep_reason(tx, vault, member, id, reason);
    add(tx, member, "matter", period, points);
    return id;
}

std::int64_t reverse(Tx& tx, const Vault& vault, const Entry& entry, const Period& original, std::string_view reason,
                     MemberId author, Time at)
{
    std::int64_t id = 0;
    {
        auto rows =
            tx.change(insert_reversal, {entry.id, seconds(at), author ? std::optional{author.value} : std::nullopt});
        if (!rows.next())
            return 0;
        id = rows.integer(0);
    }
    keep_reason(tx, vault, entry.member, id, reason);
    add(tx, entry.member, entry.rule, original, -entry.points);
    return id;
}

std::optional<Entry> find(ReadTx& tx, const Vault& vault, std::int64_t id)
{
    return first(tx.query(by_id, {id}), vault);
}

std::optional<Entry> standing(ReadTx& tx, const Vault& vault, MemberId member, std::string_view rule,
                              std::int64_t subject)
{
    return first(tx.query(by_subject, {member.value, rule, subject}), vault);
}

std::vector<Entry> latest(ReadTx& tx, const Vault& vault, MemberId member, int most)
{
    std::vector<Entry> found;
    auto rows = tx.query(list_latest, {member.value, most});
    while (rows.next())
        found.push_back(read(rows, vault));
    return found;
}

std::int64_t balance(ReadTx& tx, MemberId member)
{
    return total(tx, member, "");
}

std::int64_t balance_of_year(ReadTx& tx, MemberId member, int year)
{
    return total(tx, member, ':' + std::to_string(year));
}

std::int64_t balance_on(ReadTx& tx, MemberId member, std::int64_t day)
{
    auto rows = tx.query(sum_until, {member.value, day});
    return rows.next() ? rows.integer(0) : 0;
}

std::optional<MemberId> first_wrong(ReadTx& tx)
{
    auto rows = tx.query(compare);
    return rows.next() ? std::optional{MemberId{rows.integer(0)}} : std::nullopt;
}

} // namespace fingertip::storage::points
