#pragma once

#include <string>
#include <vector>

namespace fingertip::storage {

/// A migration of the schema: numbered, never edited after it landed.
struct Migration
{
    int number;
    std::string name;
    std::string script;
};

/// The migrations that this program carries, in order.
std::vector<Migration> migrations();

/// Brings the database to this program's schema, each migration in one transaction with its checksum on record; the
/// caller holds the database's lock. Returns the names of those applied now.
/// Throws std::runtime_error with a sentence when the database is newer than this program or a recorded checksum
/// differs from the carried one, Unavailable when the disk refuses. `vfs`: as in EngineOptions.
std::vector<std::string> migrate(const std::string& path, const std::vector<Migration>& all = migrations(),
                                 const std::string& vfs = {});

} // namespace fingertip::storage
