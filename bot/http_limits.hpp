#pragma once

#include <chrono>
#include <cstddef>

namespace fingertip::bot {

/// What one HTTP port takes from strangers. Everything beyond is refused before memory is spent on it.
struct HttpLimits
{
    std::size_t request_line = 4096;    ///< bytes without CRLF; more: 414
    std::size_t header_block = 8192;    ///< bytes of all header lines with their CRLFs; more: 431
    std::size_t fields = 64;            ///< header lines; more: 431
    std::size_t body = 64 * 1024;       ///< bytes; more: 413, decided on Content-Length before anything is read
    std::size_t max_connections = 4096; ///< open at once; beyond it the longest idle one is closed, then a slow
                                        ///< client's; without either: 503
    std::chrono::milliseconds slow_client{15'000};     ///< to send a whole request, and again to take a whole answer
    std::chrono::milliseconds idle_connection{60'000}; ///< between an answer and the next request
};

} // namespace fingertip::bot
