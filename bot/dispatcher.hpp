#pragma once

#include "bot/installation.hpp"
#include "bot/lanes.hpp"
#include "bot/message_unit.hpp"
#include "bot/platforms/platform.hpp"
#include "bot/sessions.hpp"
#include "storage/database.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace fingertip::bot {

/// What to tell the platform about one event.
struct Answer
{
    enum class Kind
    {
        reply,   ///< encode `reply`
        retry,   ///< nobody reads a reply: ask the platform to send the event again
        abandon, ///< patience is over while the writer still works: close without an answer, the redelivery finds the
                 ///< reply
    };
    Kind kind = Kind::reply;
    handlers::Reply reply;
    std::string_view outcome; ///< done, repeated, old, busy, flooded, failed, abandoned
    std::string_view command;
};

struct DispatcherOptions
{
    std::chrono::milliseconds patience{2500};
    std::chrono::hours remembered{72}; ///< older events have no effect: the inbox may have forgotten them
    std::size_t lane_messages = 16;    ///< waiting in one conversation; more are told that it is busy
    bool lanes = true;
    int messages_per_minute = 30;              ///< of one account; 0: no limit
    std::function<storage::Time()> clock = {}; ///< seconds since 1970
    Sessions* sessions = nullptr;              ///< filled after commits, asked what is probably open; null: no cache
    /// Called with what went wrong when a unit threw; the message gets an apology. Empty: nobody listens.
    std::function<void(const handlers::Incoming&, const std::exception&)> on_failure = {};
};

/// Incoming → answer: lane, unit of work, inbox, the one try/catch. On one event-loop thread.
class Dispatcher
{
public:
    Dispatcher(boost::asio::any_io_executor executor, storage::Database& database,
               std::shared_ptr<const Installation> installation, DispatcherOptions options);

    boost::asio::awaitable<Answer> dispatch(handlers::Incoming incoming, platforms::Capabilities can);

    /// Keeps an authentic event that could not be used, sealed, for a week.
    boost::asio::awaitable<void> keep_dead_letter(std::string platform, std::string cause, std::string body);

    /// Takes over what a reload has made; messages at work keep what they began with.
    void use(std::shared_ptr<const Installation> installation, std::chrono::milliseconds patience,
             std::chrono::hours remembered, int messages_per_minute)
    {
        installation_ = std::move(installation);
        options_.patience = patience;
        options_.remembered = remembered;
        options_.messages_per_minute = messages_per_minute;
    }

private:
    struct Pending;
    boost::asio::awaitable<void> work(std::shared_ptr<Pending> pending);
    boost::asio::awaitable<Answer> answer(Pending& pending);
    boost::asio::awaitable<bool> probably_writes(Pending& pending);
    void remember(const handlers::Incoming& incoming, const Handled& handled);
    boost::asio::awaitable<std::optional<Handled>> recall(const Pending& pending);
    bool flooding(const handlers::Incoming& incoming, bool& first);
    Answer busy(const Pending& pending) const;

    boost::asio::any_io_executor executor_;
    storage::Database& database_;
    std::shared_ptr<const Installation> installation_;
    DispatcherOptions options_;
    Lanes lanes_;
    std::unordered_map<std::string, int> counted_; ///< messages of each account in the running minute
    std::int64_t counted_minute_ = 0;
};

} // namespace fingertip::bot
