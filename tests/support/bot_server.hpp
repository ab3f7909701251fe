#pragma once

#include "bot/config.hpp"
#include "bot/server.hpp"
#include "tests/support/scratch.hpp"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace fingertip::tests {

/// The whole bot in this process, on real ports of loopback, with a scratch installation and a clock that stands where
/// it is put. Its configuration may be one that the file's reader would refuse (published vectors have short tokens).
class BotServer
{
public:
    BotServer(const std::function<void(bot::Config&)>& change, storage::Time now);
    ~BotServer();
    BotServer(const BotServer&) = delete;
    BotServer& operator=(const BotServer&) = delete;

    std::uint16_t port() const { return server_->port(); }
    void set_clock(storage::Time now) { now_ = now; }

    void write(const std::function<void(storage::Tx&)>& unit) { server_->database().write_now(unit); }
    /// First column of the first row; 0 or "" when there is none.
    std::int64_t number(const storage::Sql& sql, std::initializer_list<storage::Value> values = {});
    std::string word(const storage::Sql& sql, std::initializer_list<storage::Value> values = {});

    const bot::Installation& installation() const { return server_->installation(); }

    /// One account of WeChat in a configuration.
    static bot::PlatformConfig account(const std::string& name, bot::WechatMode mode, const std::string& token,
                                       const std::string& encoding_aes_key, const std::string& app_id);

private:
    Scratch scratch_;
    std::atomic<storage::Time> now_;
    boost::asio::io_context io_{1};
    std::unique_ptr<bot::Server> server_;
    std::thread thread_;
};

} // namespace fingertip::tests
