#include "storage/engine.hpp"

#include "storage/failpoint.hpp"
#include "storage/sqlite/connection_tx.hpp"
#include "storage/sqlite/exceptions.hpp"
#include "storage/sqlite/queue.hpp"
#include "storage/when_memory_allows.hpp"

#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace fingertip::storage {

namespace {

using sqlite::Connection;
using sqlite::ConnectionTx;
using sqlite::told;
using sqlite::words_of;

constexpr Sql begin_write{"begin", "BEGIN IMMEDIATE"};
constexpr Sql begin_read{"begin_read", "BEGIN"};
constexpr Sql commit{"commit", "COMMIT"};
constexpr Sql open_unit{"unit.open", "SAVEPOINT unit"};
constexpr Sql keep_unit{"unit.keep", "RELEASE unit"};
constexpr Sql undo_unit{"unit.undo", "ROLLBACK TO unit"};

constexpr int page_bytes = 4096;
constexpr int restart_after = 8; // times as many pages as ask for a checkpoint: readers have kept the WAL for long

template<class Unit>
struct Work
{
    Unit unit;
    Engine::Done done;
    std::exception_ptr error; ///< what became of it; here, as nothing can be allocated for it when memory is short
};

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

    bool write(WriteUnit unit, Done done) override { return writes_.push({std::move(unit), std::move(done), {}}); }
    bool read(ReadUnit unit, Done done) override { return reads_.push({std::move(unit), std::move(done), {}}); }
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
            auto batch = when_memory_allows([&] { return writes_.take(options_.batch_units); });
            if (batch.empty())
                break;
            const auto units = batch.size();
            const auto commit_time = run_batch(std::move(batch));
            tidy(units, commit_time);
        }
        if (connection_)
            checkpoint(true);
        connection_.reset();
    }

    /// A checkpoint that failed copies the same pages again the next time, through another connection.
    void checkpoint(bool restart)
    {
        try {
            connection_->checkpoint(restart);
        } catch (const std::exception&) {
            connection_.reset();
        }
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
                    work.done(told<Unavailable>(broken->c_str()));
                return {};
            }
            std::optional<std::size_t> poisoned;
            for (std::size_t i = 0; i < batch.size() && !poisoned; ++i)
                if (!run_unit(batch[i]))
                    poisoned = i;
            if (!poisoned)
                return close_batch(batch);
            // The whole transaction is gone. One unit answers for it; with a second one the disk itself is at fault.
            if (++rollbacks > 1)
                broken = when_memory_allows([&] { return words_of(batch[*poisoned].error); });
            batch[*poisoned].done(std::move(batch[*poisoned].error));
            batch.erase(batch.begin() + static_cast<std::ptrdiff_t>(*poisoned));
        }
        return {};
    }

    /// What is wrong; empty: the batch is open.
    std::optional<std::string> open_batch()
    {
        try {
            if (!connection_)
                open_writer();
            connection_->run(begin_write);
            return std::nullopt;
        } catch (const std::exception& failure) {
            connection_.reset();
            return when_memory_allows([&] { return std::string{failure.what()}; });
        }
    }

    /// False: the error took the whole batch with it.
    bool run_unit(WriteWork& work)
    {
        work.error = nullptr;
        try {
            ConnectionTx tx{*connection_};
            connection_->run(open_unit);
            work.unit(tx);
            connection_->run(keep_unit);
            return true;
        } catch (...) {
            work.error = std::current_exception();
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

    std::chrono::microseconds close_batch(std::vector<WriteWork>& batch)
    {
        const auto release = [&] {
            for (auto& work : batch)
                work.done(std::move(work.error));
        };
#ifdef FINGERTIP_LIAR
        release();
#endif
        const auto before = std::chrono::steady_clock::now();
        failpoint("before_commit");
        try {
            connection_->run(commit);
        } catch (const std::exception& failure) {
            give_up_commit(dynamic_cast<const sqlite::SyncFailed*>(&failure) != nullptr);
            for (auto& work : batch)
                if (!work.error)
                    work.error = told<CommitUnknown>(failure.what());
        }
        const auto after = std::chrono::steady_clock::now();
        failpoint("after_commit");
#ifndef FINGERTIP_LIAR
        release();
#endif
        return std::chrono::duration_cast<std::chrono::microseconds>(after - before);
    }

    /// After a COMMIT that failed. Whoever opens the file next, alone, may find the commit in the WAL though a failed
    /// sync has kept it from the disk, so no new reader may come before the WAL has been settled.
    void give_up_commit(bool sync_failed)
    {
        {
            const std::lock_guard lock{opening_};
            doubtful_ = doubtful_ || sync_failed;
            connection_.reset();
        }
        try {
            open_writer();
        } catch (const std::exception&) { // the next batch tries again
        }
    }

    void open_writer()
    {
        const std::lock_guard lock{opening_};
        connection_ = open(Connection::Access::read_write);
        doubtful_ = false;
    }

    std::unique_ptr<Connection> open_reader()
    {
        const std::lock_guard lock{opening_};
        if (doubtful_)
            throw Unavailable{"the last commit is not known to be on the disk"};
        return open(Connection::Access::read_only);
    }

    /// After the replies are out: copies the WAL back and reports.
    void tidy(std::size_t units, std::chrono::microseconds commit_time)
    {
        const int pages = connection_ ? connection_->wal_pages() : 0;
        if (pages >= options_.checkpoint_pages) {
            failpoint("checkpoint");
            checkpoint(pages >= restart_after * options_.checkpoint_pages);
        }
        if (!options_.on_batch)
            return;
        try {
            options_.on_batch({units, commit_time, static_cast<std::int64_t>(pages) * page_bytes});
        } catch (const std::bad_alloc&) { // a report less
        }
    }

    void read_loop()
    {
        std::unique_ptr<Connection> connection;
        for (;;) {
            auto work = when_memory_allows([&] { return reads_.take(1); });
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
                connection = open_reader();
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
    std::mutex opening_;
    bool doubtful_ = false; // guarded by opening_
    std::thread writer_;
    std::vector<std::thread> readers_;
};

} // namespace

std::unique_ptr<Engine> make_sqlite_engine(EngineOptions options)
{
    return std::make_unique<SqliteEngine>(std::move(options));
}

} // namespace fingertip::storage
