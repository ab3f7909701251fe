#include "storage/people/platform_users.hpp"

#include <algorithm>

namespace fingertip::storage::platform_users {

namespace {

constexpr Sql list{"platform_users.each", R"sql(
    SELECT member_id, kind, user_id FROM platform_users WHERE member_id >= $1 AND member_id <= $2 ORDER BY member_id
)sql"};
constexpr Sql by_user{"platform_users.find", "SELECT member_id FROM platform_users WHERE kind = $1 AND user_key = $2"};

Row row(MemberId member, std::size_t kind)
{
    return {"platform_users.user_id", member.value, kinds[kind]};
}

std::string hash(const Vault& vault, std::string_view kind, std::string_view user_id)
{
    return vault.look_up_key("user:" + std::string{kind}, user_id);
}

} // namespace

void each(ReadTx& tx, MemberId from, MemberId to,
          const std::function<void(MemberId, std::size_t, std::string_view)>& found)
{
    auto rows = tx.query(list, {from.value, to.value});
    while (rows.next()) {
        const auto kind = std::ranges::find(kinds, rows.view(1));
        if (kind != kinds.end())
            found(MemberId{rows.integer(0)}, static_cast<std::size_t>(kind - kinds.begin()), rows.view(2));
    }
}

Users of(ReadTx& tx, const Sealer& person, MemberId member)
{
    Users users;
    each(tx, member, member, [&](MemberId, std::size_t kind, std::string_view sealed) {
        users[kind] = open(person, member, kind, sealed);
    });
    return users;
}

std::string seal(const Sealer& person, MemberId member, std::size_t kind, std::string_view user_id)
{
    return person.seal(row(member, kind), user_id);
}

std::string open(const Sealer& person, MemberId member, std::size_t kind, std::string_view sealed)
{
    return person.open(row(member, kind), sealed).value_or("");
}

std::string look_up_key(const Vault& vault, std::size_t kind, std::string_view user_id)
{
    return hash(vault, kinds[kind], user_id);
}

std::optional<MemberId> find(ReadTx& tx, const Vault& vault, std::string_view kind, std::string_view user_id)
{
    auto rows = tx.query(by_user, {kind, Blob{hash(vault, kind, user_id)}});
    return rows.next() ? std::optional{MemberId{rows.integer(0)}} : std::nullopt;
}

} // namespace fingertip::storage::platform_users
