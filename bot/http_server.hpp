#pragma once

#include "bot/http_limits.hpp"
#include "bot/http_session.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace fingertip::bot {

struct ListenAddress
{
    std::string host = "127.0.0.1"; ///< address or name; "0.0.0.0" and "::" are all interfaces
    std::uint16_t port = 0;         ///< 0: any free one
};

struct HttpServerOptions
{
    ListenAddress listen;
    HttpLimits limits;
    std::vector<std::string> trusted_proxies; ///< addresses or networks; only theirs are the X-Forwarded-* we believe
    std::vector<std::string> allowed_hosts;   ///< names a Host header may have, without port; empty: any
    bool reuse_port = false;                  ///< several servers (one an io_context and thread) share the address
    HttpEvents events;
};

/// One port: accepts connections up to the cap and keeps the clock on them. The io_context is run by one thread, all
/// functions are called on it (or before it runs), and the server is destroyed before it.
class HttpServer
{
public:
    /// Binds and listens. Throws boost::system::system_error (address in use, not ours, no right to the port) and
    /// std::invalid_argument (an entry of trusted_proxies).
    HttpServer(boost::asio::io_context& io, HttpServerOptions options, HttpHandler handler);

    /// Closes everything at once.
    ~HttpServer();

    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// Begins to accept.
    void start();

    /// The port that is listened on.
    std::uint16_t port() const;

    /// Connections that are open.
    std::size_t connections() const;

    /// Other limits from now on; connections beyond a smaller cap stay until they end by themselves.
    void set_limits(const HttpLimits& limits);

    /// No new connections from now on; those that are open go on.
    void stop_accepting();

    /// Stops accepting, answers everything that has arrived, tells clients to close, and returns when the last
    /// connection is gone; what is not finished `at_most` from now is cut off.
    boost::asio::awaitable<void> drain(std::chrono::milliseconds at_most);

private:
    struct Core;
    std::shared_ptr<Core> core_; ///< the coroutines hold it too
};

} // namespace fingertip::bot
