#pragma once

#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <cstdint>
#include <string_view>

namespace fingertip::storage::points {

/// The day an entry counts for, in the organisation's zone: days since 1970, and the keys of its month and year.
struct Period
{
    std::int64_t day = 0;
    int year = 0;
    int month = 0; ///< 1–12
};

/// Gives what the rule of that day says for `subject` (a meeting, say), within the rule's caps, once: a second call for
/// the same member, rule, subject and day gives nothing, unless the first was reversed in between. Returns the points
/// given; 0: nothing (had before, capped, no such rule then).
std::int64_t award(Tx& tx, MemberId member, std::string_view rule, std::int64_t subject, const Period& period, Time at);

/// The member's balance.
std::int64_t balance(ReadTx& tx, MemberId member);

} // namespace fingertip::storage::points
