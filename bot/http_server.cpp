#include "bot/http_server.hpp"

#include "bot/log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <list>
#include <utility>

namespace fingertip::bot {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::steady_clock;

namespace {

constexpr auto token = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view full =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
constexpr std::chrono::milliseconds pause_after_failed_accept{50};

/// Of the time a slow client has: after this part of it (a second of fifteen) it may have to make room for others.
constexpr int dawdling_part = 15;

void log_failure(std::exception_ptr failure)
{
    try {
        if (failure)
            std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        log::error("http_port_failed", {{"cause", log::cause(error)}});
    }
}

/// Often enough that a deadline is kept to a fraction of itself, and no more than once a second costs anything.
std::chrono::milliseconds look_period(const HttpLimits& limits)
{
    const auto shortest = std::min(limits.slow_client, limits.idle_connection);
    return std::clamp(shortest / 10, std::chrono::milliseconds{5}, std::chrono::milliseconds{1000});
}

} // namespace

struct HttpServer::Core
{
    using Sessions = std::list<std::shared_ptr<HttpSession>>;

    Core(asio::io_context& context, HttpServerOptions options, HttpHandler handler)
        : io{context}, acceptor{context}, clock{context}, drained{context}, port{std::make_shared<HttpPort>()}
    {
        port->limits = options.limits;
        port->handler = std::move(handler);
        port->proxies = TrustedProxies{options.trusted_proxies};
        port->allowed_hosts = std::move(options.allowed_hosts);
        port->events = std::move(options.events);

        try {
            listen(options.listen, options.reuse_port);
        } catch (const boost::system::system_error& error) {
            throw boost::system::system_error{
                error.code(), options.listen.host + ':' + std::to_string(options.listen.port) +
                                  " cannot be listened on; give another address, or stop whoever has it"};
        }
    }

    void listen(const ListenAddress& address, bool reuse_port)
    {
        tcp::resolver resolver{io};
        const auto found = resolver.resolve(address.host, std::to_string(address.port),
                                            tcp::resolver::passive | tcp::resolver::numeric_service);
        const tcp::endpoint endpoint = *found.begin();
        acceptor.open(endpoint.protocol());
        acceptor.set_option(tcp::acceptor::reuse_address{true});
        if (reuse_port)
            share_port();
        acceptor.bind(endpoint);
        acceptor.listen(tcp::acceptor::max_listen_connections);
        port_number = acceptor.local_endpoint().port();
    }

    void share_port()
    {
        const int on = 1;
        if (::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0)
            throw boost::system::system_error{errno, boost::system::system_category(), "SO_REUSEPORT"};
    }

    void close_listener()
    {
        boost::system::error_code ignored;
        acceptor.close(ignored);
    }

    void report_connections() const
    {
        if (port->events.connections)
            port->events.connections(sessions.size());
    }

    void report_closed(std::string_view why) const
    {
        if (port->events.closed)
            port->events.closed(why);
    }

    /// Closes the longest idle connection, else the one that has dawdled longest over its request or answer, if that is
    /// longer than an honest client takes. False: neither is there.
    bool make_room()
    {
        HttpSession* victim = nullptr;
        if (!port->idle.empty())
            victim = port->idle.front();
        else if (!port->held_up.empty() && steady_clock::now() - port->held_up.front()->waiting_since() >
                                               port->limits.slow_client / dawdling_part)
            victim = port->held_up.front();
        if (victim == nullptr)
            return false;
        victim->drop();
        report_closed("evicted");
        return true;
    }

    void turn_away(tcp::socket& socket) const
    {
        boost::system::error_code ignored;
        socket.non_blocking(true, ignored);
        socket.write_some(asio::buffer(full), ignored);
        socket.shutdown(tcp::socket::shutdown_send, ignored);
        report_closed("full");
    }

    asio::io_context& io;
    tcp::acceptor acceptor;
    asio::steady_timer clock;   ///< for the look at the deadlines
    asio::steady_timer drained; ///< cancelled when the last connection of a draining server is gone
    std::shared_ptr<HttpPort> port;
    Sessions sessions;
    std::uint16_t port_number = 0;
    bool stopped = false;

    static asio::awaitable<void> serve(std::shared_ptr<Core> core, Sessions::iterator session);
    static asio::awaitable<void> accept(std::shared_ptr<Core> core);
    static asio::awaitable<void> keep_time(std::shared_ptr<Core> core);
};

asio::awaitable<void> HttpServer::Core::serve(std::shared_ptr<Core> core, Sessions::iterator session)
{
    try {
        co_await (*session)->run();
    } catch (const std::exception& error) { // out of memory, say: this one ends, the others go on
        log::error("http_connection_failed", {{"cause", log::cause(error)}});
    }
    core->sessions.erase(session);
    core->report_connections();
    if (core->port->draining && core->sessions.empty())
        core->drained.cancel();
}

asio::awaitable<void> HttpServer::Core::accept(std::shared_ptr<Core> core)
{
    while (core->acceptor.is_open()) {
        auto [error, socket] = co_await core->acceptor.async_accept(token);
        if (!core->acceptor.is_open())
            break;
        if (error) {
            // Out of descriptors, most likely, and it would be the next one's fate too.
            core->make_room();
            asio::steady_timer pause{core->io, pause_after_failed_accept};
            co_await pause.async_wait(token);
            continue;
        }
        if (core->sessions.size() >= core->port->limits.max_connections && !core->make_room()) {
            core->turn_away(socket);
            continue;
        }
        const auto session =
            core->sessions.insert(core->sessions.end(), make_http_session(std::move(socket), core->port));
        core->report_connections();
        asio::co_spawn(core->io, serve(core, session), log_failure);
    }
}

asio::awaitable<void> HttpServer::Core::keep_time(std::shared_ptr<Core> core)
{
    while (!core->stopped) {
        const auto period = look_period(core->port->limits);
        core->clock.expires_after(period);
        co_await core->clock.async_wait(token);
        const auto next_look = steady_clock::now() + period;
        for (const auto& session : core->sessions)
            session->check_deadline(next_look);
    }
}

HttpServer::HttpServer(asio::io_context& io, HttpServerOptions options, HttpHandler handler)
    : core_{std::make_shared<Core>(io, std::move(options), std::move(handler))}
{
}

HttpServer::~HttpServer()
{
    core_->stopped = true;
    core_->close_listener();
    core_->clock.cancel();
    core_->drained.cancel();
    for (const auto& session : core_->sessions)
        session->drop();
}

void HttpServer::start()
{
    asio::co_spawn(core_->io, Core::accept(core_), log_failure);
    asio::co_spawn(core_->io, Core::keep_time(core_), log_failure);
}

std::uint16_t HttpServer::port() const
{
    return core_->port_number;
}

std::size_t HttpServer::connections() const
{
    return core_->sessions.size();
}

void HttpServer::set_limits(const HttpLimits& limits)
{
    core_->port->limits = limits;
}

void HttpServer::stop_accepting()
{
    core_->close_listener();
}

asio::awaitable<void> HttpServer::drain(std::chrono::milliseconds at_most)
{
    const std::shared_ptr<Core> core = core_;
    core->close_listener();
    core->port->draining = true;
    for (const auto& session : core->sessions)
        if (session->is_quiet())
            session->drop();
    core->drained.expires_after(at_most);
    if (!core->sessions.empty())
        co_await core->drained.async_wait(token);
    for (const auto& session : core->sessions)
        session->drop();
}

} // namespace fingertip::bot
