#pragma once

#include "bot/http_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

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

/// A client that sends exactly the bytes it is told to.
class RawClient
{
public:
    explicit RawClient(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("cannot connect");
    }
    ~RawClient() { hang_up(); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    /// False: the other side has closed.
    bool send(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    /// Everything until the server closes. Throws if it does not within `patience` of silence.
    std::string read_to_end(std::chrono::milliseconds patience = std::chrono::seconds{5})
    {
        std::string result = std::exchange(rest_, {});
        while (read_more(result, patience)) {
        }
        if (!ended_)
            throw std::runtime_error("the connection stays open after: " + result);
        return result;
    }

    /// One response with its body, as Content-Length says; empty: closed without one.
    std::string read_response()
    {
        while (true) {
            const auto end = rest_.find("\r\n\r\n");
            if (end != std::string::npos) {
                const auto at = rest_.find("Content-Length: ");
                const std::size_t length = at < end ? std::stoul(rest_.substr(at + 16)) : 0;
                if (rest_.size() >= end + 4 + length) {
                    auto response = rest_.substr(0, end + 4 + length);
                    rest_.erase(0, end + 4 + length);
                    return response;
                }
            }
            if (!read_more(rest_))
                return {};
        }
    }

    void finish_sending() { ::shutdown(socket_, SHUT_WR); }

    void hang_up()
    {
        if (socket_ >= 0)
            ::close(socket_);
        socket_ = -1;
    }

    int descriptor() const { return socket_; }

private:
    bool read_more(std::string& into, std::chrono::milliseconds patience = std::chrono::seconds{5})
    {
        pollfd waiting{socket_, POLLIN, 0};
        if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0)
            return false;
        char bytes[16384];
        const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
        if (count <= 0) {
            ended_ = true; // an orderly end or a reset
            return false;
        }
        into.append(bytes, static_cast<std::size_t>(count));
        return true;
    }

    int socket_;
    std::string rest_;
    bool ended_ = false;
};

} // namespace fingertip::tests
