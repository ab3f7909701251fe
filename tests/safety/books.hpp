#pragma once

#include "storage/json.hpp"
#include "tests/safety/campaign.hpp"
#include "tests/support/bot_process.hpp"

#include <string>
#include <vector>

namespace fingertip::safety {

/// The rows of a register as the program's own `export KIND --format json` gives them, from the running server or from
/// the file. Throws with the program's words when it refuses.
std::vector<storage::Json> exported(const tests::BotProcess& bot, const std::string& kind,
                                    const std::vector<std::string>& more = {});

/// Whether the points' sums are what the entries add up to, by `verify-points`.
void verify_points(const tests::BotProcess& bot, Tally& tally);

/// SQLite's own checks, of a copy of the files as they lie there: the next start must still do its own recovery.
void check_integrity(const tests::BotProcess& bot, Tally& tally);

} // namespace fingertip::safety
