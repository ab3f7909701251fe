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

using ReadHandler = Reply (*)(ReadContext&, const Args&);
using WriteHandler = Reply (*)(Context&, const Args&);

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

    bool reads_only() const { return std::holds_alternative<ReadHandler>(run); }
};

} // namespace fingertip::handlers
