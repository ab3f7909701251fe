#pragma once

#include "handlers/command.hpp"
#include "storage/meetings/meetings.hpp"

#include <optional>
#include <string_view>

namespace fingertip::handlers {

// Who chairs a meeting, who records it, and what follows from that for its record.

/// 记录人 12 李梅: names the recorder, who is told.
Reply name_recorder(Context& ctx, const Args& args);
/// 主持人 12 张三: likewise the chair.
Reply name_chair(Context& ctx, const Args& args);
/// For 撤回; `detail` is "<duty> <whoever had it before>".
Reply withdraw_duty(Context& ctx, std::int64_t meeting, std::string_view detail);

/// Whether the speaker chairs or records this meeting.
bool has_duty(const ReadContext& ctx, const storage::Meeting& meeting);
/// Whether the speaker chairs or records any meeting of the last year: the door to 会议记录 and 决议 for who holds no
/// office.
bool has_some_duty(ReadContext& ctx);
/// Whether the speaker may write the record of this meeting and note its resolutions.
bool keeps_record(ReadContext& ctx, const storage::Meeting& meeting);

/// From when on the meeting's record can no longer be changed; empty: it has not been closed.
std::optional<storage::Time> record_locks_at(ReadContext& ctx, const storage::Meeting& meeting);
/// Why nothing can be changed about the record any more; empty: it can.
std::optional<Reply> refuse_locked(ReadContext& ctx, const storage::Meeting& meeting);
/// Why this meeting has no text at all (not begun, cancelled, attendance only); empty: it may have.
std::optional<Reply> refuse_text(ReadContext& ctx, const storage::Meeting& meeting);

} // namespace fingertip::handlers
