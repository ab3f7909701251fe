#pragma once

#include "bot/backups/backup_file.hpp"
#include "storage/moment.hpp"

#include <functional>

namespace fingertip::bot::backups {

struct BackupWish
{
    std::string database;
    std::string file;       ///< where the backup goes
    bool overwrite = false; ///< another backup of that name may be replaced
    storage::Company company = storage::Company::writer;
    storage::Time now{};
    /// Looks at the finished backup under its temporary name; throws what keeps it from getting its own. Empty: the
    /// copy's pages, indexes and references are looked at in any case.
    std::function<void(const std::string& path)> prove{};
    storage::Stop stop{};
};

/// Copies the books as of this moment: into a temporary file beside the target that its owner alone can read, looked
/// at, synced, and only then named as wished. Whatever goes wrong, nothing is left under either name that was not there
/// before; what a killed one has left is taken away by the next of the same name. Blocks.
/// Throws std::runtime_error with a sentence, storage::Stopped.
BackupInfo make_backup(const BackupWish& wish);

/// What a backup is called until it is whole.
std::string temporary_name(const std::string& file);

/// Takes away what a killed run has left under a temporary name, unless somebody is just writing it.
void remove_leftover(const std::string& temporary);

} // namespace fingertip::bot::backups
