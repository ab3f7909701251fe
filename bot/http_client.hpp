#pragma once

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace fingertip::bot {

struct HttpCall
{
    std::string method = "GET"; ///< upper case
    std::string url;            ///< absolute, percent-encoded
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::chrono::milliseconds deadline{10'000}; ///< for all of it, from looking up the name to the last byte
};

struct HttpAnswer
{
    int status = 0; ///< 3xx as well: redirects are not followed
    std::string content_type;
    std::string body;
};

/// Why there is no answer. After the first five nothing was sent; after the others the far side may have acted.
enum class HttpCallError
{
    malformed, ///< the url, the method or a header cannot be sent
    host_not_allowed,
    resolve,
    connect,
    tls,       ///< chain, name, date or version
    timeout,   ///< wherever the deadline struck
    too_large, ///< the answer
    protocol,  ///< the connection broke, or what came was no HTTP answer
};

const char* name(HttpCallError error);

using HttpCallResult = std::variant<HttpAnswer, HttpCallError>;

/// Calls out. One connection a call.
class HttpClient
{
public:
    virtual ~HttpClient() = default;

    /// Never throws for what the far side does. The client must outlive the call.
    virtual boost::asio::awaitable<HttpCallResult> call(HttpCall call) = 0;
};

struct HttpClientOptions
{
    std::vector<std::string> allowed_hosts; ///< "api.example" (usual port; on loopback any) or "api.example:8443"
    std::filesystem::path extra_ca_file;    ///< PEM, believed beside the system's; empty: none
    std::size_t max_body = 1024 * 1024;     ///< bytes of an answer
};

/// https with TLS 1.2 or newer and the chain and host name verified, always; plain http to loopback only. Used on the
/// thread of `io`, destroyed before it. Throws boost::system::system_error if the extra CA file cannot be read.
std::unique_ptr<HttpClient> make_http_client(boost::asio::io_context& io, HttpClientOptions options);

} // namespace fingertip::bot
