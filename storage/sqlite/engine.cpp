#include "storage/engine.hpp"

#include "storage/failpoint.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/queue.hpp"

#include <optional>
#include <thread>
#include <vector>

namespace fingertip::storage {

namespace {

using sqlite::Connection;

constexpr Sql begin_write{"begin", "BEGIN IMMEDIATE"};
constexpr Sql begin_read{"begin_read", "BEGIN"};
constexpr Sql commit{"commit", "COMMIT"};
constexpr Sql open_unit{"unit.open", "SAVEPOINT unit"};
constexpr Sql keep_unit{"unit.keep", "RELEASE unit"};
constexpr Sql undo_unit{"unit.undo", "ROLLBACK TO unit"};

constexpr int page_bytes = 4096;
constexpr int restart_after = 8; // times as many pages as ask for a checkpoint: readers have kept the WAL for long

class ConnectionTx final : public Tx
{
public:
    explicit ConnectionTx(Connection& connection) : connection_{connection} {}

protected:
    Statement& start(const Sql& sql, std::span<const Value> values, bool may_write) override
    {
        ++statements_;
        return connection_.start(sql, values, may_write);
    }
    std::int64_t changed() const override { return connection_.changed(); }

private:
    Connection& connection_;
};

template<class Unit>
struct Work
{
    Unit unit;
    Engine::Done done;
};

/// What an exception says.
std::string words_of(const std::exception_ptr& error)
{
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& failure) {
        return failure.what();
    } catch (...) {
        return "an unknown error";
    }
}

class SqliteEngine final : public Engine
{
public:
    explicit SqliteEngine(EngineOptions options)
        : options_{std::move(options)}, writes_{options_.queue_units}, reads_{options_.queue_units},
          connection_{open(Connection::Access::read_write)}
    {
        writer_ = std::thread{[this] { write_loop(); }};
        for (int i = 0; i < options_.readers; ++i)
            readers_.emplace_back([this] { read_loop(); });
    }
    ~SqliteEngine() override { stop(); }

    bool write(WriteUnit unit, Done done) override { return writes_.push({std::move(unit), std::move(done)}); }
    bool read(ReadUnit unit, Done done) override { return reads_.push({std::move(unit), std::move(done)}); }
    std::size_t waiting() const override { return writes_.size(); }

    void stop() override
    {
        reads_.close();
        for (auto& reader : readers_)
            if (reader.joinable())
                reader.join();
        writes_.close();
        if (writer_.joinable())
            writer_.join();
    }

private:
    using WriteWork = Work<WriteUnit>;
    using ReadWork = Work<ReadUnit>;

    std::unique_ptr<Connection> open(Connection::Access access) const
    {
        return std::make_unique<Connection>(options_.path, access, options_.vfs);
    }

    void write_loop()
    {
        for (;;) {
            auto batch = writes_.take(options_.batch_units);
            if (batch.empty())
                break;
            const auto units = batch.size();
            const auto commit_time = run_batch(std::move(batch));
            tidy(units, commit_time);
        }
        if (connection_)
            connection_->checkpoint(true);
        connection_.reset();
    }

    /// Commits the batch and releases its replies. After an error that rolled everything back the units run again
    /// without the one that caused it.
    std::chrono::microseconds run_batch(std::vector<WriteWork> batch)
    {
        std::optional<std::string> broken; // the disk refuses: everybody still waiting is told so
        for (int rollbacks = 0; !batch.empty();) {
            if (!broken)
                broken = open_batch();
            if (broken) {
                for (auto& work : batch)
                    work.done(std::make_exception_ptr(Unavailable{*broken}));
                return {};
            }
            std::vector<std::exception_ptr> errors(batch.size());
            std::optional<std::size_t> poisoned;
            for (std::size_t i = 0; i < batch.size() && !poisoned; ++i)
                if (!run_unit(batch[i], errors[i]))
                    poisoned = i;
            if (!poisoned)
                return close_batch(batch, errors);
            // The whole transaction is gone. One unit answers for it; with a second one the disk itself is at fault.
            if (++rollbacks > 1)
                broken = words_of(errors[*poisoned]);
            batch[*poisoned].done(std::move(errors[*poisoned]));
            batch.erase(batch.begin() + static_cast<std::ptrdiff_t>(*poisoned));
        }
        return {};
    }

