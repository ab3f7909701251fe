#pragma once

#include "bot/books.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include <memory>
#include <optional>
#include <string>

namespace fingertip::bot {

/// The unix socket beside the database (mode 0600) through which subcommands reach the books of a running server.
///
/// One request a connection: a line of JSON with the operation, its options and the length of the input, then the
/// input; the answer likewise. Operations run on a thread of their own, one at a time.
class ControlSocket
{
public:
    /// Throws boost::system::system_error when the socket cannot be made.
    ControlSocket(boost::asio::io_context& io, const std::string& path, Books books);
    ~ControlSocket();

    /// Accepts until stop().
    boost::asio::awaitable<void> run();
    /// Takes no more requests and waits for the operation that runs.
    void stop();

private:
    struct Body;
    std::unique_ptr<Body> body_;
};

/// Sends a request to the server that has the books of this database. Empty: nobody listens there. Blocks.
/// Throws std::runtime_error when the connection breaks in the middle.
std::optional<BookAnswer> ask_running_server(const std::string& socket_path, const BookRequest& request);

/// Where the socket of a database is.
std::string control_socket_path(const std::string& database_path);

} // namespace fingertip::bot
