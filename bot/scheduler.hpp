#pragma once

#include "bot/installation.hpp"
#include "storage/database.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>

namespace fingertip::bot {

/// Runs the timers of the database: each due one is one write unit that takes the timer off and does its work, so a
/// crash leaves both or neither. Looks once a second at most; a clock that jumps only makes it look earlier or later.
class Scheduler
{
public:
    Scheduler(boost::asio::any_io_executor executor, storage::Database& database,
              std::shared_ptr<const Installation> installation, std::function<storage::Time()> clock,
              std::function<void(const std::string& kind, const std::exception&)> on_failure);

    /// Runs until stop().
    boost::asio::awaitable<void> run();
    void stop();
    void use(std::shared_ptr<const Installation> installation) { installation_ = std::move(installation); }

private:
    boost::asio::awaitable<bool> round();

    storage::Database& database_;
    std::shared_ptr<const Installation> installation_;
    std::function<storage::Time()> clock_;
    std::function<void(const std::string&, const std::exception&)> on_failure_;
    boost::asio::steady_timer pause_;
    bool stopped_ = false;
};

} // namespace fingertip::bot
