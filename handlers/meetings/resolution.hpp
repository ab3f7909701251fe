#pragma once

#include "handlers/command.hpp"
#include "handlers/meetings/record_draft.hpp"

namespace fingertip::handlers {

/// 决议 12 主题 赞成18 反对1 弃权0: what a meeting decided, in figures. It is checked against the rule of its matter,
/// shown and, after 确认, recorded; who voted how is neither asked nor kept. 决议 12 shows what was recorded so far.
Reply record_resolution(Context& ctx, const Args& args);

bool accepts(const AskResolution& step, const Args& said);
bool accepts(const ConfirmResolution& step, const Args& said);

Reply answer(Context& ctx, const AskResolution& step, const Args& said);
Reply answer(Context& ctx, const ConfirmResolution& step, const Args& said);

/// For 撤回.
Reply withdraw_resolution(Context& ctx, std::int64_t resolution);

} // namespace fingertip::handlers
