#pragma once

#include "bot/backups/backup_file.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace fingertip::bot::backups {

/// What the server has put into its folder of backups. A file there has its dated name only once it is proven.
class BackupFolder
{
public:
    explicit BackupFolder(std::filesystem::path path) : path_{std::move(path)} {}

    /// Makes the folder when it is missing, open to its owner alone. Throws std::runtime_error with a sentence.
    void prepare() const;
    /// The name of one that is made now: "fingertip-20261124T183000Z.backup".
    std::string name_for(storage::Time now) const;
    /// The newest one that has its line; empty: none, or no such folder.
    std::optional<BackupInfo> newest() const;
    /// Removes all but the `keep` newest, and what killed runs have left. Other files are left alone. Returns how many
    /// backups went.
    int prune(int keep) const;

private:
    std::vector<std::string> names() const; ///< of backups, the newest first

    std::filesystem::path path_;
};

} // namespace fingertip::bot::backups
