#include "bot/redis/redis_client.hpp"

#include "bot/redis/redis_link.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <signal.h>
#include <strings.h>

#include <algorithm>
#include <array>
#include <random>
#include <utility>

namespace fingertip::bot {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

// One answer for one question is what a pipeline rests on; these have none or many.
bool breaks_the_pipeline(const std::string& command)
{
    constexpr std::array words{"SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE",
                               "MONITOR",   "SYNC",       "PSYNC",      "HELLO",       "QUIT",         "CLIENT"};
    return std::ranges::any_of(words, [&](const char* word) { return strcasecmp(word, command.c_str()) == 0; });
}

// What a look-up leaves behind; the resolver's thread may need longer than anybody waits.
struct Lookup
{
    explicit Lookup(const asio::any_io_executor& executor) : resolver{executor}, bell{executor} {}

    asio::ip::tcp::resolver resolver;
    asio::steady_timer bell;
    std::vector<std::string> addresses;
};

class HiredisClient final : public RedisClient, public std::enable_shared_from_this<HiredisClient>
{
public:
    HiredisClient(asio::any_io_executor executor, RedisOptions options)
        : executor_{std::move(executor)}, options_{std::move(options)}, bell_{executor_},
          random_{std::random_device{}()}
    {
    }

    ~HiredisClient() override
    {
        if (link_)
            link_->drop();
    }

    asio::awaitable<void> run() override
    {
        const auto self = shared_from_this();
        while (!stopped_) {
            co_await connect();
            if (connected_) {
                co_await link_->gone();
                connected_ = false;
                if (!stopped_)
                    report(RedisEvent::lost);
            }
            link_.reset();
            fail();
            if (!stopped_)
                co_await rest();
        }
    }

    void stop() override
    {
        stopped_ = true;
        bell_.cancel();
        if (lookup_)
            lookup_->bell.cancel();
        if (link_)
            link_->drop();
    }

    asio::awaitable<RedisReply> command(std::vector<std::string> args, milliseconds deadline) override
    {
        const auto self = shared_from_this();
        const auto call = std::make_shared<RedisCall>(executor_);
        if (!accept(args, call))
            co_return RedisReply{};
        const auto sent = std::chrono::steady_clock::now();
        call->bell.expires_after(deadline);
        const auto [rung] = co_await call->bell.async_wait(asio::as_tuple(asio::use_awaitable));
        if (!call->reply) {
            if (!rung) { // else the waiting coroutine itself was cancelled
                report(RedisEvent::timed_out);
                // Whoever was already waiting when the last failure was counted suffers from the same moment: a pause
                // of the server, or of this loop, must not look like many failures in a row.
                if (sent >= counted_) {
                    counted_ = std::chrono::steady_clock::now();
                    fail();
                }
            }
            co_return RedisReply{};
        }
        if (call->reply->kind != RedisReply::Kind::unavailable)
            failures_ = attempts_ = 0;
        co_return std::move(*call->reply);
    }

    bool send(std::vector<std::string> args) override { return accept(args, nullptr); }

    bool open() const override { return open_; }
    bool connected() const override { return connected_; }

private:
    bool accept(const std::vector<std::string>& args, std::shared_ptr<RedisCall> call)
    {
        if (connected_ && !open_ && !stopped_ && !args.empty() && !breaks_the_pipeline(args.front()) &&
            link_->send(args, std::move(call)))
            return true;
        report(RedisEvent::refused);
        return false;
    }

    asio::awaitable<void> connect()
    {
        const auto addresses = co_await find_addresses();
        for (const auto& address : addresses) {
            if (stopped_)
                co_return;
            link_ = std::make_shared<RedisLink>(executor_, options_);
            const bool stands = co_await link_->connect(address, options_.connect_deadline);
            if (stands)
                connected_ = co_await introduce();
            if (connected_) {
                report(RedisEvent::connected);
                failures_ = 0;
                if (std::exchange(open_, false))
                    report(RedisEvent::breaker_closed);
                co_return;
            }
            link_->drop();
        }
        if (!stopped_)
            report(RedisEvent::connect_failed);
    }

