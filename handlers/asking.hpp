#pragma once

#include "handlers/context.hpp"
#include "handlers/words/args.hpp"
#include "storage/requests.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace fingertip::handlers {

// What is the same whatever somebody asks for; deciding is in requests.hpp.

/// Whether a text can be the answer to "why": neither 好 nor a line's number nor a code. Pure.
bool tells_why(const Args& said);

/// Why the speaker may not ask for this: the same waits already, it was answered twice, or too much of the kind waits.
/// Empty: they may.
std::optional<Reply> may_not_ask(ReadContext& ctx, std::string_view kind, std::int64_t subject);

/// The sentence behind "asked": somebody decides and 撤回 takes it back, which is remembered here. Where nobody but the
/// asker could decide it says so.
std::string after_asking(Context& ctx, const storage::Request& asked, std::int64_t number);

/// 撤回 by the asker: the request is withdrawn while nobody has decided it.
Reply withdraw_asked(Context& ctx, std::int64_t number);

/// Tells the asker, in Chinese, as mail; nothing when they decided themselves.
void tell_asker(Context& ctx, const storage::Request& request, std::string_view kind, Text text,
                std::initializer_list<Filling> values);

/// For a request that cannot be granted any more because of what happened since: withdraws it, so that it does not wait
/// for ever, and answers the reviewer with `reply`.
Reply overtaken(Context& ctx, const storage::Request& request, Reply reply);

} // namespace fingertip::handlers
