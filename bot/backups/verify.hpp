#pragma once

#include "bot/backups/backup_file.hpp"
#include "storage/contents.hpp"

#include <filesystem>

namespace fingertip::bot::backups {

/// Where a backup is proven: it is restored beside this database, as it would be in earnest, and opened with this key.
struct ProvingGround
{
    std::string database;
    std::filesystem::path data_key_file;
};

struct Proof
{
    BackupInfo info;
    std::string schema; ///< the newest migration that the backup has: "0009_written_opinions.sql"
    std::string key;    ///< fingerprint of the data key that sealed it; empty: it was never served
    storage::Contents contents;
};

/// Restores the backup into a scratch folder and looks at all of it: its SHA-256, pages, indexes and references,
/// whether this program can serve its schema, whether every running balance is what the ledger adds up to, whether the
/// audit log fits its seals, and whether the data key opens everything that is sealed. Changes nothing of the file.
/// Blocks. Throws std::runtime_error with a sentence at the first trouble, storage::Stopped.
Proof verify_backup(const std::string& path, const ProvingGround& ground, const storage::Stop& stop = {});

} // namespace fingertip::bot::backups
