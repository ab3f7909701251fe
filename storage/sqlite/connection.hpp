#pragma once

#include "storage/tx.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

struct sqlite3;

namespace fingertip::storage::sqlite {

class PreparedStatement;

/// A sync failed: what was written may be readable and yet not be on the disk.
struct SyncFailed : Unavailable
{
    using Unavailable::Unavailable;
};

/// One connection to the file, used by one thread at a time. Never checkpoints by itself: SQLite 3.40 has a race
/// between a checkpoint and a WAL reset of two connections, so the one writing connection alone does both, when told
/// to.
class Connection
{
public:
    enum class Access
    {
        read_write,
        read_only
    };

    /// Opens in WAL mode with synchronous=FULL and foreign keys (a writing one after it has settled the WAL that it
    /// finds), through the VFS of that name (empty: the usual one). Throws Unavailable.
    Connection(const std::string& path, Access access, const std::string& vfs = {});
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Binds and starts a statement, prepared once per connection. std::logic_error when it writes and must not.
    Statement& start(const Sql& sql, std::span<const Value> values, bool may_write);

    /// Runs a statement without parameters or rows to its end.
    void run(const Sql& sql);
    /// Runs a script of several statements.
    void run_script(const std::string& script);

    /// Rows changed by the last write.
    std::int64_t changed() const;
    /// False after COMMIT, and after an error that rolled the whole transaction back.
    bool in_transaction() const;
    /// Pages in the WAL after the last commit of this connection.
    int wal_pages() const { return wal_pages_; }
    /// Copies WAL pages back as far as readers allow; with `restart` also starts the WAL anew if nobody reads it. Does
    /// not wait. Throws Unavailable when the disk refuses: then close the connection.
    void checkpoint(bool restart);
    /// Asks this now and then while a statement runs; once it says true the statement ends with an error.
    void give_up_when(std::function<bool()> stop);

private:
    friend class PreparedStatement;
    [[noreturn]] void fail(const char* name) const;

    sqlite3* handle_ = nullptr;
    std::unordered_map<const char*, std::vector<std::unique_ptr<PreparedStatement>>> statements_;
    int wal_pages_ = 0;
    std::function<bool()> stop_;
};

} // namespace fingertip::storage::sqlite
