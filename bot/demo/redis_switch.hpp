#pragma once

#include <string>
#include <sys/types.h>

namespace fingertip::bot::demo {

/// A redis-server of the demo's own, on a unix socket in its folder, that can be taken away and brought back. It ends
/// with the thread that switched it on.
class RedisSwitch
{
public:
    explicit RedisSwitch(std::string folder) : folder_{std::move(folder)} {}
    ~RedisSwitch() { off(); }
    RedisSwitch(const RedisSwitch&) = delete;
    RedisSwitch& operator=(const RedisSwitch&) = delete;

    /// Starts the server; false: it cannot be, most likely none is installed.
    bool on();
    /// Ends it at once, as a crash would.
    void off();
    bool running() const { return child_ > 0; }
    std::string socket() const { return folder_ + "/redis.sock"; }

private:
    std::string folder_;
    pid_t child_ = -1;
};

} // namespace fingertip::bot::demo
