#pragma once

#include "bot/demo/founder.hpp"
#include "storage/meetings/meetings.hpp"

#include <string>
#include <vector>

namespace fingertip::bot::demo {

/// Who calls a meeting of the town, and what for.
struct Occasion
{
    storage::OrganizationId org;
    storage::MemberId caller;
    std::string kind;
    std::string topic;
    storage::Time starts{};
};

/// A meeting that is to come, as a secretary would have called it; its timers are set.
storage::Meeting call_meeting(storage::Tx& tx, const Installation& installation, const Occasion& occasion,
                              storage::Time now);

/// A meeting of the past with its whole course: most of `members` came, some late, one was on leave, the rest were
/// absent; those who came have their points; it is closed.
void hold_meeting(storage::Tx& tx, const Installation& installation, const Occasion& occasion,
                  const std::vector<storage::Member>& members, Founder& founder);

} // namespace fingertip::bot::demo
