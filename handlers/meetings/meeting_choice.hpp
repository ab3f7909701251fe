#pragma once

#include "handlers/context.hpp"
#include "storage/meetings/meetings.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace fingertip::handlers {

/// Which meetings a command is about when no number was said.
enum class Occasion
{
    coming, ///< open now or still to come: its code, moving, cancelling
    latest, ///< running, about to, or held within the last month: its roll, late entries, its summary
};

/// What a command wants a meeting for.
struct MeetingPurpose
{
    Capability capability;
    Occasion occasion;
    std::string_view command; ///< offered with each meeting's number when it is not clear which is meant
    bool or_duty = false;     ///< also meetings that the speaker chairs or records
};

/// The meeting somebody means, or what to answer instead.
struct MeetingChoice
{
    std::optional<storage::Meeting> meeting;
    Reply instead;
};

/// Finds the meeting by its number; without one, the meeting that is open now, or else the only one in question. A
/// meeting that does not exist and one that the speaker has no right upon get the same answer.
MeetingChoice choose_meeting(ReadContext& ctx, std::optional<std::int64_t> number, const MeetingPurpose& purpose);

} // namespace fingertip::handlers
