#include "storage/people/offices.hpp"

namespace fingertip::storage::offices {

namespace {

constexpr Sql find{"offices.of", R"sql(
    SELECT a.org_id, o.path, a.role FROM assignments a JOIN organizations o ON o.id = a.org_id
    WHERE a.member_id = $1 AND a.from_on <= $2 AND (a.until_on IS NULL OR a.until_on > $2) LIMIT 50
)sql"};
constexpr Sql find_path{"offices.path", "SELECT path FROM organizations WHERE id = $1"};
constexpr Sql find_holders{"offices.holders", R"sql(
    WITH RECURSIVE above (id, steps) AS (
        SELECT $1, 0 UNION ALL
        SELECT o.parent_id, steps + 1 FROM above JOIN organizations o ON o.id = above.id WHERE o.parent_id IS NOT NULL)
    SELECT DISTINCT a.member_id FROM above JOIN assignments a ON a.org_id = above.id
    WHERE a.role IN (SELECT value FROM json_each($2)) AND a.from_on <= $3 AND (a.until_on IS NULL OR a.until_on > $3)
      AND steps = (SELECT min(steps) FROM above n JOIN assignments b ON b.org_id = n.id
                   WHERE b.role IN (SELECT value FROM json_each($2)) AND b.from_on <= $3 AND (b.until_on IS NULL OR b.until_on > $3))
    LIMIT 20
)sql"};

} // namespace

std::vector<Office> of(ReadTx& tx, MemberId member, std::int64_t day)
{
    std::vector<Office> found;
    auto rows = tx.query(find, {member.value, day});
    while (rows.next())
        found.push_back({OrganizationId{rows.integer(0)}, rows.text(1), rows.text(2)});
    return found;
}

std::string path(ReadTx& tx, OrganizationId org)
{
    auto rows = tx.query(find_path, {org.value});
    return rows.next() ? rows.text(0) : "";
}

std::vector<MemberId> holders(ReadTx& tx, OrganizationId org, std::string_view roles_json, std::int64_t day)
{
    std::vector<MemberId> found;
    auto rows = tx.query(find_holders, {org.value, roles_json, day});
    while (rows.next())
        found.push_back(MemberId{rows.integer(0)});
    return found;
}

} // namespace fingertip::storage::offices
