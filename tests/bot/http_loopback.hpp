#pragma once

#include "bot/http_server.hpp"
#include "tests/support/raw_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace fingertip::tests {

/// A server on a free port of 127.0.0.1 with a thread of its own, which writes down every request it is handed.
class LoopbackServer
{
public:
    explicit LoopbackServer(bot::HttpServerOptions options = {}, bot::HttpHandler handler = {})
        : handler_{std::move(handler)}
    {
        server_ = std::make_unique<bot::HttpServer>(io_, std::move(options), [this](bot::HttpRequest request) {
            {
                const std::lock_guard lock{mutex_};
                seen_.push_back(request);
            }
            return handler_ ? handler_(std::move(request)) : echo_path(std::move(request));
        });
        server_->start();
        thread_ = std::thread{[this] { io_.run(); }};
    }

    ~LoopbackServer()
    {
        on_thread([this] { server_.reset(); });
        work_.reset();
        io_.stop();
        thread_.join();
    }

    std::uint16_t port() const { return server_->port(); }

    std::vector<bot::HttpRequest> seen() const
    {
        const std::lock_guard lock{mutex_};
        return seen_;
    }

    /// Runs it on the server's thread, waits for it, and hands over what it returns.
    template<class Call>
    std::invoke_result_t<Call&> on_thread(Call call)
    {
        std::packaged_task<std::invoke_result_t<Call&>()> task{std::move(call)};
        auto result = task.get_future();
        boost::asio::post(io_, [&task] { task(); });
        return result.get();
    }

    std::size_t connections()
    {
        return on_thread([this] { return server_->connections(); });
    }

    void stop_accepting()
    {
        on_thread([this] { server_->stop_accepting(); });
    }

    std::future<void> drain(std::chrono::milliseconds at_most)
    {
        return boost::asio::co_spawn(io_, server_->drain(at_most), boost::asio::use_future);
    }

    boost::asio::io_context& io() { return io_; }

    /// 200 with "METHOD path" in the body.
    static boost::asio::awaitable<bot::HttpResponse> echo_path(bot::HttpRequest request)
    {
        bot::HttpResponse response;
        response.content_type = "text/plain";
        response.body = request.method + " " + request.path;
        co_return response;
    }

private:
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{io_.get_executor()};
    mutable std::mutex mutex_;
    std::vector<bot::HttpRequest> seen_;
    bot::HttpHandler handler_;
    std::unique_ptr<bot::HttpServer> server_;
    std::thread thread_;
};

} // namespace fingertip::tests
