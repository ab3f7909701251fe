#pragma once

#include "bot/simulator/wechat_events.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace fingertip::bot::chat {

/// The person does something in the application.
struct Do
{
    simulator::Act act;
    std::string page{}; ///< of a meeting, by the secret part of its address: the scene is what its picture holds
};
/// The person taps a word of the last reply, told by its number from 1.
struct TapNumber
{
    std::size_t number = 0;
};
/// The platform delivers the last event once more.
struct Again
{
};
/// The next event is delivered twice at the same moment.
struct Twice
{
};
/// The next event was sent that long ago and has been on its way since.
struct Late
{
    std::chrono::seconds by{0};
};
/// Shows the clocks; with a value, the platform's clock is that far ahead from now on (behind: negative).
struct Clock
{
    std::optional<std::chrono::seconds> ahead;
};
/// Shows, or no longer shows, what goes over the wire.
struct Wire
{
};
struct Help
{
};
struct Quit
{
};
/// An empty line.
struct Nothing
{
};
/// Nothing is sent; the sentence says why and what to write instead.
struct NotUnderstood
{
    std::string why;
};

using Line = std::variant<Do, TapNumber, Again, Twice, Late, Clock, Wire, Help, Quit, Nothing, NotUnderstood>;

/// Understands one line without its line feed: a text that is said, or, after "!", something else that happens in the
/// application or on the way. "!!…" says a text that begins with "!".
Line read_line(std::string_view line);

/// One line for every word that may stand behind "!".
std::string line_help();

} // namespace fingertip::bot::chat
