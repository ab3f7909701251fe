#include "storage/people/binding_failures.hpp"

namespace fingertip::storage::binding_failures {

namespace {

constexpr std::chrono::hours counted{1};

constexpr Sql count{"binding_failures.count", R"sql(
    SELECT count(*) FROM (SELECT 1 FROM binding_failures WHERE org_id = $1 AND platform = $2 AND account = $3 AND at > $4 LIMIT $5)
)sql"};
constexpr Sql insert_account{"binding_failures.note", R"sql(
    INSERT INTO binding_failures (org_id, platform, account, at) VALUES (0, $1, $2, $3)
)sql"};
constexpr Sql insert_organizations{"binding_failures.note_organizations", R"sql(
    INSERT INTO binding_failures (org_id, platform, account, at)
    SELECT DISTINCT home_org, '', '', $4 FROM members
    WHERE name_key = $1 OR phone_key = $2 OR member_no = $3 LIMIT 5
)sql"};
constexpr Sql delete_old{"binding_failures.forget", "DELETE FROM binding_failures WHERE at <= $1"};

bool reached(ReadTx& tx, OrganizationId org, std::string_view platform, std::string_view account, Time now,
             std::int64_t limit)
{
    auto rows = tx.query(count, {org.value, platform, account, seconds(now - counted), limit});
    return rows.next() && rows.integer(0) >= limit;
}

} // namespace

bool account_paused(ReadTx& tx, std::string_view platform, std::string_view account, Time now)
{
    return reached(tx, {}, platform, account, now, account_limit);
}

bool organization_paused(ReadTx& tx, OrganizationId org, Time now)
{
    return reached(tx, org, "", "", now, organization_limit);
}

void note(Tx& tx, const Vault& vault, std::string_view platform, std::string_view account, const Claimed& claimed,
          Time now)
{
    tx.execute(delete_old, {seconds(now - counted)});
    tx.execute(insert_account, {platform, account, seconds(now)});
    tx.execute(insert_organizations,
               {Blob{vault.look_up_key("name", claimed.name)}, Blob{vault.look_up_key("phone", claimed.phone)},
                claimed.member_no, seconds(now)});
}

} // namespace fingertip::storage::binding_failures
