#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fingertip::bot {

/// A request as it was sent, within the limits of http_session; nothing in it is decoded twice.
struct HttpRequest
{
    std::string method;                                       ///< "GET", "POST", "HEAD", … upper case
    std::string path;                                         ///< before '?', as sent (not percent-decoded)
    std::string query;                                        ///< after '?', raw; empty: none
    std::vector<std::pair<std::string, std::string>> headers; ///< names in lower case
    std::string body;
    std::string peer;    ///< address of the client: the socket's, or the forwarded one behind a trusted proxy
    bool secure = false; ///< a trusted proxy says that the client came by https
    std::chrono::sys_time<std::chrono::milliseconds> received_at{};

    /// First header of that name (lower case); empty if there is none.
    std::string_view header(std::string_view name) const
    {
        for (const auto& [key, value] : headers)
            if (key == name)
                return value;
        return {};
    }
};

struct HttpResponse
{
    int status = 200;
    std::string content_type; ///< empty: no Content-Type is sent
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    bool close = false;   ///< close the connection after this answer
    bool abandon = false; ///< close the connection without any answer (the sender's redelivery finds the stored one)
};

} // namespace fingertip::bot
