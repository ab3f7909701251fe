#pragma once

#include "storage/tx.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fingertip::storage::settings {

/// Single values of the installation: the data key's fingerprint and the like.
void put(Tx& tx, std::string_view name, std::string_view value);
std::optional<std::string> find(ReadTx& tx, std::string_view name);

} // namespace fingertip::storage::settings
