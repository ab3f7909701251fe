#pragma once

#include "bot/http_message.hpp"
#include "bot/metrics.hpp"
#include "storage/database.hpp"
#include "storage/types.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace fingertip::bot {

/// The operator's port: /livez, /readyz, /metrics. Tells nothing private. Redis being gone does not make the bot
/// unready: it is only a cache. Event-loop thread only.
class Health
{
public:
    Health(boost::asio::any_io_executor executor, storage::Database& database, Metrics& metrics,
           std::string database_path, std::function<storage::Time()> clock)
        : executor_{std::move(executor)}, database_{database}, metrics_{metrics},
          database_path_{std::move(database_path)}, clock_{std::move(clock)}
    {
    }

    boost::asio::awaitable<HttpResponse> handle(HttpRequest request);

    /// Readiness is red from now on: the program is about to stop.
    void stopping() { stopping_ = true; }

private:
    struct Look;
    boost::asio::awaitable<std::string> trouble();
    boost::asio::awaitable<HttpResponse> numbers();
    boost::asio::awaitable<void> try_to_write(std::shared_ptr<Look> look);
    boost::asio::awaitable<void> count_outbox(std::shared_ptr<Look> look);

    boost::asio::any_io_executor executor_;
    storage::Database& database_;
    Metrics& metrics_;
    std::string database_path_;
    std::function<storage::Time()> clock_;
    bool stopping_ = false;
    std::shared_ptr<Look> writing_;  ///< the last try to write, which may still be under way
    std::shared_ptr<Look> counting_; ///< likewise
};

} // namespace fingertip::bot
