#pragma once

#include "handlers/command.hpp"
#include "handlers/meetings/record_draft.hpp"
#include "storage/meetings/meetings.hpp"

#include <string>

namespace fingertip::handlers {

// Writing a meeting's record: a sitting of one or many messages, from the first to 完成 or 取消.

/// Opens a sitting and shows what is there; nothing is written yet.
Reply begin_minutes(Context& ctx, const storage::Meeting& meeting);
/// The same for a text that is to take the place of what is there, after a confirmation.
Reply rewrite_minutes(Context& ctx, const storage::Meeting& meeting);
/// Opens a sitting with its first text.
Reply take_minutes(Context& ctx, const storage::Meeting& meeting, const std::string& text);

bool accepts(const WriteMinutes&, const Args& said);
bool accepts(const ConfirmRewrite&, const Args& said);

Reply answer(Context& ctx, const WriteMinutes& step, const Args& said);
Reply answer(Context& ctx, const ConfirmRewrite& step, const Args& said);

/// 取消 while a record is written: what this sitting has added is taken away again.
Reply drop_minutes(Context& ctx, const WriteMinutes& step);

} // namespace fingertip::handlers
