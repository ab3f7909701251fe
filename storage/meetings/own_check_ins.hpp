#pragma once

#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <optional>

namespace fingertip::storage::own_check_ins {

/// A check-in that somebody made for themselves.
struct Latest
{
    MeetingId meeting;
    Time at{};
};

/// The member's latest own check-in at or after `since`, to a meeting that still runs at `now`. Empty: there is none.
std::optional<Latest> latest(ReadTx& tx, MemberId member, Time since, Time now);

/// Takes it back: who is on the list is awaited, or on leave, again, a guest's row goes, the meeting's counts go down.
/// False: there was nothing to take back.
bool take_back(Tx& tx, MeetingId meeting, MemberId member);

} // namespace fingertip::storage::own_check_ins
