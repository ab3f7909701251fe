#include "bot/http_client.hpp"

#include "bot/http_url.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace fingertip::bot {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::steady_clock;

namespace {

constexpr auto token = asio::as_tuple(asio::use_awaitable);

using Request = http::request<http::string_body>;
using Endpoints = std::vector<tcp::endpoint>;

/// What a failed step means: the deadline if that is what struck, else the step's own error.
HttpCallError meaning(const error_code& error, HttpCallError of_the_step)
{
    if (error == beast::error::timeout)
        return HttpCallError::timeout;
    if (error == http::error::body_limit || error == http::error::header_limit)
        return HttpCallError::too_large;
    return of_the_step;
}

bool has_control(std::string_view text)
{
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

std::optional<Request> make_request(HttpCall& call, const HttpDestination& to)
{
    if (call.method.empty() ||
        !std::all_of(call.method.begin(), call.method.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
        return std::nullopt;
    Request request;
    request.method_string(call.method);
    request.target(to.target);
    request.set(http::field::host, to.authority);
    request.set(http::field::user_agent, "fingertip");
    for (const auto& [name, value] : call.headers) {
        if (name.empty() || has_control(name) || name.find_first_of(": ") != std::string::npos || has_control(value))
            return std::nullopt;
        request.set(name, value);
    }
    request.body() = std::move(call.body);
    request.keep_alive(false);
    request.prepare_payload();
    return request;
}

/// A look-up that hangs cannot be cancelled, only left alone: it goes on in Asio's resolver thread, and what it
/// finds too late is dropped with this.
struct LookUp
{
    LookUp(asio::io_context& io, steady_clock::time_point deadline) : resolver{io}, done{io, deadline} {}

    tcp::resolver resolver;
    asio::steady_timer done;
    bool finished = false;
    Endpoints found;
};

asio::awaitable<std::variant<Endpoints, HttpCallError>> resolve(asio::io_context& io, HttpDestination to,
                                                                steady_clock::time_point deadline)
{
    error_code not_numeric;
    const auto address = asio::ip::make_address(to.host, not_numeric);
    if (!not_numeric)
        co_return Endpoints{{address, to.port}};

    const auto look_up = std::make_shared<LookUp>(io, deadline);
    look_up->resolver.async_resolve(to.host, std::to_string(to.port),
                                    [look_up](const error_code& error, const tcp::resolver::results_type& results) {
                                        if (!error)
                                            for (const auto& entry : results)
                                                look_up->found.push_back(entry.endpoint());
                                        look_up->finished = true;
                                        look_up->done.cancel();
                                    });
    co_await look_up->done.async_wait(token);
    if (!look_up->finished) {
        look_up->resolver.cancel();
        co_return HttpCallError::timeout;
    }
    auto& found = look_up->found;
    if (to.loopback) // "localhost" is what /etc/hosts makes of it
        std::erase_if(found, [](const tcp::endpoint& endpoint) { return !endpoint.address().is_loopback(); });
    if (found.empty())
        co_return HttpCallError::resolve;
    co_return std::move(found);
}

/// Sends and reads on a connected stream.
template<class Stream>
asio::awaitable<HttpCallResult> exchange(Stream& stream, const Request& request, std::size_t max_body)
{
    const auto [write_error, written] = co_await http::async_write(stream, request, token);
    if (write_error)
        co_return meaning(write_error, HttpCallError::protocol);

    beast::flat_buffer buffer;
    std::optional<http::response_parser<http::string_body>> parser;
    bool interim = true;
    while (interim) { // 1xx come before the answer
        parser.emplace();
        parser->body_limit(max_body);
        parser->skip(request.method() == http::verb::head);
        const auto [error, count] = co_await http::async_read(stream, buffer, *parser, token);
        if (error)
            co_return meaning(error, HttpCallError::protocol);
        interim = parser->get().result_int() < 200;
    }
    HttpAnswer answer;
    answer.status = static_cast<int>(parser->get().result_int());
    answer.content_type = std::string{parser->get()[http::field::content_type]};
    answer.body = std::move(parser->get().body());
    co_return answer;
}

class Client final : public HttpClient
{
public:
    Client(asio::io_context& io, HttpClientOptions options) : io_{io}, options_{std::move(options)}
    {
        if (!options_.extra_ca_file.empty())
            tls(); // a file that cannot be read should be known at once
    }

    asio::awaitable<HttpCallResult> call(HttpCall call) override
    {
        const auto deadline = steady_clock::now() + call.deadline;
        const auto to = parse_http_url(call.url);
        if (!to)
            co_return HttpCallError::malformed;
        if (!is_allowed(*to, options_.allowed_hosts))
            co_return HttpCallError::host_not_allowed;
        const auto request = make_request(call, *to);
        if (!request)
            co_return HttpCallError::malformed;
        auto resolved = co_await resolve(io_, *to, deadline);
        if (const auto* error = std::get_if<HttpCallError>(&resolved))
            co_return *error;
        const auto endpoints = std::get<Endpoints>(std::move(resolved));
        if (to->tls)
            co_return co_await over_tls(*to, *request, endpoints, deadline);
        co_return co_await over_tcp(*request, endpoints, deadline);
    }

private:
    asio::awaitable<HttpCallResult> over_tcp(const Request& request, const Endpoints& endpoints,
                                             steady_clock::time_point deadline)
    {
        beast::tcp_stream stream{io_};
        stream.expires_at(deadline);
        const auto [error, endpoint] = co_await stream.async_connect(endpoints, token);
        if (error)
            co_return meaning(error, HttpCallError::connect);
        co_return co_await exchange(stream, request, options_.max_body);
    }

    asio::awaitable<HttpCallResult> over_tls(const HttpDestination& to, const Request& request,
                                             const Endpoints& endpoints, steady_clock::time_point deadline)
    {
        beast::ssl_stream<beast::tcp_stream> stream{io_, tls()};
        stream.set_verify_mode(ssl::verify_peer);
        stream.set_verify_callback(ssl::host_name_verification{to.host});
        error_code numeric;
        asio::ip::make_address(to.host, numeric);
        if (numeric && SSL_set_tlsext_host_name(stream.native_handle(), to.host.c_str()) != 1)
            co_return HttpCallError::tls;

        beast::get_lowest_layer(stream).expires_at(deadline);
        const auto [connect_error, endpoint] = co_await beast::get_lowest_layer(stream).async_connect(endpoints, token);
        if (connect_error)
            co_return meaning(connect_error, HttpCallError::connect);
        const auto [tls_error] = co_await stream.async_handshake(ssl::stream_base::client, token);
        if (tls_error)
            co_return meaning(tls_error, HttpCallError::tls);
        co_return co_await exchange(stream, request, options_.max_body);
    }

    /// Made at the first use: the system's certificates take time to read, and many an installation calls nobody.
    ssl::context& tls()
    {
        if (!tls_) {
            ssl::context context{ssl::context::tls_client};
            SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
            context.set_verify_mode(ssl::verify_peer);
            context.set_default_verify_paths();
            if (!options_.extra_ca_file.empty())
                context.load_verify_file(options_.extra_ca_file.string());
            tls_.emplace(std::move(context));
        }
        return *tls_;
    }

    asio::io_context& io_;
    HttpClientOptions options_;
    std::optional<ssl::context> tls_;
};

} // namespace

const char* name(HttpCallError error)
{
    switch (error) {
    case HttpCallError::malformed:
        return "malformed";
    case HttpCallError::host_not_allowed:
        return "host_not_allowed";
    case HttpCallError::resolve:
        return "resolve";
    case HttpCallError::connect:
        return "connect";
    case HttpCallError::tls:
        return "tls";
    case HttpCallError::timeout:
        return "timeout";
    case HttpCallError::too_large:
        return "too_large";
    case HttpCallError::protocol:
        return "protocol";
    }
    return "";
}

std::unique_ptr<HttpClient> make_http_client(asio::io_context& io, HttpClientOptions options)
{
    return std::make_unique<Client>(io, std::move(options));
}

} // namespace fingertip::bot
