#include "storage/inbox.hpp"

namespace fingertip::storage::inbox {

namespace {

constexpr Sql insert{"inbox.enter", R"sql(
    INSERT INTO inbox (platform, delivery_id, account, received_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (platform, delivery_id, account) DO NOTHING RETURNING 1
)sql"};
constexpr Sql set_reply{"inbox.keep_reply", R"sql(
    UPDATE inbox SET reply = $4, sealed_for = $5 WHERE platform = $1 AND delivery_id = $2 AND account = $3
)sql"};
constexpr Sql find_reply{"inbox.reply", R"sql(
    SELECT i.reply, i.sealed_for, k.wrapped FROM inbox i LEFT JOIN person_keys k ON k.member_id = i.sealed_for
    WHERE i.platform = $1 AND i.delivery_id = $2 AND i.account = $3
)sql"};
constexpr Sql delete_old{"inbox.forget", R"sql(
    DELETE FROM inbox WHERE (platform, delivery_id, account) IN (
        SELECT platform, delivery_id, account FROM inbox WHERE received_at < $1 ORDER BY received_at LIMIT $2)
)sql"};

Row row(const Delivery& delivery)
{
    return {"inbox.reply", 0, delivery.id};
}

} // namespace

bool enter(Tx& tx, const Delivery& delivery, Time received_at)
{
    return tx.change(insert, {delivery.platform, delivery.id, delivery.account, seconds(received_at)}).next();
}

void keep_reply(Tx& tx, const Delivery& delivery, const Vault& vault, const Sealer* person, MemberId member,
                std::string_view reply)
{
    const Sealer& sealer = person ? *person : vault.installation();
    tx.execute(set_reply, {delivery.platform, delivery.id, delivery.account, Blob{sealer.seal(row(delivery), reply)},
                           person ? member.value : 0});
}

std::optional<std::string> reply(ReadTx& tx, const Delivery& delivery, const Vault& vault)
{
    auto rows = tx.query(find_reply, {delivery.platform, delivery.id, delivery.account});
    if (!rows.next())
        return std::nullopt;
    if (rows.is_null(0))
        return std::string{};
    const MemberId member{rows.integer(1)};
    if (!member)
        return vault.installation().open(row(delivery), rows.view(0)).value_or("");
    const auto person = vault.person(member, rows.view(2));
    return person ? person->open(row(delivery), rows.view(0)).value_or("") : "";
}

std::int64_t forget(Tx& tx, Time before, std::int64_t most)
{
    return tx.execute(delete_old, {seconds(before), most});
}

} // namespace fingertip::storage::inbox
