#pragma once

#include "tests/power/branch_books.hpp"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace fingertip::tests::power {

/// The bot from its start on a disk to its end, without sockets: migrations, engine, dispatcher. Messages go the way of
/// real ones. The constructor throws what the start throws.
class Session
{
public:
    Session(const Branch& branch, const std::string& vfs, int checkpoint_pages,
            std::chrono::milliseconds patience = std::chrono::minutes{10});
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Sends these lines of the ledger at once, so that they share commits, and waits for every answer. The same calls
    /// reach the disk each time. `snapshot`: a reader looks at the books from before until after.
    void send(std::vector<Line>& ledger, const std::vector<std::size_t>& which, bool snapshot = false);
    /// Ends as the program ends when it is told to; idempotent.
    void stop();

    /// Answers that were not to be, a sentence each: a copy got another reply, a unit failed oddly.
    const std::vector<std::string>& wrong() const { return wrong_; }
    /// Messages that were answered "busy" or "failed".
    int refused() const { return refused_; }
    storage::Database& database() { return *database_; }
    bot::Dispatcher& dispatcher() { return *dispatcher_; }
    boost::asio::io_context& io() { return io_; }

private:
    boost::asio::awaitable<void> one(Line& line);

    boost::asio::io_context io_{1};
    std::unique_ptr<storage::Database> database_;
    std::unique_ptr<bot::Dispatcher> dispatcher_;
    std::vector<std::string> wrong_;
    int refused_ = 0;
};

} // namespace fingertip::tests::power
