#pragma once

#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace fingertip::storage::leave {

// Leave is asked for by a request of kind "leave" whose subject is the meeting; here is what it does to the meeting's
// list, and what a meeting's fate does to the requests.

/// Enters leave for somebody who is due and has not come, with the reason sealed for them; empty: none is kept. Who has
/// leave already gets the reason anew. False: they have come, are exempt, or are not on the list.
bool give(Tx& tx, const Vault& vault, MeetingId meeting, MemberId member, std::string_view reason, MemberId officer);
/// Ends leave: awaited again, or absent once the meeting is closed; the reason goes. False: they are not on leave.
bool end(Tx& tx, MeetingId meeting, MemberId member);

/// Whose request for leave from a meeting of `org` waits for a decision.
std::vector<MemberId> waiting(ReadTx& tx, MeetingId meeting, OrganizationId org);
/// How many have leave or wait for it.
std::int64_t count(ReadTx& tx, MeetingId meeting, OrganizationId org);

/// The meeting will not be held: what waits is needed no more.
void drop_waiting(Tx& tx, MeetingId meeting, OrganizationId org, Time now);
/// The meeting closes: what waits is needed no more for those who came or are not due.
void drop_needless(Tx& tx, MeetingId meeting, OrganizationId org, Time now);

} // namespace fingertip::storage::leave
