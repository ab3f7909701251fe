#pragma once

#include "bot/simulator/wechat_events.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fingertip::bot::chat {

/// A reply as a terminal shows it.
struct Screen
{
    std::string text;                  ///< tappable words as "[1 确认]"; of an article title, description and address
    std::vector<std::string> tappable; ///< what each of them says when it is tapped, in order
};

/// Everything that a terminal could take for a command of its own is left out.
Screen show(const simulator::Shown& reply);

/// The same text without what a terminal could take for a command of its own; line feeds stay.
std::string harmless(std::string_view text);

} // namespace fingertip::bot::chat
