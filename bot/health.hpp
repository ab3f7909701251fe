#pragma once

#include "bot/http_message.hpp"
#include "bot/metrics.hpp"
#include "storage/database.hpp"
#include "storage/types.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <string>

namespace fingertip::bot {

/// The operator's port: /livez, /readyz, /metrics. Tells nothing private. Redis being gone does not make the bot
/// unready: it is only a cache.
class Health
{
public:
    Health(storage::Database& database, Metrics& metrics, std::string database_path,
           std::function<storage::Time()> clock)
        : database_{database}, metrics_{metrics}, database_path_{std::move(database_path)}, clock_{std::move(clock)}
    {
    }

    boost::asio::awaitable<HttpResponse> handle(HttpRequest request);

    /// Readiness is red from now on: the program is about to stop.
    void stopping() { stopping_ = true; }

private:
    boost::asio::awaitable<std::string> trouble();

    storage::Database& database_;
    Metrics& metrics_;
    std::string database_path_;
    std::function<storage::Time()> clock_;
    bool stopping_ = false;
    std::string last_;
    std::chrono::steady_clock::time_point looked_{};
};

} // namespace fingertip::bot
