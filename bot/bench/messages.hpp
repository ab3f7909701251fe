#pragma once

#include "bot/platforms/envelope_crypto.hpp"
#include "bot/simulator/wechat_servers.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fingertip::bot::bench {

/// Which messages are sent.
struct Script
{
    std::string platform;      ///< the webhook's name
    std::string text;          ///< what everybody says
    std::int64_t members = 1;  ///< of the prepared books
    std::int64_t first = 0;    ///< messages that earlier runs have sent: these go on after them
    std::int64_t messages = 1; ///< different ones
    int copies_percent = 0;    ///< of them are sent once more, signed anew
};

/// One request as it goes over the wire.
struct Message
{
    std::string bytes;
    std::size_t original; ///< index of the message that this one is a copy of; its own when it is none
};

/// What WeChat's servers would send, ready made, so that making them costs nothing while time is measured. Neighbours
/// come from members far apart in the roster. A copy follows its original by 40 messages.
std::vector<Message> make_messages(const Script& script, const simulator::AccountSecrets& secrets);

/// The text of a signed and encrypted reply; empty: no such reply.
std::optional<std::string> opened_reply(const platforms::EnvelopeCrypto& crypto, const std::string& body);

} // namespace fingertip::bot::bench
