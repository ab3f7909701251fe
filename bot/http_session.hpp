#pragma once

#include "bot/http_forwarded.hpp"
#include "bot/http_limits.hpp"
#include "bot/http_message.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::bot {

/// Answers one request. Runs on the thread of the server's io_context; an exception is answered 500.
using HttpHandler = std::function<boost::asio::awaitable<HttpResponse>(HttpRequest)>;

/// What the owner of a port may want to count. Empty functions are not called. On the io_context's thread.
struct HttpEvents
{
    std::function<void(int status)> answered;          ///< 0: closed without an answer because the handler wished it
    std::function<void(std::size_t open)> connections; ///< after each change
    std::function<void(std::string_view why)> closed;  ///< by us, for a reason: refused, slow, idle,
                                                       ///< evicted (to make room), full (nobody to evict)
};

class HttpSession;

/// What all connections of one port share; outlives them.
struct HttpPort
{
    HttpLimits limits;
    HttpHandler handler;
    TrustedProxies proxies;
    std::vector<std::string> allowed_hosts; ///< lower case, without port; empty: any
    HttpEvents events;
    bool draining = false;        ///< whoever has nothing unanswered is to close
    std::list<HttpSession*> idle; ///< connections on which nothing is unfinished, the longest idle first
    std::list<HttpSession*>
        held_up; ///< those in the middle of a request or an answer that wait for the client, likewise
};

/// One connection: bytes to HttpRequest, HttpResponse to bytes, one request after the other, within the limits. While a
/// handler is at work nothing more is read, so a client that pipelines is held back by its own socket.
/// Everything runs on the one thread of the io_context.
class HttpSession
{
public:
    virtual ~HttpSession() = default;

    /// Until the connection is closed. Keep the session alive meanwhile.
    virtual boost::asio::awaitable<void> run() = 0;

    /// Ends the waiting for a client whose time is up before `next_look`.
    virtual void check_deadline(std::chrono::steady_clock::time_point next_look) = 0;

    /// Since when it has been in one of the lists of the port.
    virtual std::chrono::steady_clock::time_point waiting_since() const = 0;

    /// Nothing that was sent to us is unanswered.
    virtual bool is_quiet() const = 0;

    /// Closes at once.
    virtual void drop() = 0;
};

/// `socket` is connected; `port` is shared with the server.
std::shared_ptr<HttpSession> make_http_session(boost::asio::ip::tcp::socket socket, std::shared_ptr<HttpPort> port);

} // namespace fingertip::bot
