#pragma once

#include "bot/backups/verify.hpp"

#include <string>

namespace fingertip::bot::backups {

struct Restored
{
    BackupInfo info;
    std::string replaced; ///< where the database that was there is kept; empty: there was none
};

/// Puts the backup in place of the database: verifies it, copies and syncs it under a temporary name, gives the
/// database that is there a second, dated name, and only then renames. At every moment the database's name holds the
/// old one or the new one, whole. Blocks. Throws std::runtime_error with a sentence when a process has the database
/// open, a log of it lies beside it, or the backup is not to be trusted; storage::Stopped.
Restored restore_backup(const std::string& path, const ProvingGround& ground, storage::Time now,
                        const storage::Stop& stop = {});

} // namespace fingertip::bot::backups
