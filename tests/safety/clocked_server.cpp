#include "tests/safety/clocked_server.hpp"

#include "bot/config.hpp"
#include "bot/log.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

namespace fingertip::safety {

namespace asio = boost::asio;

ClockedServer::ClockedServer(std::string config, std::int64_t now_seconds)
    : config_{std::move(config)}, now_{storage::from_seconds(now_seconds)}
{
    start();
}

ClockedServer::~ClockedServer()
{
    stop();
}

void ClockedServer::set_clock(std::int64_t seconds)
{
    now_ = storage::from_seconds(seconds);
}

void ClockedServer::start()
{
    const auto config = bot::load_config(config_);
    bot::log::Options quiet;
    quiet.file = config.file.parent_path() / "log";
    bot::log::start(quiet);
    io_ = std::make_unique<asio::io_context>(1);
    bot::Server::Options options;
    options.clock = [this] { return now_.load(); };
    server_ = std::make_unique<bot::Server>(*io_, config, std::move(options));
    server_->start();
    thread_ = std::thread{[this] { io_->run(); }};
}

void ClockedServer::stop()
{
    if (!server_)
        return;
    asio::post(*io_, [this] { asio::co_spawn(*io_, server_->stop(), [this](std::exception_ptr) { io_->stop(); }); });
    thread_.join();
    server_.reset();
    io_.reset();
}

void ClockedServer::restart()
{
    stop();
    start();
}

} // namespace fingertip::safety
