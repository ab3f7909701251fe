#include "storage/outbox.hpp"

#include <algorithm>

namespace fingertip::storage::outbox {

namespace {

constexpr Sql insert{"outbox.post", R"sql(
    INSERT INTO outbox (platform, account, member_id, kind, body, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
)sql"};
constexpr Sql find_key{"outbox.key", "SELECT wrapped FROM person_keys WHERE member_id = $1"};
constexpr Sql mark{"outbox.take", R"sql(
    UPDATE outbox SET said_at = $4 WHERE id IN (
        SELECT id FROM outbox WHERE said_at IS NULL AND member_id = $1 ORDER BY id LIMIT $5)
    OR ($1 = 0 AND id IN (
        SELECT id FROM outbox WHERE said_at IS NULL AND member_id IS NULL AND platform = $2 AND account = $3 ORDER BY id LIMIT $5))
    RETURNING id, body, created_at, coalesce(expires_at, 9223372036854775807) > $4, kind, subject
)sql"};
constexpr Sql insert_news{"outbox.post_news", R"sql(
    INSERT INTO outbox (member_id, kind, subject, body, created_at, expires_at) VALUES ($1, $2, $3, x'', $4, $5)
)sql"};

// In two halves, as each has an index of what waits.
constexpr Sql count_waiting{"outbox.waiting", R"sql(
    SELECT (SELECT count(*) FROM outbox WHERE said_at IS NULL AND member_id IS NOT NULL)
         + (SELECT count(*) FROM outbox WHERE said_at IS NULL AND member_id IS NULL)
)sql"};

// The row's number is not known before the insert; addressee and time bind the value as well.
Row row(MemberId member, Time created)
{
    return {"outbox.body", member.value ^ seconds(created)};
}

std::optional<Sealer> sealer_of(ReadTx& tx, const Vault& vault, MemberId member)
{
    if (!member)
        return vault.installation();
    auto rows = tx.query(find_key, {member.value});
    return rows.next() ? vault.person(member, rows.view(0)) : std::nullopt;
}

} // namespace

std::int64_t waiting(ReadTx& tx)
{
    auto rows = tx.query(count_waiting);
    return rows.next() ? rows.integer(0) : 0;
}

void post(Tx& tx, const Vault& vault, MemberId to, std::string_view kind, std::string_view text, Time now, Time expires)
{
    const auto sealer = sealer_of(tx, vault, to);
    if (!sealer)
        return; // erased: nobody reads it
    tx.execute(insert, {"", "", to.value, kind, Blob{sealer->seal(row(to, now), text)}, seconds(now),
                        expires == Time{} ? std::nullopt : std::optional{seconds(expires)}});
}

void post_to_account(Tx& tx, const Vault& vault, std::string_view platform, std::string_view account,
                     std::string_view kind, std::string_view text, Time now)
{
    tx.execute(insert, {platform, account, nullptr, kind, Blob{vault.installation().seal(row({}, now), text)},
                        seconds(now), nullptr});
}

void post_news(Tx& tx, MemberId to, std::string_view kind, std::int64_t subject, Time now, Time expires)
{
    tx.execute(insert_news, {to.value, kind, subject, seconds(now),
                             expires == Time{} ? std::nullopt : std::optional{seconds(expires)}});
}

std::vector<Letter> take(Tx& tx, const Vault& vault, MemberId member, std::string_view platform,
                         std::string_view account, Time now, int most)
{
    std::vector<Letter> letters;
    const auto sealer = sealer_of(tx, vault, member);
    auto rows = tx.change(mark, {member.value, platform, account, seconds(now), most});
    while (rows.next()) {
        if (!sealer || !rows.boolean(3))
            continue;
        Letter letter{rows.integer(0), rows.text(4), rows.integer(5), {}};
        if (letter.subject == 0) {
            auto text = sealer->open(row(member, from_seconds(rows.integer(2))), rows.view(1));
            if (!text)
                continue;
            letter.text = std::move(*text);
        }
        letters.push_back(std::move(letter));
    }
    std::sort(letters.begin(), letters.end(), [](const Letter& a, const Letter& b) { return a.id < b.id; });
    return letters;
}

} // namespace fingertip::storage::outbox
