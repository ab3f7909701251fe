#pragma once

#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <cstdint>
#include <string_view>

namespace fingertip::storage::attendance {

/// How far a pass over a meeting's people, in the order of their ids, has come. A pass is cut into pages because a unit
/// holds the only writer: ten thousand people are ten units, not one long one.
struct Pass
{
    std::int64_t last = 0; ///< the id of the last person done; the next page begins behind it
    bool complete = false;
};

/// People of one page.
inline constexpr std::int64_t people_a_page = 1000;

/// Brings one page of a meeting's list, behind person `after`, to the roster as it is now: who joined since is added,
/// who left and has not come is taken off. Whoever has come or is on leave stays as they are. Due and voting members
/// are counted anew. A meeting whose list is fixed, closed or cancelled is left alone (complete).
///
/// Due are the members of the meeting's organisation and of everything below it; a committee meeting is for those who
/// hold an office in the organisation itself. Members hosted there (floating members) are listed and not due: their
/// home counts them. Voting are full members whose rights are not suspended and who are due.
Pass list(Tx& tx, MeetingId meeting, std::int64_t after, Time at);

/// The same for one person and the meetings whose check-in is open for them, for somebody who is on no list because
/// they joined after it was made. Returns whether anything was looked at.
bool list_one(Tx& tx, MemberId member, Time at);

/// The same for one person and one meeting, open or not yet.
void list_one(Tx& tx, MeetingId meeting, MemberId member);

/// Lists the first page of the meetings whose check-in has opened by `at` and that have no list at all yet. Returns how
/// many. Idempotent: the timer and the first check-in may both come.
std::int64_t list_opened(Tx& tx, Time at);

/// From now on changes of the roster alter nothing about this meeting.
void fix(Tx& tx, MeetingId meeting, Time at);

/// Makes absent whom nobody has seen, one page behind person `after`.
Pass mark_absent(Tx& tx, MeetingId meeting, std::int64_t after);

/// Counts present and due anew, as after a correction.
void count(Tx& tx, MeetingId meeting);

/// Posts news of `kind` about the meeting to one page of those on its list, behind person `after`: who is due or hosted
/// and neither exempt nor `except`.
Pass tell(Tx& tx, MeetingId meeting, std::int64_t after, std::string_view kind, MemberId except, Time now,
          Time expires);

/// How many would be due for a meeting of that kind on that day, counted up to `most`.
std::int64_t would_be_due(ReadTx& tx, OrganizationId org, std::string_view kind, std::int64_t day, std::int64_t most);

} // namespace fingertip::storage::attendance
