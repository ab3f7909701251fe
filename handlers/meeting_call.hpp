#pragma once

#include "handlers/command.hpp"

namespace fingertip::handlers {

/// 发起会议 支部党员大会 周五15:00 302 议题…: what is missing or unclear is asked, one thing at a time; then a preview.
Reply call_meeting(Context& ctx, const Args& args);

/// The caller's place, when a meeting with check-in by location is being called. Empty optional: it is not.
std::optional<Reply> take_meeting_spot(Context& ctx);

/// Takes back a meeting that was called a moment ago and that nobody has checked in to; for 撤回.
Reply withdraw_call(Context& ctx, std::int64_t meeting);

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
