#include "storage/people/bindings.hpp"

namespace fingertip::storage::bindings {

namespace {

constexpr Sql update_reachable{"bindings.set_reachable",
                               "UPDATE bindings SET reachable = $3 WHERE platform = $1 AND account = $2"};
constexpr Sql insert{"bindings.bind", R"sql(
    INSERT INTO bindings (platform, account, member_id, bound_at, via, consent_version, consent_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
)sql"};
constexpr Sql remove{"bindings.unbind", "DELETE FROM bindings WHERE platform = $1 AND account = $2"};

#define BINDING_COLUMNS                                                                                                \
    "platform, account, member_id, bound_at, via, consent_version, consent_at, reachable FROM bindings "

constexpr Sql by_account{"bindings.find", "SELECT " BINDING_COLUMNS "WHERE platform = $1 AND account = $2"};
constexpr Sql by_member_on{"bindings.of_member_on", "SELECT " BINDING_COLUMNS "WHERE platform = $1 AND member_id = $2"};
constexpr Sql by_member{"bindings.of_member",
                        "SELECT " BINDING_COLUMNS "WHERE member_id = $1 ORDER BY bound_at LIMIT 20"};

Binding read(const Rows& rows)
{
    Binding binding;
    binding.platform = rows.text(0);
    binding.account = rows.text(1);
    binding.member = MemberId{rows.integer(2)};
    binding.bound_at = from_seconds(rows.integer(3));
    binding.via = rows.text(4);
    binding.consent_version = static_cast<int>(rows.integer(5));
    binding.consent_at = from_seconds(rows.integer(6));
    binding.reachable = rows.boolean(7);
    return binding;
}

std::optional<Binding> first(Rows rows)
{
    return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

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

std::optional<Binding> find(ReadTx& tx, std::string_view platform, std::string_view account)
{
    return first(tx.query(by_account, {platform, account}));
}

std::optional<Binding> of_member_on(ReadTx& tx, MemberId member, std::string_view platform)
{
    return first(tx.query(by_member_on, {platform, member.value}));
}

std::vector<Binding> of_member(ReadTx& tx, MemberId member)
{
    std::vector<Binding> found;
    auto rows = tx.query(by_member, {member.value});
    while (rows.next())
        found.push_back(read(rows));
    return found;
}

} // namespace fingertip::storage::bindings
