#pragma once

#include "bot/redis/redis_client.hpp"
#include "tests/support/event_loop.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/tcp_gate.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace fingertip::tests {

/// Options that make a client come to its conclusions quickly.
bot::RedisOptions impatient(const std::string& url);

/// A client on a loop, watched.
class RedisBench
{
public:
    /// Starts the client's run(); its events are counted.
    explicit RedisBench(bot::RedisOptions options);
    ~RedisBench();

    /// One command, waited for.
    bot::RedisReply ask(std::vector<std::string> args,
                        std::chrono::milliseconds deadline = std::chrono::milliseconds{2000});
    /// Waits for a connection that carries a command and its answer.
    bool serves();
    /// How often an event has happened.
    int count(bot::RedisEvent event) const;

    EventLoop loop;
    std::shared_ptr<bot::RedisClient> client;
    bool ended = false; ///< run() has returned

private:
    std::map<bot::RedisEvent, int> events_;
};

/// A real server behind a gate.
struct GatedRedis
{
    RedisServer server;
    TcpGate gate{server.socket()};
    std::string url() const { return "redis://127.0.0.1:" + std::to_string(gate.port()) + "/0"; }
};

} // namespace fingertip::tests
