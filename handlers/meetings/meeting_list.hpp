#pragma once

#include "handlers/command.hpp"

namespace fingertip::handlers {

/// 会议: what is open and coming for the speaker, numbered. 会议 12: one meeting with what can be done about it.
Reply list_meetings(Context& ctx, const Args& args);

} // namespace fingertip::handlers