    /// What is wrong; empty: the batch is open.
    std::optional<std::string> open_batch()
    {
        try {
            if (!connection_)
                connection_ = open(Connection::Access::read_write);
            connection_->run(begin_write);
            return std::nullopt;
        } catch (const std::exception& failure) {
            connection_.reset();
            return failure.what();
        }
    }

    /// False: the error took the whole batch with it.
    bool run_unit(WriteWork& work, std::exception_ptr& error)
    {
        try {
            ConnectionTx tx{*connection_};
            connection_->run(open_unit);
            work.unit(tx);
            connection_->run(keep_unit);
            return true;
        } catch (...) {
            error = std::current_exception();
        }
        if (!connection_->in_transaction())
            return false;
        try {
            connection_->run(undo_unit);
            connection_->run(keep_unit);
            return true;
        } catch (...) {
            connection_.reset(); // closing rolls back
            return false;
        }
    }

    std::chrono::microseconds close_batch(std::vector<WriteWork>& batch, std::vector<std::exception_ptr>& errors)
    {
        const auto release = [&] {
            for (std::size_t i = 0; i < batch.size(); ++i)
                batch[i].done(std::move(errors[i]));
        };
#ifdef FINGERTIP_LIAR
        release();
#endif
        const auto before = std::chrono::steady_clock::now();
        failpoint("before_commit");
        try {
            connection_->run(commit);
        } catch (const std::exception& failure) {
            // After a failed sync the kernel may have dropped the pages and would report success next time, so the
            // outcome is unknown until the file has been opened again and looked at.
            connection_.reset();
            for (auto& error : errors)
                if (!error)
                    error = std::make_exception_ptr(CommitUnknown{failure.what()});
        }
        const auto after = std::chrono::steady_clock::now();
        failpoint("after_commit");
#ifndef FINGERTIP_LIAR
        release();
#endif
        return std::chrono::duration_cast<std::chrono::microseconds>(after - before);
    }

    /// After the replies are out: copies the WAL back and reports.
    void tidy(std::size_t units, std::chrono::microseconds commit_time)
    {
        const int pages = connection_ ? connection_->wal_pages() : 0;
        if (pages >= options_.checkpoint_pages) {
            failpoint("checkpoint");
            connection_->checkpoint(pages >= restart_after * options_.checkpoint_pages);
        }
        if (options_.on_batch)
            options_.on_batch({units, commit_time, static_cast<std::int64_t>(pages) * page_bytes});
    }

    void read_loop()
    {
        std::unique_ptr<Connection> connection;
        for (;;) {
            auto work = reads_.take(1);
            if (work.empty())
                return;
            work.front().done(run_read(connection, work.front()));
        }
    }

    std::exception_ptr run_read(std::unique_ptr<Connection>& connection, ReadWork& work)
    {
        std::exception_ptr error;
        try {
            if (!connection)
                connection = open(Connection::Access::read_only);
            connection->run(begin_read);
            ConnectionTx tx{*connection};
            try {
                work.unit(tx);
            } catch (...) {
                error = std::current_exception();
            }
            connection->run(commit);
        } catch (...) {
            if (!error)
                error = std::current_exception();
            connection.reset();
        }
        return error;
    }

    const EngineOptions options_;
    sqlite::Queue<WriteWork> writes_;
    sqlite::Queue<ReadWork> reads_;
    std::unique_ptr<Connection> connection_; // the writing one; empty after an error that asks to open the file again
    std::thread writer_;
    std::vector<std::thread> readers_;
};

} // namespace

std::unique_ptr<Engine> make_sqlite_engine(EngineOptions options)
{
    return std::make_unique<SqliteEngine>(std::move(options));
}

} // namespace fingertip::storage
