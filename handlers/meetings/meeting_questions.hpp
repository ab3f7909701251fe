#pragma once

#include "handlers/context.hpp"
#include "handlers/meetings/meeting_draft.hpp"
#include "handlers/words/when.hpp"
#include "storage/meetings/meetings.hpp"

#include <string_view>

namespace fingertip::handlers {

class Args;

/// The moment of a message by the organisation's clock.
LocalNow local_now(const ReadContext& ctx);

/// A moment for accepts(), which may not look at the clock: whether a text names a day or time does not depend on it.
inline constexpr LocalNow some_moment{20'000, std::chrono::minutes{0}};

/// A text that names a day, a time or a length, or tries to.
bool says_when(std::string_view text);
/// 上一步
bool says_back(std::string_view text);
/// 无, 没有, 跳过 …
bool says_none(std::string_view text);

/// The start of a draft's meeting; `day` and `minute` must be known.
storage::Time start_of(const ReadContext& ctx, std::int64_t day, std::int64_t minute);

/// Opens the step that asks for the first thing the draft still needs; the preview when it needs nothing. `note` comes
/// before the question.
Reply ask_next(Context& ctx, MeetingDraft draft, std::string note = {});

/// Opens the question for day or time with a sentence that says what was wrong; what was said of them is forgotten.
Reply ask_when_again(Context& ctx, MeetingDraft draft, Text why);

/// The meeting that a complete draft describes, without code, scene and secret.
storage::Meeting meeting_of(const ReadContext& ctx, const MeetingDraft& draft);

} // namespace fingertip::handlers
