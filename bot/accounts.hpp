#pragma once

#include "bot/config.hpp"
#include "bot/webhook.hpp"
#include "storage/types.hpp"

#include <functional>
#include <vector>

namespace fingertip::bot {

/// The adapters of the configured accounts; two for one whose secrets are changing, as Accounts says.
/// Throws std::runtime_error with a sentence for a kind that this version does not serve.
Accounts make_accounts(const std::vector<PlatformConfig>& configs, const std::function<storage::Time()>& clock);

/// What the accounts were at the start, with the secrets that their requests are checked with as they are in `next`:
/// all that a reload may change of them.
std::vector<PlatformConfig> with_secrets_of(std::vector<PlatformConfig> accounts, const Config& next);

} // namespace fingertip::bot
