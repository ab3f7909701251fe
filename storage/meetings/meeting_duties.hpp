#pragma once

#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <vector>

namespace fingertip::storage::meeting_duties {

enum class Duty
{
    chair,
    recorder,
};

/// Gives one member (none: nobody) the duty; whoever had it has it no longer.
void give(Tx& tx, MeetingId meeting, Duty duty, MemberId member);

/// Meetings that start within [from, until] and that the member chairs or records, newest first, cancelled ones left
/// out: those on whose list the member is and those of the member's own organisations. At most `most`.
std::vector<MeetingId> of(ReadTx& tx, MemberId member, Time from, Time until, int most);

} // namespace fingertip::storage::meeting_duties
