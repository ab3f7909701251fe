#pragma once

#include "bot/config.hpp"

#include <chrono>
#include <string>

namespace fingertip::bot {

/// What the QR picture of an invitation holds.
struct InvitationCode
{
    std::string content;
    std::string what; ///< a sentence: whose code it is, and what scanning it does
};

/// Has the first verified service account that has an AppSecret make a code of its own for the scene, or falls back to
/// the scene itself. Takes a token by itself: the platform gives several readers the same one. Blocks, some seconds at
/// most.
InvitationCode invitation_code(const Config& config, const std::string& scene, std::chrono::seconds lives);

} // namespace fingertip::bot
