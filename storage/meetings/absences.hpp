#pragma once

#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <cstdint>
#include <vector>

namespace fingertip::storage::absences {

/// Somebody who has stayed away without leave.
struct Absent
{
    MemberId member;
    OrganizationId home; ///< as it is now
    std::int64_t times = 0;
};

/// Those among the absent of a meeting, with ids in (after, until], who have stayed away from at least `least` meetings
/// that begin within [from, before). Not counted: leave, also one that is asked for and not decided; meetings that were
/// called off; meetings for which they were not due.
std::vector<Absent> without_leave(ReadTx& tx, MeetingId meeting, std::int64_t after, std::int64_t until, Time from,
                                  Time before, std::int64_t least);

} // namespace fingertip::storage::absences
