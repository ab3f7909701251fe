#pragma once

#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fingertip::storage::audit {

/// Notes an act of one upon others: append-only. `detail` holds ids and values, never names, phones or texts.
void note(Tx& tx, MemberId actor, std::string_view act, OrganizationId org, std::int64_t subject,
          std::string_view detail, Time at);

/// Chains what has been noted since the last seal: each seal's hash covers the one before and every entry in between.
/// Returns how many entries were sealed now.
std::int64_t seal(Tx& tx, Time at);

/// Recomputes the chain. Empty: it fits; else the first entry that does not.
std::optional<std::int64_t> first_broken(ReadTx& tx);

} // namespace fingertip::storage::audit
