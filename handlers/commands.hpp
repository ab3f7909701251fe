#pragma once

#include "handlers/command.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace fingertip::handlers {

/// Every command, in the order of the menu.
std::span<const Command> commands();

/// The command with this name or alias (lower case, narrow); null: none.
const Command* find_command(std::string_view word);

/// All names and aliases, longest first: what a text may begin with.
const std::vector<std::string_view>& command_words();

/// The words whose argument may follow with nothing in between: 请假家里有事.
std::span<const std::string_view> attaching_words();

const Command* help_command();
const Command* check_in_command();

} // namespace fingertip::handlers
