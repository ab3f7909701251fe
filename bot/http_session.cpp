#include "bot/http_session.hpp"

#include "bot/http_guard.hpp"
#include "bot/http_response_head.hpp"
#include "bot/log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include <algorithm>
#include <array>
#include <exception>
#include <utility>
#include <variant>

namespace fingertip::bot {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::steady_clock;

namespace {

constexpr auto token = asio::as_tuple(asio::use_awaitable);
constexpr auto never = steady_clock::time_point::max();

/// A webhook has about 1 KB: with 4 KiB from the start one read takes it all.
constexpr std::size_t buffer_bytes = 4096;

/// The deadline of a slow client is for messages of this size; a larger one (an export, an import) has more time.
constexpr std::size_t deadline_covers = 256 * 1024;
constexpr std::size_t slowest_bytes_a_second = 64 * 1024;

/// How long, and how much, is still read after a last answer, so that its bytes are not lost in a reset.
constexpr std::chrono::milliseconds farewell{1000};
constexpr std::size_t farewell_bytes = 1024 * 1024;

std::chrono::milliseconds allowance(std::chrono::milliseconds base, std::size_t bytes)
{
    const auto beyond = bytes - std::min(bytes, deadline_covers);
    return base + std::chrono::milliseconds{beyond * 1000 / slowest_bytes_a_second};
}

/// What follows a request that was dealt with.
enum class Next
{
    request,
    farewell, ///< the last answer is sent
    nothing,  ///< close at once
};

class Session final : public HttpSession
{
public:
    Session(tcp::socket socket, std::shared_ptr<HttpPort> port) : socket_{std::move(socket)}, port_{std::move(port)}
    {
        boost::system::error_code error;
        const auto remote = socket_.remote_endpoint(error);
        peer_address_ = remote.address();
        peer_ = address_text(peer_address_);
        behind_proxy_ = port_->proxies.contains(peer_address_);
        socket_.set_option(tcp::no_delay{true}, error);
        buffer_.reserve(buffer_bytes);
    }

    ~Session() override { leave_list(); }

    asio::awaitable<void> run() override
    {
        // A stranger who says nothing is a slow client, not an idle one.
        set_deadline(port_->limits.slow_client);
        Next next = Next::request;
        while (next == Next::request)
            next = co_await serve_one();
        if (next == Next::farewell)
            co_await say_farewell();
        drop();
    }

    void check_deadline(steady_clock::time_point next_look) override
    {
        if (next_look < deadline_)
            return;
        deadline_ = never;
        expired_ = true;
        boost::system::error_code ignored;
        socket_.cancel(ignored);
    }

    steady_clock::time_point waiting_since() const override { return waiting_since_; }

    bool is_quiet() const override
    {
        boost::system::error_code error;
        return list_ == &port_->idle && (socket_.available(error) == 0 || error);
    }

    void drop() override
    {
        leave_list();
        boost::system::error_code ignored;
        socket_.close(ignored);
    }

private:
    asio::awaitable<Next> serve_one()
    {
        const Next waited = co_await wait_for_request();
        if (waited != Next::request)
            co_return waited;

        const auto first_byte_at = read_at_;
        HttpInspection inspection = inspect_head(buffered(), port_->limits, port_->allowed_hosts);
        while (std::holds_alternative<HttpHeadIncomplete>(inspection)) {
            enter(port_->held_up);
            const bool more = co_await read_some();
            if (!more)
                co_return co_await give_up();
            inspection = inspect_head(buffered(), port_->limits, port_->allowed_hosts);
        }
        if (const auto* refusal = std::get_if<HttpRefusal>(&inspection))
            co_return co_await refuse(refusal->status, "refused", Next::farewell);

        HttpHead head = std::get<HttpHead>(std::move(inspection));
        buffer_.consume(head.size);
        if (head.content_length > 0) {
            const bool complete = co_await read_body(head);
            if (!complete)
                co_return co_await give_up();
        }
        leave_list();
        deadline_ = never; // how long the handler may take is its own affair
        head.request.received_at = first_byte_at;
        identify(head);
        co_return co_await answer(std::move(head));
    }

    /// Returns with at least one byte of a request in the buffer.
    asio::awaitable<Next> wait_for_request()
    {
        if (buffer_.size() > 0) {
            set_deadline(port_->limits.slow_client);
            co_return Next::request;
        }
        if (port_->draining && nothing_arrived())
            co_return Next::nothing;
        const bool first = !served_;
        if (!first)
            set_deadline(port_->limits.idle_connection);
        enter(port_->idle);
        const bool more = co_await read_some();
        leave_list();
        if (!more) {
            if (expired_)
                report_closed(first ? "slow" : "idle");
            co_return Next::nothing;
        }
        if (!first)
            set_deadline(port_->limits.slow_client);
        co_return Next::request;
    }

    asio::awaitable<bool> read_some()
    {
        const auto space = std::max(buffer_.capacity() - buffer_.size(), std::size_t{512});
        const auto [error, count] = co_await socket_.async_read_some(buffer_.prepare(space), token);
        buffer_.commit(count);
        read_at_ = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
        co_return !error && !expired_;
    }

    asio::awaitable<bool> read_body(HttpHead& head)
    {
        std::string& body = head.request.body;
        const auto length = head.content_length;
        const auto here = std::min(length, buffer_.size());
        body.assign(buffered().substr(0, here));
        buffer_.consume(here);
        if (here == length)
            co_return true;

        if (head.expects_continue) {
            const bool sent = co_await write("HTTP/1.1 100 Continue\r\n\r\n", {});
            if (!sent)
                co_return false;
        }
        deadline_ += allowance({}, length);
        enter(port_->held_up);
        while (body.size() < length) {
            // A promise of bytes is not bytes: memory grows with what arrives.
            const auto have = body.size();
            body.resize(std::min(length, have + 16 * 1024));
            const auto [error, count] =
                co_await socket_.async_read_some(asio::buffer(body.data() + have, body.size() - have), token);
            body.resize(have + count);
            if (error || expired_)
                co_return false;
        }
        co_return true;
    }

