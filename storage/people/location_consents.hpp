#pragma once

#include "storage/tx.hpp"
#include "storage/types.hpp"

namespace fingertip::storage::location_consents {

/// Whether the member has agreed to check in by location.
bool given(ReadTx& tx, MemberId member);
void give(Tx& tx, MemberId member, Time at);
/// Takes it back; false: there was none.
bool withdraw(Tx& tx, MemberId member);

} // namespace fingertip::storage::location_consents
