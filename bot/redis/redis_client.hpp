#pragma once

#include "bot/redis/redis_address.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace fingertip::bot {

/// What a server answered, or that it did not.
struct RedisReply
{
    enum class Kind
    {
        unavailable, ///< no answer in time, or no connection: whether the command was carried out is unknown
        nil,
        integer, ///< `number`
        text,    ///< a bulk string, any bytes
        status,  ///< OK, PONG …
        error,   ///< the server's words, e.g. "WRONGTYPE …"
        array,   ///< `items`
    };

    Kind kind = Kind::unavailable;
    std::int64_t number = 0;
    std::string text;
    std::vector<RedisReply> items;
};

/// What happens to a client, for counters.
enum class RedisEvent
{
    connected,
    connect_failed, ///< not reachable, not answering, or signing in refused
    lost,           ///< a connection that worked ended
    timed_out,      ///< a command
    refused,        ///< a command, at once: no connection, breaker open, or too much waiting already
    breaker_opened,
    breaker_closed,
};

/// The event's name as a metrics label.
const char* name(RedisEvent event);

struct RedisOptions
{
    RedisAddress address;
    std::chrono::milliseconds connect_deadline{1000}; ///< for finding the address, and for each address found
    std::chrono::milliseconds probe_deadline{200};    ///< for AUTH, SELECT and PING on a new connection
    std::chrono::milliseconds stall{1000};            ///< a connection with an answer overdue by this is given up
    std::chrono::milliseconds backoff_first{50};      ///< between attempts to connect; doubles, with jitter
    std::chrono::milliseconds backoff_most{5000};
    int failures_to_open = 5; ///< this many in a row open the breaker; commands that wait at the same time fail as one
    std::chrono::milliseconds cool_down{1000}; ///< least time before an open breaker lets a probe through
    std::size_t max_pending = 50'000;          ///< commands sent and not answered; more are refused
    std::size_t max_pending_bytes = 16U << 20;
    std::size_t max_reply_bytes = 8U << 20;   ///< of one answer; a longer one ends the connection
    std::function<void(RedisEvent)> on_event; ///< called on the event-loop thread; may be empty
};

/// One pipelined connection to a Redis server, kept up in the background. A dead, frozen, slow or lying server never
/// throws and never makes a caller wait beyond its own deadline: failure means "no cache". While the breaker is open,
/// or there is no connection, commands are refused at once; probing is done by run(), never at a caller's expense.
/// Everything on the one event-loop thread of the executor.
class RedisClient
{
public:
    virtual ~RedisClient() = default;

    /// Connects, and connects again, until stop(). Start it once.
    virtual boost::asio::awaitable<void> run() = 0;
    /// Ends run(); every command on its way is answered `unavailable`. Final.
    virtual void stop() = 0;

    /// Sends one command, its words in `args`, and waits for its answer, at most `deadline`. Answers come in the order
    /// of the commands. Not for SUBSCRIBE, MONITOR and the like, which are answered `unavailable`.
    virtual boost::asio::awaitable<RedisReply> command(std::vector<std::string> args,
                                                       std::chrono::milliseconds deadline) = 0;
    /// Sends one command and does not care for its answer. False: it was not sent.
    virtual bool send(std::vector<std::string> args) = 0;

    /// The breaker is open: too many failures in a row, and no probe has succeeded since.
    virtual bool open() const = 0;
    /// There is a connection that has answered its probe.
    virtual bool connected() const = 0;
};

/// A client over hiredis. Makes the process ignore SIGPIPE, unless it has a handler of its own for it.
std::shared_ptr<RedisClient> make_redis_client(boost::asio::any_io_executor executor, RedisOptions options);

} // namespace fingertip::bot
