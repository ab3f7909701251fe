#include "storage/dead_letters.hpp"

namespace fingertip::storage::dead_letters {

namespace {

constexpr Sql insert{"dead_letters.keep",
                     "INSERT INTO dead_letters (platform, cause, at, body) VALUES ($1, $2, $3, $4)"};
constexpr Sql delete_old{"dead_letters.forget", "DELETE FROM dead_letters WHERE at < $1"};

} // namespace

void keep(Tx& tx, const Vault& vault, std::string_view platform, std::string_view cause, std::string_view body, Time at)
{
    // The row's number is not known before the insert; platform and time bind the value as well.
    const Row row{"dead_letters.body", seconds(at), platform};
    tx.execute(insert, {platform, cause, seconds(at), Blob{vault.installation().seal(row, body)}});
}

std::int64_t forget(Tx& tx, Time before)
{
    return tx.execute(delete_old, {seconds(before)});
}

} // namespace fingertip::storage::dead_letters