    void identify(HttpHead& head) const
    {
        head.request.peer = peer_;
        if (!behind_proxy_)
            return;
        auto client = forwarded_client(peer_address_, head.forwarded_for, head.forwarded_proto, port_->proxies);
        head.request.peer = std::move(client.peer);
        head.request.secure = client.secure;
    }

    asio::awaitable<Next> answer(HttpHead head)
    {
        HttpExchange exchange{head.http_1_0, head.keep_alive, head.request.method == "HEAD"};
        const auto arrived = head.request.received_at.time_since_epoch().count();
        HttpResponse response;
        std::string text;
        try {
            response = co_await port_->handler(std::move(head.request));
            exchange.keep_alive = exchange.keep_alive && !response.close && !(port_->draining && nothing_arrived());
            if (!response.abandon)
                text = response_head(response, exchange);
        } catch (const std::exception& error) {
            // What the exception says may be somebody's text; the trace only tells one request from another.
            log::error("request_failed",
                       {{"trace", log::hashed(peer_ + ' ' + std::to_string(arrived))}, {"cause", log::cause(error)}});
            exchange.keep_alive = false;
            response = {};
            response.status = 500;
            text = response_head(response, exchange);
        }
        served_ = true;
        if (response.abandon) {
            report_answered(0);
            co_return Next::nothing;
        }
        set_deadline(allowance(port_->limits.slow_client, response.body.size()));
        const std::string_view body =
            has_body(response, exchange) ? std::string_view{response.body} : std::string_view{};
        const bool sent = co_await write(text, body);
        if (!sent) {
            if (expired_)
                report_closed("slow");
            co_return Next::nothing;
        }
        report_answered(response.status);
        co_return exchange.keep_alive ? Next::request : Next::farewell;
    }

    /// The request did not arrive: the client hung up or its time is over.
    asio::awaitable<Next> give_up()
    {
        if (!expired_)
            co_return Next::nothing;
        expired_ = false;
        co_return co_await refuse(408, "slow", Next::nothing);
    }

    asio::awaitable<Next> refuse(int status, std::string_view why, Next next)
    {
        HttpResponse response;
        response.status = status;
        const std::string text = response_head(response, HttpExchange{.keep_alive = false});
        set_deadline(farewell);
        const bool sent = co_await write(text, {});
        report_answered(status);
        report_closed(why);
        co_return sent ? next : Next::nothing;
    }

    /// `head` and `body` must live until this returns.
    asio::awaitable<bool> write(std::string_view head, std::string_view body)
    {
        const std::array<asio::const_buffer, 2> parts{asio::buffer(head), asio::buffer(body)};
        enter(port_->held_up);
        const auto [error, count] = co_await asio::async_write(socket_, parts, token);
        leave_list();
        co_return !error && !expired_;
    }

    /// Closing with unread bytes in the socket would make the kernel send a reset, which can overtake the answer.
    asio::awaitable<void> say_farewell()
    {
        boost::system::error_code error;
        socket_.shutdown(tcp::socket::shutdown_send, error);
        set_deadline(farewell);
        buffer_.clear();
        enter(port_->idle);
        std::size_t heard = 0;
        for (bool more = !error; more && heard < farewell_bytes;) {
            more = co_await read_some();
            heard += buffer_.size();
            buffer_.clear();
        }
    }

    std::string_view buffered() const
    {
        const auto bytes = buffer_.cdata();
        return {static_cast<const char*>(bytes.data()), bytes.size()};
    }

    bool nothing_arrived() const
    {
        boost::system::error_code error;
        return buffer_.size() == 0 && (socket_.available(error) == 0 || error);
    }

    void set_deadline(std::chrono::milliseconds from_now) { deadline_ = steady_clock::now() + from_now; }

    /// Stays where it is, with its time, if it is in that list already.
    void enter(std::list<HttpSession*>& list)
    {
        if (list_ == &list)
            return;
        list.splice(list.end(), *list_, node_);
        list_ = &list;
        waiting_since_ = steady_clock::now();
    }

    void leave_list()
    {
        if (list_ != &nowhere_)
            nowhere_.splice(nowhere_.end(), *list_, node_);
        list_ = &nowhere_;
    }

    void report_answered(int status) const
    {
        if (port_->events.answered)
            port_->events.answered(status);
    }

    void report_closed(std::string_view why) const
    {
        if (port_->events.closed)
            port_->events.closed(why);
    }

    tcp::socket socket_;
    std::shared_ptr<HttpPort> port_;
    boost::beast::flat_buffer buffer_;
    asio::ip::address peer_address_;
    std::string peer_;
    bool behind_proxy_ = false;
    bool served_ = false;  ///< at least one request
    bool expired_ = false; ///< the wait that just ended was ended by check_deadline
    steady_clock::time_point deadline_ = never;
    std::chrono::sys_time<std::chrono::milliseconds> read_at_{};
    std::list<HttpSession*> nowhere_{this}; ///< holds `node_` while the session is in none of the port's lists
    std::list<HttpSession*>* list_ = &nowhere_;
    const std::list<HttpSession*>::iterator node_ = nowhere_.begin();
    steady_clock::time_point waiting_since_{};
};

} // namespace

std::shared_ptr<HttpSession> make_http_session(tcp::socket socket, std::shared_ptr<HttpPort> port)
{
    return std::make_shared<Session>(std::move(socket), std::move(port));
}

} // namespace fingertip::bot
