#pragma once

#include "bot/books.hpp"
#include "bot/config.hpp"
#include "storage/lock.hpp"

#include <memory>
#include <string>

namespace fingertip::bot {

/// What a configuration names, opened: the data key, the texts, the zone.
/// Throws std::runtime_error with a sentence that says what to do.
std::shared_ptr<const Installation> make_installation(const Config& config);

/// The database of a configuration, opened by this process alone.
class OpenBooks
{
public:
    /// Takes the lock, brings the schema up to date and opens. Throws std::runtime_error with a sentence when another
    /// process has the database, it belongs to another data key, or it is newer than this program.
    explicit OpenBooks(const Config& config, std::function<void(const storage::BatchReport&)> on_batch = {});
    ~OpenBooks();

    storage::Database& database() { return *database_; }
    const std::vector<std::string>& migrated() const { return migrated_; }

private:
    std::unique_ptr<storage::DatabaseLock> lock_;
    std::vector<std::string> migrated_;
    std::unique_ptr<storage::Database> database_;
};

/// Runs an operation of a subcommand: through the running server's socket, or else in this process.
BookAnswer run_on_books(const Config& config, const BookRequest& request);

} // namespace fingertip::bot
