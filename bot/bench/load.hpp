#pragma once

#include "bot/bench/messages.hpp"
#include "bot/config/config_values.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fingertip::bot::bench {

/// How messages are sent.
struct Pace
{
    int connections = 64;  ///< kept alive
    double seconds = 0;    ///< nothing is sent after that; 0: until all are sent
    double per_second = 0; ///< 0: closed loop, each connection sends as soon as its answer is there. Else messages fall
                           ///< due at this rate whatever the server does, and time counts from then.
};

/// What came back, in the order in which it was sent.
struct Answer
{
    std::size_t message = 0; ///< its index
    double ms = 0;
    int status = 0;
    std::string body;
};

struct Answers
{
    double seconds = 0; ///< from the first byte sent to the last answer
    std::vector<Answer> all;
};

/// Sends the messages to a server on this machine; one thread. Throws std::runtime_error when a connection cannot be
/// made or breaks, or nothing comes for ten seconds.
Answers send(const Endpoint& server, const std::vector<Message>& messages, const Pace& pace);

} // namespace fingertip::bot::bench
