#pragma once

#include "storage/stop.hpp"

#include <optional>
#include <string>

namespace fingertip::storage {

/// Who else has the database open.
enum class Company
{
    alone,  ///< nobody: the caller holds the database's lock
    writer, ///< the process that writes, this one or another
};

/// Writes what the database holds at one moment into `target`, an empty file: packed, in one file without a log,
/// synced. What was committed before the call is in it. Beside a writer it goes through a connection that only reads
/// and never checkpoints; the writer is not held up, but its log grows until this ends. Blocks; any thread. Throws
/// Stopped, or Unavailable when a disk refuses.
void copy_moment(const std::string& database, const std::string& target, Company company, const Stop& stop = {});

/// Looks at every page, index and reference of a database that nobody writes. Empty: sound; else what is wrong first.
/// Throws Stopped.
std::optional<std::string> first_damage(const std::string& database, const Stop& stop = {});

} // namespace fingertip::storage
