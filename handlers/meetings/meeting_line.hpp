#pragma once

#include "handlers/meetings/meeting_draft.hpp"
#include "handlers/words/when.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fingertip::handlers {

/// What a line that calls or changes a meeting says besides the draft's own fields.
struct LineNotes
{
    bool impossible = false;  ///< names a day or time that does not exist
    bool unclear_day = false; ///< 月底, or a weekday that is not the date's
    bool said_when = false;
    bool said_anything = false;
    std::string chair;    ///< a name, not looked up
    std::string recorder; ///< likewise
};

/// Reads 支部党员大会 周五15:00 302 议题… into the draft: kind, day and time (end or length), mode (扫码 动态码 定位
/// 免码), 仅考勤, 主持:姓名, 记录:姓名, 地点:…, 议题:…; of the rest the first word is the place and what remains the
/// topic. Only what is said is changed. Pure.
LineNotes read_line(std::string_view text, LocalNow now, MeetingDraft& draft);

/// Takes over a day, a time and a length. Returns whether anything was said.
bool take_when(const When& when, std::int64_t& day, std::int64_t& minute, bool& unclear_hour, std::int64_t& length);

/// The same for words that change a draft in its preview: 地点…, 议题…, a time, a mode; a bare word is nothing.
LineNotes read_change(std::string_view text, LocalNow now, MeetingDraft& draft);

} // namespace fingertip::handlers
