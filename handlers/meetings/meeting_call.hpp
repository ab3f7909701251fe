#pragma once

#include "handlers/command.hpp"
#include "handlers/meetings/meeting_line.hpp"

namespace fingertip::handlers {

/// 发起会议 支部党员大会 周五15:00 302 议题…: what is missing or unclear is asked, one thing at a time; then a preview.
Reply call_meeting(Context& ctx, const Args& args);

/// The caller's place, when a meeting with check-in by location is being called. Empty optional: it is not.
std::optional<Reply> take_meeting_spot(Context& ctx);

/// Takes back a meeting that was called a moment ago and that nobody has checked in to; for 撤回.
Reply withdraw_call(Context& ctx, std::int64_t meeting);

/// What the steps of the dialogue share: takes over what a line said and asks for the next thing.
Reply take_line(Context& ctx, MeetingDraft draft, const LineNotes& notes);
/// A place or topic that is too long is dropped from the draft, to be asked again; returns the note that says so.
std::string refuse_long_texts(Context& ctx, MeetingDraft& draft);
/// The preview was confirmed: calls the meeting, lists who is due and tells them.
Reply call_now(Context& ctx, const MeetingDraft& draft);

} // namespace fingertip::handlers
