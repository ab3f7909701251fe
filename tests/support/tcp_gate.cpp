#include "tests/support/tcp_gate.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <future>
#include <list>
#include <random>
#include <thread>
#include <utility>

namespace fingertip::tests {
namespace {

namespace asio = boost::asio;
using asio::generic::stream_protocol;
using asio::ip::tcp;
using std::chrono::milliseconds;

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);

struct Pair
{
    explicit Pair(asio::io_context& io) : client{io}, server{io} {}

    void close()
    {
        boost::system::error_code ignored;
        client.close(ignored);
        server.close(ignored);
    }

    tcp::socket client;
    stream_protocol::socket server;
    bool lost_bytes = false;
};

} // namespace

class TcpGate::Works
{
public:
    explicit Works(stream_protocol::endpoint target) : target_{std::move(target)}, acceptor_{io_}, changed_{io_}
    {
        changed_.expires_at(asio::steady_timer::time_point::max());
        port_ = listen(0);
        thread_ = std::thread{[this] { io_.run(); }};
    }

    ~Works()
    {
        io_.stop();
        thread_.join();
    }

    void set(GateMode mode, std::size_t amount)
    {
        on_thread([this, mode, amount] {
            mode_ = mode;
            amount_ = amount;
            changed_.cancel(); // wakes every pump that stands still
            pairs_.remove_if([](const auto& weak) { return weak.expired(); });
            for (const auto& weak : pairs_)
                if (const auto pair = weak.lock();
                    pair && (pair->lost_bytes || mode == GateMode::refuse || mode == GateMode::close_at_accept))
                    pair->close();
            if (mode == GateMode::refuse)
                acceptor_.close();
            else if (!acceptor_.is_open())
                listen(port_);
        });
    }

    void inject(std::string bytes)
    {
        on_thread([this, &bytes] {
            boost::system::error_code ignored;
            for (const auto& weak : pairs_)
                if (const auto pair = weak.lock())
                    asio::write(pair->client, asio::buffer(bytes), ignored);
        });
    }

    std::uint16_t port() const { return port_; }
    std::size_t accepted() const { return accepted_; }

private:
    template<class Work>
    void on_thread(Work work)
    {
        std::promise<void> done;
        asio::post(io_, [&] {
            work();
            done.set_value();
        });
        done.get_future().wait();
    }

    std::uint16_t listen(std::uint16_t port)
    {
        acceptor_.open(tcp::v4());
        acceptor_.set_option(tcp::acceptor::reuse_address{true});
        acceptor_.bind({asio::ip::address_v4::loopback(), port});
        acceptor_.listen();
        asio::co_spawn(io_, accept(), asio::detached);
        return acceptor_.local_endpoint().port();
    }

    asio::awaitable<void> accept()
    {
        for (;;) {
            const auto pair = std::make_shared<Pair>(io_);
            const auto [failed] = co_await acceptor_.async_accept(pair->client, quietly);
            if (failed)
                co_return;
            ++accepted_;
            if (mode_ == GateMode::close_at_accept)
                continue;
            pairs_.push_back(pair);
            asio::co_spawn(io_, serve(pair), asio::detached);
        }
    }

    asio::awaitable<void> serve(std::shared_ptr<Pair> pair)
    {
        boost::system::error_code ignored;
        pair->client.set_option(tcp::no_delay{true}, ignored);
        const auto [failed] = co_await pair->server.async_connect(target_, quietly);
        if (failed) {
            pair->close();
            co_return;
        }
        asio::co_spawn(io_, questions(pair), asio::detached);
        asio::co_spawn(io_, answers(pair), asio::detached);
    }

    asio::awaitable<void> questions(std::shared_ptr<Pair> pair)
    {
        std::array<char, 16384> buffer{};
        for (;;) {
            const auto [ended, size] = co_await pair->client.async_read_some(asio::buffer(buffer), quietly);
            co_await while_reading_stopped();
            if (ended || mode_ == GateMode::close_at_first_byte)
                break;
            if (mode_ == GateMode::never_answer) {
                pair->lost_bytes = true;
                continue;
            }
            const auto [failed, written] =
                co_await asio::async_write(pair->server, asio::buffer(buffer.data(), size), quietly);
            if (failed)
                break;
        }
        pair->close();
    }

    asio::awaitable<void> answers(std::shared_ptr<Pair> pair)
    {
        std::array<char, 16384> buffer{};
        for (;;) {
            const auto [ended, size] = co_await pair->server.async_read_some(asio::buffer(buffer), quietly);
            co_await while_reading_stopped();
            if (ended)
                break;
            if (mode_ == GateMode::never_answer) {
                pair->lost_bytes = true;
                continue;
            }
            if (mode_ == GateMode::delay)
                co_await rest(milliseconds{amount_});
            if (mode_ == GateMode::corrupt) {
                pair->lost_bytes = true;
                for (std::size_t i = 0; i < size; ++i)
                    if (random_() % 8 == 0)
                        buffer[i] = static_cast<char>(random_() % 256);
            }
            const bool told = co_await tell(pair, {buffer.data(), size});
            if (!told)
                break;
        }
        pair->close();
    }

    asio::awaitable<bool> tell(std::shared_ptr<Pair> pair, std::string bytes)
    {
        for (std::size_t at = 0; at < bytes.size();) {
            std::size_t piece = bytes.size();
            if (mode_ == GateMode::slice)
                piece = 1;
            else if (mode_ == GateMode::limit)
                piece = std::max<std::size_t>(1, amount_ / 100);
            const auto part = asio::buffer(asio::buffer(bytes) + at, piece);
            const auto [failed, written] = co_await asio::async_write(pair->client, part, quietly);
            if (failed)
                co_return false;
            at += written;
            if (mode_ == GateMode::limit)
                co_await rest(milliseconds{10});
        }
        co_return true;
    }

    // What was read just before the mode changed is held back here, and nothing more is read.
    asio::awaitable<void> while_reading_stopped()
    {
        while (mode_ == GateMode::stop_reading)
            co_await changed_.async_wait(quietly);
    }

    asio::awaitable<void> rest(milliseconds duration)
    {
        asio::steady_timer timer{io_, duration};
        co_await timer.async_wait(quietly);
    }

    asio::io_context io_{1};
    asio::executor_work_guard<asio::io_context::executor_type> open_{io_.get_executor()};
    stream_protocol::endpoint target_;
    tcp::acceptor acceptor_;
    asio::steady_timer changed_;
    std::list<std::weak_ptr<Pair>> pairs_;
    GateMode mode_ = GateMode::pass;
    std::size_t amount_ = 0;
    std::minstd_rand random_{20240501};
    std::uint16_t port_ = 0;
    std::atomic<std::size_t> accepted_ = 0;
    std::thread thread_;
};

TcpGate::TcpGate(std::uint16_t port)
    : works_{std::make_unique<Works>(tcp::endpoint{asio::ip::address_v4::loopback(), port})}
{
}

TcpGate::TcpGate(std::string path) : works_{std::make_unique<Works>(asio::local::stream_protocol::endpoint{path})} {}

TcpGate::~TcpGate() = default;

std::uint16_t TcpGate::port() const
{
    return works_->port();
}

void TcpGate::set(GateMode mode, std::size_t amount)
{
    works_->set(mode, amount);
}

void TcpGate::inject(std::string bytes)
{
    works_->inject(std::move(bytes));
}

std::size_t TcpGate::accepted() const
{
    return works_->accepted();
}

} // namespace fingertip::tests
