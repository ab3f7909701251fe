#include "tests/support/redis_bench.hpp"

#include <utility>

namespace fingertip::tests {

using namespace std::chrono_literals;

bot::RedisOptions impatient(const std::string& url)
{
    bot::RedisOptions options;
    options.address = bot::parse_redis_url(url).value();
    options.connect_deadline = 300ms;
    options.probe_deadline = 150ms;
    options.stall = 300ms;
    options.backoff_first = 5ms;
    options.backoff_most = 50ms;
    options.cool_down = 50ms;
    return options;
}

RedisBench::RedisBench(bot::RedisOptions options)
{
    options.on_event = [this](bot::RedisEvent event) { ++events_[event]; };
    client = bot::make_redis_client(loop.io.get_executor(), std::move(options));
    boost::asio::co_spawn(loop.io, client->run(), [this](std::exception_ptr error) {
        ended = true;
        if (error)
            std::rethrow_exception(error);
    });
}

RedisBench::~RedisBench()
{
    client->stop();
    loop.until([this] { return ended; });
}

bot::RedisReply RedisBench::ask(std::vector<std::string> args, std::chrono::milliseconds deadline)
{
    return loop.wait(client->command(std::move(args), deadline));
}

bool RedisBench::serves()
{
    for (int attempt = 0; attempt < 20; ++attempt) {
        if (!loop.until([this] { return client->connected(); }))
            return false;
        if (ask({"PING"}).text == "PONG")
            return true;
        loop.until([] { return false; }, 5ms);
    }
    return false;
}

int RedisBench::count(bot::RedisEvent event) const
{
    const auto found = events_.find(event);
    return found == events_.end() ? 0 : found->second;
}

} // namespace fingertip::tests
