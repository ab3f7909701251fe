#include "storage/sqlite/connection.hpp"

#include "storage/sqlite/settle.hpp"

#include <sqlite3.h>

#include <array>
#include <cassert>
#include <fcntl.h>
#include <unistd.h>

namespace fingertip::storage::sqlite {

namespace {

constexpr int most_parameters = 40;

[[noreturn]] void throw_for(int code, const std::string& sentence)
{
    if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC)
        throw SyncFailed{sentence};
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        throw Conflict{sentence};
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_PERM:
        throw Unavailable{sentence};
    default:
        throw std::runtime_error{sentence};
    }
}

/// SQLite would make the file as readable as the user's umask says; the files beside it get the same rights. (Closing a
/// descriptor of a database drops SQLite's locks on it, but nobody has any on a file that is new.)
void make_private(const std::string& path)
{
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor >= 0)
        ::close(descriptor);
}

} // namespace

class PreparedStatement final : public Statement
{
public:
    PreparedStatement(Connection& connection, const Sql& sql) : connection_{connection}, name_{sql.name}
    {
        if (sqlite3_prepare_v3(connection.handle_, sql.text, -1, SQLITE_PREPARE_PERSISTENT, &handle_, nullptr) !=
            SQLITE_OK)
            connection.fail(sql.name);
        // Parameters are bound by name: in SQLite a `$2` that is written first would otherwise get index 1.
        for (int number = 1; number <= most_parameters; ++number) {
            const std::string parameter = "$" + std::to_string(number);
            index_[number - 1] = sqlite3_bind_parameter_index(handle_, parameter.c_str());
        }
    }
    ~PreparedStatement() override { sqlite3_finalize(handle_); }

    bool busy() const { return busy_; }
    bool reads_only() const { return sqlite3_stmt_readonly(handle_) != 0; }

    void bind(std::span<const Value> values)
    {
        busy_ = true;
        assert(sqlite3_bind_parameter_count(handle_) == static_cast<int>(values.size()));
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (bind_one(index_[i], values[i]) != SQLITE_OK) {
                finish();
                connection_.fail(name_);
            }
        }
    }

    bool step() override
    {
        const int code = sqlite3_step(handle_);
        if (code == SQLITE_ROW)
            return true;
        if (code == SQLITE_DONE)
            return false;
        const std::string sentence = std::string{name_} + ": " + sqlite3_errmsg(connection_.handle_);
        const int extended = sqlite3_extended_errcode(connection_.handle_);
        sqlite3_reset(handle_);
        throw_for(extended, sentence);
    }
    bool is_null(int column) const override { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }
    std::int64_t integer(int column) const override { return sqlite3_column_int64(handle_, column); }
    double real(int column) const override { return sqlite3_column_double(handle_, column); }
    std::string_view bytes(int column) const override
    {
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_, column));
        return {bytes ? bytes : "", static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
    }
    void finish() noexcept override
    {
        sqlite3_reset(handle_);
        sqlite3_clear_bindings(handle_);
        busy_ = false;
    }

private:
    /// Text is copied: the caller's temporaries end with the call, the statement is stepped later.
    int bind_one(int index, const Value& value)
    {
        const char* bytes = value.bytes().data() ? value.bytes().data() : "";
        switch (value.kind()) {
        case Value::Kind::null:
            return sqlite3_bind_null(handle_, index);
        case Value::Kind::integer:
            return sqlite3_bind_int64(handle_, index, value.integer());
        case Value::Kind::real:
            return sqlite3_bind_double(handle_, index, value.real());
        case Value::Kind::text:
            return sqlite3_bind_text64(handle_, index, bytes, value.bytes().size(), SQLITE_TRANSIENT, SQLITE_UTF8);
        case Value::Kind::blob:
            return sqlite3_bind_blob64(handle_, index, bytes, value.bytes().size(), SQLITE_TRANSIENT);
        }
        return SQLITE_MISUSE;
    }

    Connection& connection_;
    const char* name_;
    sqlite3_stmt* handle_ = nullptr;
    std::array<int, most_parameters> index_{};
    bool busy_ = false;
};

