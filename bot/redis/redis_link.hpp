#pragma once

#include "bot/redis/redis_client.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct redisAsyncContext;

namespace fingertip::bot {

/// A command whose answer somebody waits for: the bell is rung (cancelled) when `reply` is there.
struct RedisCall
{
    explicit RedisCall(const boost::asio::any_io_executor& executor) : bell{executor} {}

    boost::asio::steady_timer bell;
    std::optional<RedisReply> reply;
};

/// One connection, from its first packet to its end: hiredis' asynchronous context on Asio. Never reused. What is
/// waiting when it ends is answered `unavailable`. Event-loop thread only.
class RedisLink : public std::enable_shared_from_this<RedisLink>
{
public:
    RedisLink(boost::asio::any_io_executor executor, const RedisOptions& options);
    RedisLink(const RedisLink&) = delete;
    RedisLink& operator=(const RedisLink&) = delete;
    ~RedisLink();

    /// Connects to an address in digits (the library would look a name up while the loop stands still), or to a unix
    /// socket, waiting at most `deadline`. False: it is not connected, and the link is of no further use.
    boost::asio::awaitable<bool> connect(std::string address, std::chrono::milliseconds deadline);

    /// Queues one command; `call` may be null. False: not sent, no connection or too much waiting already.
    bool send(const std::vector<std::string>& args, std::shared_ptr<RedisCall> call);

    /// Waits for the end of the connection.
    boost::asio::awaitable<void> gone();

    /// Ends it now.
    void drop();

private:
    struct Sent
    {
        std::shared_ptr<RedisCall> call;
        std::size_t bytes;
        std::chrono::steady_clock::time_point at;
    };
    struct Hooks;

    bool begin(const std::string& address);
    void attach();
    void wait_readable();
    void wait_writable();
    void readable();
    void answered(void* reply);
    void ended();
    void watch(std::chrono::steady_clock::time_point until);
    void overdue();

    RedisAddress address_;
    std::size_t max_pending_;
    std::size_t max_pending_bytes_;
    std::size_t max_reply_bytes_;
    std::chrono::milliseconds stall_;
    boost::asio::posix::stream_descriptor descriptor_;
    boost::asio::steady_timer bell_;  ///< rung when the connection stands or ends
    boost::asio::steady_timer watch_; ///< set while something is waiting for an answer
    redisAsyncContext* context_ = nullptr;
    bool connected_ = false;
    bool quiet_ = false; ///< being destroyed: ring no bells
    bool wants_read_ = false;
    bool wants_write_ = false;
    bool reading_ = false;
    bool writing_ = false;
    bool watching_ = false;
    std::deque<Sent> sent_; ///< in the order in which answers will come
    std::size_t sent_bytes_ = 0;
};

} // namespace fingertip::bot
