#include "storage/audit.hpp"

#include "storage/seal.hpp"

namespace fingertip::storage::audit {

namespace {

constexpr Sql insert{"audit.note", R"sql(
    INSERT INTO audit (at, actor, act, org_id, subject, detail) VALUES ($1, $2, $3, $4, $5, $6)
)sql"};
constexpr Sql last_seal{"audit.last_seal", "SELECT last_id, hash FROM audit_seals ORDER BY last_id DESC LIMIT 1"};
constexpr Sql list_seals{"audit.seals", "SELECT last_id, hash FROM audit_seals ORDER BY last_id"};
constexpr Sql entries_after{"audit.entries_after", R"sql(
    SELECT id, at, coalesce(actor, 0), act, coalesce(org_id, 0), coalesce(subject, 0), coalesce(detail, '') FROM audit
    WHERE id > $1 AND id <= $2 ORDER BY id
)sql"};
constexpr Sql insert_seal{"audit.seal", "INSERT INTO audit_seals (last_id, hash, at) VALUES ($1, $2, $3)"};

constexpr std::int64_t everything = 9'223'372'036'854'775'807;

/// Extends the chain over the entries of (after, until]; `count` and `last` say what was there.
std::string extend(ReadTx& tx, std::string hash, std::int64_t after, std::int64_t until, std::int64_t& count,
                   std::int64_t& last)
{
    auto rows = tx.query(entries_after, {after, until});
    while (rows.next()) {
        std::string entry = hash;
        for (int column = 0; column < 7; ++column) {
            // Length before content, so that no two entries read alike.
            const auto part = rows.text(column);
            entry += std::to_string(part.size()) + ':' + part;
        }
        hash = sha256(entry);
        last = rows.integer(0);
        ++count;
    }
    return hash;
}

} // namespace

void note(Tx& tx, MemberId actor, std::string_view act, OrganizationId org, std::int64_t subject,
          std::string_view detail, Time at)
{
    const auto id = [](std::int64_t value) { return value ? std::optional{value} : std::nullopt; };
    tx.execute(insert, {seconds(at), id(actor.value), act, id(org.value), id(subject), Blob{detail}});
}

std::int64_t seal(Tx& tx, Time at)
{
    std::int64_t last = 0;
    std::string hash;
    {
        auto rows = tx.query(last_seal);
        if (rows.next()) {
            last = rows.integer(0);
            hash = rows.text(1);
        }
    }
    std::int64_t count = 0;
    hash = extend(tx, hash, last, everything, count, last);
    if (count > 0)
        tx.execute(insert_seal, {last, Blob{hash}, seconds(at)});
    return count;
}

std::optional<std::int64_t> first_broken(ReadTx& tx)
{
    std::string hash;
    std::int64_t after = 0;
    auto seals = tx.query(list_seals);
    while (seals.next()) {
        const auto until = seals.integer(0);
        std::int64_t count = 0;
        std::int64_t last = after;
        hash = extend(tx, hash, after, until, count, last);
        if (last != until || hash != seals.view(1))
            return after + 1;
        after = until;
    }
    return std::nullopt;
}

} // namespace fingertip::storage::audit
