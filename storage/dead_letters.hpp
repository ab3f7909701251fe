#pragma once

#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <string_view>

namespace fingertip::storage::dead_letters {

/// Keeps an authentic event that could not be used, sealed for the installation.
void keep(Tx& tx, const Vault& vault, std::string_view platform, std::string_view cause, std::string_view body,
          Time at);

/// Deletes those kept before `before`; returns how many.
std::int64_t forget(Tx& tx, Time before);

} // namespace fingertip::storage::dead_letters
