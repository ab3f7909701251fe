#pragma once

#include "bot/config.hpp"

#include <string>
#include <vector>

namespace fingertip::bot {

/// One thing that was looked at.
struct Finding
{
    enum class State
    {
        good,
        doubtful,
        bad
    };
    std::string what; ///< "data key"
    State state;
    std::string words; ///< what was found and, unless it is good, the way out
};

const char* name(Finding::State state);

/// Looks at everything an installation stands on: data key, database, disk, backups, clock, time zone, ports, the
/// platform's address. Changes nothing. Takes a few seconds when the platform cannot be reached.
std::vector<Finding> examine(const Config& config);

} // namespace fingertip::bot
