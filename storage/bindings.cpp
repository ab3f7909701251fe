#include "storage/bindings.hpp"

namespace fingertip::storage::bindings {

namespace {

constexpr Sql update_reachable{"bindings.set_reachable",
                               "UPDATE bindings SET reachable = $3 WHERE platform = $1 AND account = $2"};
constexpr Sql insert{"bindings.bind", R"sql(
    INSERT INTO bindings (platform, account, member_id, bound_at, via, consent_version, consent_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
)sql"};
constexpr Sql remove{"bindings.unbind", "DELETE FROM bindings WHERE platform = $1 AND account = $2"};

} // namespace

void set_reachable(Tx& tx, std::string_view platform, std::string_view account, bool reachable)
{
    tx.execute(update_reachable, {platform, account, reachable});
}

void bind(Tx& tx, std::string_view platform, std::string_view account, MemberId member, std::string_view via,
          int consent_version, Time consented_at, Time now)
{
    tx.execute(insert, {platform, account, member.value, seconds(now), via, consent_version, seconds(consented_at)});
}

bool unbind(Tx& tx, std::string_view platform, std::string_view account)
{
    return tx.execute(remove, {platform, account}) > 0;
}

} // namespace fingertip::storage::bindings
