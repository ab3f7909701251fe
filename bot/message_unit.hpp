#pragma once

#include "bot/platforms/platform.hpp"
#include "handlers/context.hpp"

#include <optional>
#include <string>

namespace fingertip::bot {

/// What a unit made of one message.
struct Handled
{
    handlers::Reply reply;
    std::string_view command; ///< name of the command, for logs and counters; empty: none was recognised
    bool repeated = false;    ///< a copy of an event that had been worked on before
    storage::MemberId member; ///< who it turned out to be; none: not bound
    bool english = false;     ///< the language chosen
    std::string dialogue;     ///< name of the dialogue that is open afterwards
};

/// Whether the message plainly writes, judged by its own words alone: then looking at it in a read unit is wasted.
bool plainly_writes(const handlers::Incoming& incoming);

/// Works on the message in a read unit. Empty: it is one that writes, or leaves something behind. What is found here is
/// only a guess about what to do next; the write unit looks again.
std::optional<Handled> read_message(storage::ReadTx& tx, const handlers::Surroundings& around,
                                    const handlers::Incoming& incoming, const platforms::Capabilities& can,
                                    storage::Time now);

/// Works on the message in a write unit, once for any number of copies: the first statement enters the event into the
/// inbox, the last keeps the reply there.
Handled write_message(storage::Tx& tx, const handlers::Surroundings& around, const handlers::Incoming& incoming,
                      const platforms::Capabilities& can, storage::Time now);

/// The kept reply of an event that was worked on before; empty: it was not.
std::optional<Handled> recall_message(storage::ReadTx& tx, const handlers::Surroundings& around,
                                      const handlers::Incoming& incoming);

} // namespace fingertip::bot
