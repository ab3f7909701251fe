#pragma once

#include "handlers/requests.hpp"
#include "storage/meetings/meetings.hpp"

#include <optional>

namespace fingertip::handlers {

/// Requests for leave from a meeting: `subject` is the meeting, `body` the reason. Granting enters the leave on the
/// list, also after the meeting; whoever called the meeting decides as well.
extern const RequestKind leave_requests;

/// Somebody's request for leave from a meeting that waits or was granted; empty: none stands.
std::optional<storage::Request> standing_leave(ReadContext& ctx, storage::MeetingId meeting, storage::MemberId member);

/// Takes the speaker's own request or leave back before the meeting begins; whoever had decided it is told.
Reply end_own_leave(Context& ctx, const storage::Request& request);

/// Enters the leave that stands again, after somebody's presence was taken back. False: none was granted.
bool restore_leave(Context& ctx, storage::MeetingId meeting, storage::MemberId member);

} // namespace fingertip::handlers
