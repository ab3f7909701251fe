#pragma once

#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <cstdint>

namespace fingertip::storage::attendance {

/// Puts everybody who is due on the list of each meeting whose check-in has opened by `at` and that has no list yet.
/// Returns how many meetings. Idempotent: the timer and the first check-in may both come.
std::int64_t list_opened(Tx& tx, Time at);

/// Brings a meeting's list to the roster as it is now: who joined since is added, who left and has not come is taken
/// off. Whoever has come, is on leave or exempt stays as they are. Due and voting members are counted anew.
///
/// Due are the members of the meeting's organisation and, for a general members' meeting, of everything below it;
/// guests hosted there (floating members) are listed and not due: their home counts them. Voting are full members whose
/// rights are not suspended and who are not exempt from being counted.
void list_due(Tx& tx, MeetingId meeting, Time at);

} // namespace fingertip::storage::attendance
