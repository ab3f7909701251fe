#pragma once

#include "handlers/context.hpp"

namespace fingertip::handlers {

class Args;

// The answers to what 发起会议 asks; 上一步 goes back in all of them.

bool accepts(const AskMeetingKind&, const Args& said);
bool accepts(const AskMeetingOrg& step, const Args& said);
bool accepts(const AskMeetingWhen&, const Args& said);
bool accepts(const AskMeetingHour&, const Args& said);
bool accepts(const AskMeetingPlace&, const Args& said);
bool accepts(const AskMeetingTopic&, const Args& said);
bool accepts(const AskMeetingSpot&, const Args& said);
bool accepts(const ConfirmMeeting&, const Args& said);

Reply answer(Context& ctx, const AskMeetingKind& step, const Args& said);
Reply answer(Context& ctx, const AskMeetingOrg& step, const Args& said);
Reply answer(Context& ctx, const AskMeetingWhen& step, const Args& said);
Reply answer(Context& ctx, const AskMeetingHour& step, const Args& said);
Reply answer(Context& ctx, const AskMeetingPlace& step, const Args& said);
Reply answer(Context& ctx, const AskMeetingTopic& step, const Args& said);
Reply answer(Context& ctx, const AskMeetingSpot& step, const Args& said);
Reply answer(Context& ctx, const ConfirmMeeting& step, const Args& said);

} // namespace fingertip::handlers
