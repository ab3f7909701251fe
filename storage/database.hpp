#pragma once

#include "storage/engine.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>

namespace fingertip::storage {

/// The queue of units is full: nothing happened and nothing will.
struct Busy : std::runtime_error
{
    Busy() : std::runtime_error{"the queue of units is full"} {}
};

/// The engine as coroutines see it. Awaiting resumes on the awaiting coroutine's executor after the unit is committed.
///
/// The unit runs on another thread while the coroutine sleeps, so what it captures by reference must live in that
/// coroutine's frame or longer, and nobody may destroy the frame before the engine has stopped.
class Database
{
public:
    explicit Database(std::unique_ptr<Engine> engine) : engine_{std::move(engine)} {}

    /// Runs `unit` in the writing thread and returns once it is on the disk. Throws Busy, Unavailable, CommitUnknown,
    /// or what the unit threw.
    boost::asio::awaitable<void> write(std::function<void(Tx&)> unit);
    /// Runs `unit` in a reading thread against one snapshot. Throws Busy, Unavailable, or what the unit threw.
    boost::asio::awaitable<void> read(std::function<void(ReadTx&)> unit);

    /// The same for callers without an event loop: blocks the calling thread.
    void write_now(std::function<void(Tx&)> unit);
    void read_now(std::function<void(ReadTx&)> unit);

    std::size_t waiting() const { return engine_->waiting(); }
    void stop() { engine_->stop(); }

private:
    std::unique_ptr<Engine> engine_;
};

} // namespace fingertip::storage
