#pragma once

#include "handlers/command.hpp"

namespace fingertip::handlers {

/// Whether the text says who somebody is: name and number, or an invitation code.
bool says_who(const Args& said);

/// Asks who it is, or for what is still missing.
Reply ask_identity(Context& ctx, AskIdentity asked);

/// Takes what was said as a claim to be somebody of the roster: binds, files a request, asks on, or says that it does
/// not fit. Unknown and wrong get the same sentence after the same work; only failures are counted, and right claims
/// are refused too while the account pauses or the branch is being guessed at.
Reply take_claim(Context& ctx, AskIdentity asked, const Args& said);

bool accepts(const AskIdentity& step, const Args& said);
Reply answer(Context& ctx, const AskIdentity& step, const Args& said);

} // namespace fingertip::handlers
