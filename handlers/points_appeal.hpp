#pragma once

#include "handlers/command.hpp"
#include "handlers/requests.hpp"

namespace fingertip::handlers {

/// 申诉 12 理由: a member contests an entry of their own ledger; 申诉 理由 says that one is missing. Goes to those who
/// decide for the member's organisation. Another's number, one that is not there and one that is reversed get the same
/// answer.
Reply appeal(Context& ctx, const Args& args);

/// Requests that contest an entry: granting reverses it, or needs the missing one to be noted first.
extern const RequestKind appeal_requests;

bool accepts(const AskAppeal&, const Args& said);
Reply answer(Context& ctx, const AskAppeal& step, const Args& said);
/// Asks for the reason once more, after 继续.
Reply ask_again(Context& ctx, const AskAppeal& step);

} // namespace fingertip::handlers
