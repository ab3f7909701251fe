#pragma once

#include "bot/http_message.hpp"

#include <string>

namespace fingertip::bot {

/// What a response needs to know of its request.
struct HttpExchange
{
    bool http_1_0 = false;
    bool keep_alive = true; ///< the connection stays open after this answer
    bool head_only = false; ///< to a HEAD: announces the body's length, but no body follows
};

/// Status line and headers up to and including the empty line. Content-Length is always there, except where the
/// standard forbids it (204, 304). Throws std::invalid_argument if a header could be read as two, or the status is
/// none.
std::string response_head(const HttpResponse& response, HttpExchange exchange);

/// Whether the body follows the head.
bool has_body(const HttpResponse& response, HttpExchange exchange);

} // namespace fingertip::bot