Connection::Connection(const std::string& path, Access access, const std::string& vfs)
{
    if (access == Access::read_write && vfs.empty()) // another VFS need not keep its files where we would look
        make_private(path);
    if (access == Access::read_write)
        settle_wal(path, vfs);
    const int flags =
        (access == Access::read_write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) |
        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(path.c_str(), &handle_, flags, vfs.empty() ? nullptr : vfs.c_str()) != SQLITE_OK) {
        const std::string sentence = path + ": " + sqlite3_errmsg(handle_);
        sqlite3_close_v2(handle_);
        throw Unavailable{sentence};
    }
    try {
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
        sqlite3_busy_timeout(handle_, 2000);
        if (access == Access::read_write) {
            run_script(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16384; "
                "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864");
        } else {
            // The last connection to be closed would checkpoint, whichever it is.
            sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
            // The last statement makes it look at the file now: opening alone does not.
            run_script("PRAGMA query_only=ON; PRAGMA cache_size=-8192; PRAGMA temp_store=MEMORY; "
                       "SELECT count(*) FROM sqlite_schema");
        }
        // Taking the hook also switches automatic checkpoints off: SQLite's own sits in the same place.
        const auto note_pages = [](void* self, sqlite3*, const char*, int pages) {
            static_cast<Connection*>(self)->wal_pages_ = pages;
            return SQLITE_OK;
        };
        sqlite3_wal_hook(handle_, note_pages, this);
    } catch (...) {
        sqlite3_close_v2(handle_);
        throw;
    }
}

Connection::~Connection()
{
    statements_.clear();
    sqlite3_close_v2(handle_);
}

Statement& Connection::start(const Sql& sql, std::span<const Value> values, bool may_write)
{
    auto& twins = statements_[sql.text];
    PreparedStatement* free = nullptr;
    for (const auto& twin : twins)
        if (!twin->busy())
            free = twin.get();
    if (!free)
        free = twins.emplace_back(std::make_unique<PreparedStatement>(*this, sql)).get();
    if (!may_write && !free->reads_only())
        throw std::logic_error{std::string{sql.name} + ": a read unit must not write"};
    free->bind(values);
    return *free;
}

void Connection::run(const Sql& sql)
{
    Rows rows{start(sql, {}, true)};
    while (rows.next()) {
    }
}

void Connection::run_script(const std::string& script)
{
    if (sqlite3_exec(handle_, script.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        fail("script");
}

std::int64_t Connection::changed() const
{
    return sqlite3_changes64(handle_);
}

bool Connection::in_transaction() const
{
    return sqlite3_get_autocommit(handle_) == 0;
}

void Connection::checkpoint(bool restart)
{
    // A busy answer only means that readers still need some pages; the next round takes them.
    sqlite3_busy_timeout(handle_, 0);
    const int code = sqlite3_wal_checkpoint_v2(
        handle_, nullptr, restart ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    sqlite3_busy_timeout(handle_, 2000);
    if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY && (code & 0xff) != SQLITE_LOCKED)
        fail("checkpoint");
}

void Connection::give_up_when(std::function<bool()> stop)
{
    constexpr int steps_between = 20'000; // of SQLite's machine: some milliseconds
    stop_ = std::move(stop);
    const auto ask = [](void* self) { return static_cast<Connection*>(self)->stop_() ? 1 : 0; };
    sqlite3_progress_handler(handle_, stop_ ? steps_between : 0, stop_ ? +ask : nullptr, this);
}

void Connection::fail(const char* name) const
{
    throw_for(sqlite3_extended_errcode(handle_), std::string{name} + ": " + sqlite3_errmsg(handle_));
}

} // namespace fingertip::storage::sqlite
