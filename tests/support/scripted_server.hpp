#pragma once

#include "tests/support/certificates.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace fingertip::tests {

/// Somebody else's server on loopback, plain or over TLS, that does what its script says. One connection after another,
/// one request each.
class ScriptedServer
{
public:
    struct Answer
    {
        std::string bytes;                    ///< as they go over the wire; empty: the connection is closed
        std::chrono::milliseconds between{0}; ///< pause after each byte
        bool silent = false;                  ///< says nothing until the client gives up
    };
    /// What to answer to the bytes of a request, the `number`-th since the start, from 1.
    using Script = std::function<Answer(const std::string& request, std::size_t number)>;

    explicit ScriptedServer(Script script, const std::optional<Certificate>& certificate = std::nullopt);
    /// The same answer to everybody.
    explicit ScriptedServer(std::string answer, const std::optional<Certificate>& certificate = std::nullopt,
                            std::chrono::milliseconds between = std::chrono::milliseconds{0});
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    std::string port() const { return std::to_string(acceptor_.local_endpoint().port()); }

    /// The bytes of every request so far.
    std::vector<std::string> heard() const;

private:
    void serve();
    template<class Stream>
    void talk(Stream& stream);

    boost::asio::io_context io_;
    boost::asio::ip::tcp::acceptor acceptor_;
    Script script_;
    std::optional<boost::asio::ssl::context> tls_;
    mutable std::mutex mutex_;
    std::vector<std::string> heard_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

/// A whole answer with a JSON body.
std::string json_answer(const std::string& body, int status = 200);

/// What stands behind the empty line of a request.
std::string body_of(const std::string& request);

} // namespace fingertip::tests
