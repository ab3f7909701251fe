#pragma once

#include "handlers/context.hpp"

#include <span>
#include <string_view>
#include <variant>

namespace fingertip::handlers {

class Args;

/// Where a command may be used.
enum class Scope
{
    direct, ///< between one person and the bot
    any,
};

/// What a command does with a dialogue that is open.
enum class Beside
{
    parks,  ///< puts it aside; 继续 takes it up again
    leaves, ///< leaves it as it is
    yields, ///< lets it take the word as its answer, with no number behind it, if it asks for this very word
};

using ReadHandler = Reply (*)(ReadContext&, const Args&);
using WriteHandler = Reply (*)(Context&, const Args&);
using Question = bool (*)(ReadContext&);

/// One thing that people can ask for. The router, the menu, the permission test and README's table all read the list of
/// these (commands.cpp).
struct Command
{
    std::string_view name;                     ///< the Chinese word people type
    std::span<const std::string_view> aliases; ///< other words, in lower case
    Capability may;
    Scope scope;
    Text help; ///< one line for the menu
    std::variant<ReadHandler, WriteHandler> run;
    Beside beside = Beside::parks;
    Question also = nullptr; ///< of a bound member without the capability: is it open to them all the same?

    bool reads_only() const { return std::holds_alternative<ReadHandler>(run); }
};

/// Whether the speaker may use the command anywhere at all.
inline bool is_open_to(ReadContext& ctx, const Command& command)
{
    return ctx.may_somewhere(command.may) || (command.also && ctx.speaker.member && command.also(ctx));
}

} // namespace fingertip::handlers
