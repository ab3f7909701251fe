#pragma once

#include "bot/backups/keeper.hpp"
#include "bot/config.hpp"
#include "bot/metrics.hpp"

#include <memory>

namespace fingertip::bot::backups {

/// Starts what makes the server's own backups, counted and logged. Null: the configuration wants none.
std::unique_ptr<BackupKeeper> make_own_backups(const Config& config, Metrics& metrics);

} // namespace fingertip::bot::backups
