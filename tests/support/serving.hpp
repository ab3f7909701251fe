#pragma once

#include "tests/support/bot_process.hpp"

#include <chrono>
#include <cstdint>
#include <set>
#include <string>

namespace fingertip::tests {

/// One answer, as it came over the wire.
struct HttpAnswer
{
    int status = 0;  ///< 0: the connection was refused, or closed without an answer
    std::string raw; ///< every byte
    std::string body;
};

/// Sends the bytes on a connection of their own and reads one answer; waits at most five seconds.
HttpAnswer ask(std::uint16_t port, const std::string& request);
HttpAnswer get(std::uint16_t port, const std::string& path);

/// What /metrics says of a series ("name" or "name{label=\"value\"}", labels in alphabetical order); -1: nothing.
double metric(const BotProcess& bot, const std::string& series);

/// The text of a reply's XML.
std::string text_of(const std::string& reply_xml);

/// What the bot answers when the account of a member (of `found_branch`) says this; every call is another message.
/// "(nothing)": no answer came; "(silent)": an answer without a text.
std::string says(WechatSender& sender, int member, const std::string& text);

/// The numbers of the members whom the register has as present. The server must not run.
std::set<std::string> present_members(const std::string& database);

/// Whether the condition comes true within that time; looks again and again.
template<class Condition>
bool comes_true(Condition condition, std::chrono::milliseconds within = std::chrono::seconds{10});

void rest_a_little();

template<class Condition>
bool comes_true(Condition condition, std::chrono::milliseconds within)
{
    const auto give_up = std::chrono::steady_clock::now() + within;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > give_up)
            return false;
        rest_a_little();
    }
    return true;
}

} // namespace fingertip::tests
