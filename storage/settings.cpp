#include "storage/settings.hpp"

namespace fingertip::storage::settings {

namespace {

constexpr Sql upsert{"settings.put", R"sql(
    INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value
)sql"};
constexpr Sql select{"settings.find", "SELECT value FROM settings WHERE name = $1"};

} // namespace

void put(Tx& tx, std::string_view name, std::string_view value)
{
    tx.execute(upsert, {name, value});
}

std::optional<std::string> find(ReadTx& tx, std::string_view name)
{
    auto rows = tx.query(select, {name});
    return rows.next() ? std::optional{rows.text(0)} : std::nullopt;
}

} // namespace fingertip::storage::settings
