#pragma once

#include <stdexcept>
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

/// The database has a schema of a newer program. what() is a sentence.
struct SchemaUnknown : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// Brings the database to this program's schema, each migration in one transaction with its checksum on record; the
/// caller holds the database's lock. Returns the names of those applied now.
/// Throws SchemaUnknown when the database is newer than this program, std::runtime_error with a sentence when a
/// recorded checksum differs from the carried one, Unavailable when the disk refuses. `vfs`: as in EngineOptions.
std::vector<std::string> migrate(const std::string& path, const std::vector<Migration>& all = migrations(),
                                 const std::string& vfs = {});

} // namespace fingertip::storage
