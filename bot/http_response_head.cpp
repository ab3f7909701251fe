#include "bot/http_response_head.hpp"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/status.hpp>

#include <algorithm>
#include <stdexcept>

namespace fingertip::bot {

namespace {

bool forbids_length(int status)
{
    return status == 204 || status == 304;
}

bool is_framing(const std::string& name)
{
    return boost::beast::iequals(name, "Content-Length") || boost::beast::iequals(name, "Transfer-Encoding") ||
           boost::beast::iequals(name, "Connection");
}

void append_field(std::string& head, std::string_view name, std::string_view value)
{
    const auto splits = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (name.empty() || name.find_first_of(": ") != std::string_view::npos ||
        std::any_of(name.begin(), name.end(), splits) || std::any_of(value.begin(), value.end(), splits))
        throw std::invalid_argument("a response header holds a control character");
    head.append(name).append(": ").append(value).append("\r\n");
}

} // namespace

std::string response_head(const HttpResponse& response, HttpExchange exchange)
{
    if (response.status < 200 || response.status > 599)
        throw std::invalid_argument("a response needs a final status");
    const std::string_view reason =
        boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(static_cast<unsigned>(response.status)));

    std::string head;
    head.reserve(256);
    head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(reason).append("\r\n");
    if (!response.content_type.empty())
        append_field(head, "Content-Type", response.content_type);
    for (const auto& [name, value] : response.headers) {
        if (is_framing(name))
            throw std::invalid_argument("a handler does not decide about framing");
        append_field(head, name, value);
    }
    if (!forbids_length(response.status))
        append_field(head, "Content-Length", std::to_string(response.body.size()));
    if (!exchange.keep_alive)
        append_field(head, "Connection", "close");
    else if (exchange.http_1_0)
        append_field(head, "Connection", "keep-alive");
    return head.append("\r\n");
}

bool has_body(const HttpResponse& response, HttpExchange exchange)
{
    return !exchange.head_only && !forbids_length(response.status);
}

} // namespace fingertip::bot
