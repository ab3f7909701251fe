#pragma once

#include "handlers/context.hpp"
#include "handlers/requests.hpp"
#include "storage/meetings/meetings.hpp"

#include <string>

namespace fingertip::handlers {

/// Requests for a late entry: granting puts the asker on the roll with the points of the meeting.
extern const RequestKind make_up_requests;

/// The speaker's request for a late entry to this meeting, to be filed.
storage::Request make_up_request(const ReadContext& ctx, const storage::Meeting& meeting, const std::string& reason);

} // namespace fingertip::handlers
