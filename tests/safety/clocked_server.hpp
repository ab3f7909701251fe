#pragma once

#include "bot/server.hpp"
#include "storage/types.hpp"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

namespace fingertip::safety {

/// The whole bot in this process, on real ports, from a configuration file, with a clock that stands where it is put.
class ClockedServer
{
public:
    ClockedServer(std::string config, std::int64_t now_seconds);
    ~ClockedServer();

    void set_clock(std::int64_t seconds);
    /// As SIGTERM does, and a new start on the same books.
    void restart();
    void stop();
    std::uint16_t port() const { return server_->port(); }

private:
    void start();

    const std::string config_;
    std::atomic<storage::Time> now_;
    std::unique_ptr<boost::asio::io_context> io_;
    std::unique_ptr<bot::Server> server_;
    std::thread thread_;
};

} // namespace fingertip::safety
