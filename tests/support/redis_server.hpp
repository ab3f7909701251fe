#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace fingertip::tests {

/// Whether a redis-server is installed. Throws, so that the test fails, when FINGERTIP_REQUIRE_REDIS is set in the
/// environment and there is none.
bool redis_available();

/// A real redis-server of our own: nothing on disk but its socket, in a directory that goes with it. Every function
/// returns when its effect has come about, and throws std::runtime_error when it does not come about in 10 s.
class RedisServer
{
public:
    enum class Listen
    {
        unix_socket,
        loopback, ///< a free port of 127.0.0.1, the same after every restart
    };

    /// Starts it, with further words for its command line.
    explicit RedisServer(Listen listen = Listen::unix_socket, std::vector<std::string> options = {});
    RedisServer(const RedisServer&) = delete;
    RedisServer& operator=(const RedisServer&) = delete;
    ~RedisServer();

    void start();
    void kill();    ///< SIGKILL
    void freeze();  ///< SIGSTOP: connections are still accepted by the kernel, nothing is answered
    void thaw();    ///< SIGCONT
    void restart(); ///< killed and started: empty

    /// The address for a client, e.g. "redis://127.0.0.1:41234/0".
    std::string url() const;
    std::uint16_t port() const { return port_; }
    std::string socket() const { return (directory_ / "redis.sock").string(); }

    /// Asks on a connection of its own (signed in, if there is a "--requirepass") and waits; numbers, texts and errors
    /// in their words, "(nil)" for nothing.
    std::string ask(const std::vector<std::string>& args) const;

private:
    std::filesystem::path directory_;
    Listen listen_;
    std::vector<std::string> options_;
    std::uint16_t port_ = 0;
    pid_t pid_ = 0; ///< 0: not running
};

} // namespace fingertip::tests
