#pragma once

#include "bot/books.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace fingertip::bot {

/// How much a subcommand may ask, and how long it may take to ask it.
struct ControlLimits
{
    std::size_t clients = 16;                                 ///< connected at once; one more is told to come again
    std::size_t input_bytes = std::size_t{256} * 1024 * 1024; ///< a roster of a province, with room
    std::chrono::milliseconds silence{30'000};                ///< of a client in the middle of its request
};

/// The books that subcommands are let into. The database outlives the socket.
struct SharedBooks
{
    storage::Database& database;
    std::shared_ptr<const Installation> installation; ///< the one in use; an operation keeps it until it ends
    std::function<storage::Time()> clock;
    std::uint16_t public_port = 0;
};

/// The unix socket beside the database (mode 0600) through which subcommands reach the books of a running server.
/// Operations run one after another on a thread of their own, since they block on units; asking and answering is done
/// by the event loop. Whatever cannot be done is answered with a sentence.
///
/// One request a connection. Request: a JSON line {"operation":…,"options":{…},"input_bytes":N} and N bytes. Answer: a
/// JSON line {"exit":N,"output_bytes":N,"errors_bytes":N} and the bytes of both.
class ControlSocket
{
public:
    /// Binds. Throws std::runtime_error with a sentence.
    ControlSocket(boost::asio::io_context& io, const std::string& path, SharedBooks books, ControlLimits limits = {});
    /// Waits for the operation that runs: stop the database before, then it ends with its next unit.
    ~ControlSocket();
    ControlSocket(const ControlSocket&) = delete;
    ControlSocket& operator=(const ControlSocket&) = delete;

    /// Accepts until stop_accepting().
    boost::asio::awaitable<void> run();

    /// Takes over what a reload has made; an operation that runs keeps what it began with.
    void use(std::shared_ptr<const Installation> installation);

    /// No new clients, and those who have not finished asking are let go.
    void stop_accepting();
    /// The same, and returns when the operations under way are answered, but not later than `at_most` from now.
    boost::asio::awaitable<void> stop(std::chrono::milliseconds at_most);

private:
    struct Body;
    std::shared_ptr<Body> body_; ///< the coroutines hold it too
};

/// Where the socket of a database is.
std::string control_socket_path(const std::string& database_path);

} // namespace fingertip::bot
