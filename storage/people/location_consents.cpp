#include "storage/people/location_consents.hpp"

namespace fingertip::storage::location_consents {

namespace {

constexpr Sql find{"location_consents.given", "SELECT 1 FROM location_consents WHERE member_id = $1"};
constexpr Sql insert{"location_consents.give", R"sql(
    INSERT INTO location_consents (member_id, given_at) VALUES ($1, $2) ON CONFLICT (member_id) DO NOTHING
)sql"};
constexpr Sql remove{"location_consents.withdraw", "DELETE FROM location_consents WHERE member_id = $1"};

} // namespace

bool given(ReadTx& tx, MemberId member)
{
    return tx.query(find, {member.value}).next();
}

void give(Tx& tx, MemberId member, Time at)
{
    tx.execute(insert, {member.value, seconds(at)});
}

bool withdraw(Tx& tx, MemberId member)
{
    return tx.execute(remove, {member.value}) > 0;
}

} // namespace fingertip::storage::location_consents
