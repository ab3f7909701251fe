#pragma once

#include "handlers/command.hpp"
#include "storage/points.hpp"

#include <string>

namespace fingertip::handlers {

/// What an entry is for: "参加会议", "帮扶老人".
std::string what_for(const ReadContext& ctx, const storage::points::Entry& entry);
/// "+3"
std::string with_sign(std::int64_t points);

/// 积分: the balance, and what it is (a reference, nothing else).
Reply points_balance(ReadContext& ctx, const Args& args);
/// 明细: the latest entries, each with its number.
Reply points_ledger(ReadContext& ctx, const Args& args);

/// 记一笔 张三 +3 帮扶老人: one record for one matter; shows what will be noted and waits for 确认.
Reply note_matter(Context& ctx, const Args& args);
/// 冲销 号 理由: undoes an entry by another one.
Reply reverse_entry(Context& ctx, const Args& args);

bool accepts(const ConfirmMatter&, const Args& said);
Reply answer(Context& ctx, const ConfirmMatter& step, const Args& said);
bool accepts(const ConfirmReversal&, const Args& said);
Reply answer(Context& ctx, const ConfirmReversal& step, const Args& said);

} // namespace fingertip::handlers
