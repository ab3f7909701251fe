#pragma once

#include <memory>
#include <string>

namespace fingertip::storage {

/// The right to open a database, held by one process: a lock on a file of its own beside it. (Closing any descriptor of
/// the database file itself would drop SQLite's own locks.)
class DatabaseLock
{
public:
    /// Null: another process holds it. Throws std::runtime_error when the lock file cannot be made.
    static std::unique_ptr<DatabaseLock> take(const std::string& database_path);
    ~DatabaseLock();
    DatabaseLock(const DatabaseLock&) = delete;
    DatabaseLock& operator=(const DatabaseLock&) = delete;

private:
    explicit DatabaseLock(int descriptor) : descriptor_{descriptor} {}
    int descriptor_;
};

} // namespace fingertip::storage
