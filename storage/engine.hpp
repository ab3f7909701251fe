#pragma once

#include "storage/tx.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string>

namespace fingertip::storage {

/// What a batch of the writer did, for metrics. Called on the writer thread after the replies are released.
struct BatchReport
{
    std::size_t units = 0;
    std::chrono::microseconds commit{};
    std::int64_t wal_bytes = 0;
};

struct EngineOptions
{
    std::string path;                                 ///< database file
    int readers = 2;                                  ///< reading threads, each with a connection of its own
    std::size_t queue_units = 4096;                   ///< waiting writes beyond this are refused; reads likewise
    std::size_t batch_units = 256;                    ///< most units of one commit
    int checkpoint_pages = 1000;                      ///< WAL pages after which a commit is followed by a checkpoint
    std::string vfs = {};                             ///< SQLite's way to the disk by name, for tests; empty: the usual
    std::function<void(const BatchReport&)> on_batch; ///< empty: nobody listens
};

/// Runs units of work. A write unit runs on the one writing thread inside a savepoint and is committed together with
/// whatever had queued; `done` is called on that thread after the COMMIT that holds it, with what went wrong (null:
/// nothing). That exception is the caller's alone: the engine keeps no hold of it and gives the same one to nobody
/// else, so it may go to any thread. A unit must be re-runnable: after an error that rolls the batch back it runs
/// again.
class Engine
{
public:
    using WriteUnit = std::function<void(Tx&)>;
    using ReadUnit = std::function<void(ReadTx&)>;
    using Done = std::function<void(std::exception_ptr)>;

    virtual ~Engine() = default;

    /// False: the queue is full, nothing will happen. Any thread.
    virtual bool write(WriteUnit unit, Done done) = 0;
    virtual bool read(ReadUnit unit, Done done) = 0;
    /// Write units that wait or run.
    virtual std::size_t waiting() const = 0;
    /// Finishes what is queued, checkpoints and joins the threads; idempotent.
    virtual void stop() = 0;
};

/// Opens (creating when missing) a SQLite database whose schema is already right. Throws Unavailable.
std::unique_ptr<Engine> make_sqlite_engine(EngineOptions options);

} // namespace fingertip::storage
