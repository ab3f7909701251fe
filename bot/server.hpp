#pragma once

#include "bot/config.hpp"
#include "bot/http_message.hpp"
#include "bot/installation.hpp"
#include "storage/database.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace fingertip::bot {

/// The running bot: builds its parts in order, stops them in reverse. On one event-loop thread.
class Server
{
public:
    struct Options
    {
        std::string version;
        std::string commit;
        std::function<storage::Time()> clock; ///< empty: the system's
    };

    /// Opens the books and binds the ports. Throws with a sentence when something is in the way.
    Server(boost::asio::io_context& io, const Config& config, Options options);
    ~Server();

    void start();
    std::uint16_t port() const;
    std::uint16_t admin_port() const;

    /// Takes over limits, texts and log level of a newer configuration.
    void reload(const Config& config);

    /// Readiness red, no new connections, everything that was read is answered, then everything is closed.
    boost::asio::awaitable<void> stop();

    /// Answers a request as the public port would.
    boost::asio::awaitable<HttpResponse> answer(HttpRequest request);

    storage::Database& database();
    const Installation& installation() const;

    /// What was migrated at the start.
    const std::vector<std::string>& migrated() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace fingertip::bot
