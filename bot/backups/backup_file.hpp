#pragma once

#include "bot/backups/file.hpp"
#include "storage/stop.hpp"
#include "storage/types.hpp"

#include <cstdint>
#include <string>

namespace fingertip::bot::backups {

// A backup is an SQLite database of one file with one line of text behind it, which says when it was taken, how long
// the database is, and the SHA-256 of everything before the digest itself. SQLite does not mind the line, so the file
// can be looked at with its own shell; whatever was cut, turned or copied by other means is told apart by it.

/// What the line says.
struct BackupInfo
{
    storage::Time taken_at{}; ///< what was acknowledged until then is in it
    std::uint64_t bytes = 0;  ///< of the database
};

/// Writes the line behind the database that is in the file. Throws std::runtime_error, storage::Stopped.
BackupInfo finish_backup(File& file, storage::Time taken_at, const storage::Stop& stop);

/// Reads the line alone: fast, and proves nothing. Throws std::runtime_error with a sentence when there is none.
BackupInfo read_info(const std::string& path);

/// Reads all of the backup, checks it against its line and writes the database into `copy`. Changes nothing of the
/// file. Throws std::runtime_error with a sentence when it is not whole, storage::Stopped.
BackupInfo unpack(const std::string& path, File& copy, const storage::Stop& stop);

} // namespace fingertip::bot::backups