    // A unix socket has no address to find, but is one place to try.
    asio::awaitable<std::vector<std::string>> find_addresses()
    {
        boost::system::error_code not_digits;
        asio::ip::make_address(options_.address.host, not_digits);
        if (!options_.address.path.empty() || !not_digits)
            co_return std::vector<std::string>{options_.address.host};
        const auto lookup = std::make_shared<Lookup>(executor_);
        lookup_ = lookup;
        lookup->bell.expires_after(options_.connect_deadline);
        lookup->resolver.async_resolve(options_.address.host, "", [lookup](auto error, auto found) {
            if (!error)
                for (const auto& entry : found)
                    lookup->addresses.push_back(entry.endpoint().address().to_string());
            lookup->bell.cancel();
        });
        co_await lookup->bell.async_wait(asio::as_tuple(asio::use_awaitable));
        lookup_.reset();
        lookup->resolver.cancel();
        co_return std::exchange(lookup->addresses, {});
    }

    // Signs in, chooses the database and asks for one PONG: the half-open breaker's probe.
    asio::awaitable<bool> introduce()
    {
        std::vector<std::vector<std::string>> words;
        const auto& address = options_.address;
        if (!address.user.empty())
            words.push_back({"AUTH", address.user, address.password});
        else if (!address.password.empty())
            words.push_back({"AUTH", address.password});
        if (address.db != 0)
            words.push_back({"SELECT", std::to_string(address.db)});
        words.push_back({"PING"});

        const auto until = std::chrono::steady_clock::now() + options_.probe_deadline;
        std::vector<std::shared_ptr<RedisCall>> calls;
        for (const auto& args : words) {
            const auto& call = calls.emplace_back(std::make_shared<RedisCall>(executor_));
            if (!link_->send(args, call))
                co_return false;
        }
        for (const auto& call : calls) {
            call->bell.expires_at(until);
            if (!call->reply)
                co_await call->bell.async_wait(asio::as_tuple(asio::use_awaitable));
            const bool last = call == calls.back();
            if (!call->reply || call->reply->kind != RedisReply::Kind::status ||
                call->reply->text != (last ? "PONG" : "OK"))
                co_return false;
        }
        co_return true;
    }

    void fail()
    {
        ++failures_;
        if (failures_ < options_.failures_to_open || stopped_ || open_)
            return;
        open_ = true;
        report(RedisEvent::breaker_opened);
        if (link_)
            link_->drop();
    }

    // Doubles until a command has been answered in time, so that a server which only ever answers its probe is asked
    // less and less. The jitter keeps several of us from knocking together.
    asio::awaitable<void> rest()
    {
        auto pause = options_.backoff_first * (std::int64_t{1} << std::min(attempts_++, 20));
        pause = std::min(pause, options_.backoff_most);
        if (open_)
            pause = std::max(pause, options_.cool_down);
        std::uniform_real_distribution<double> jitter{0.75, 1.25};
        bell_.expires_after(std::chrono::duration_cast<milliseconds>(pause * jitter(random_)));
        co_await bell_.async_wait(asio::as_tuple(asio::use_awaitable));
    }

    void report(RedisEvent event)
    {
        if (options_.on_event)
            options_.on_event(event);
    }

    asio::any_io_executor executor_;
    RedisOptions options_;
    asio::steady_timer bell_;
    std::minstd_rand random_;
    std::shared_ptr<RedisLink> link_; ///< the connection, or the one being tried
    std::shared_ptr<Lookup> lookup_;
    bool connected_ = false;
    bool stopped_ = false;
    bool open_ = false;
    int failures_ = 0;                                ///< in a row
    std::chrono::steady_clock::time_point counted_{}; ///< when a command that timed out last counted as one
    int attempts_ = 0;                                ///< to connect, since a command was last answered in time
};

} // namespace

const char* name(RedisEvent event)
{
    switch (event) {
    case RedisEvent::connected:
        return "connected";
    case RedisEvent::connect_failed:
        return "connect_failed";
    case RedisEvent::lost:
        return "lost";
    case RedisEvent::timed_out:
        return "timed_out";
    case RedisEvent::refused:
        return "refused";
    case RedisEvent::breaker_opened:
        return "breaker_opened";
    case RedisEvent::breaker_closed:
        return "breaker_closed";
    }
    return "unknown";
}

std::shared_ptr<RedisClient> make_redis_client(asio::any_io_executor executor, RedisOptions options)
{
    // The library writes with write(2): to a server that has just died, that is a signal whose default is our death.
    struct sigaction now = {};
    if (sigaction(SIGPIPE, nullptr, &now) == 0 && now.sa_handler == SIG_DFL)
        signal(SIGPIPE, SIG_IGN);
    return std::make_shared<HiredisClient>(std::move(executor), std::move(options));
}

} // namespace fingertip::bot
