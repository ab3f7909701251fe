#pragma once

#include "handlers/context.hpp"

#include <string>

namespace fingertip::handlers {

/// Posts a sentence to somebody else, in the transaction that causes it. Until a platform can be pushed to, it rides on
/// the addressee's next reply, once. `kind` is a word for counters ("leave_decided"); `expires` zero: never.
void post(Context& ctx, storage::MemberId to, std::string_view kind, std::string_view text, storage::Time expires = {});

/// The same to an account that is not bound.
void post_to_account(Context& ctx, std::string_view platform, std::string_view account, std::string_view kind,
                     std::string_view text);

/// Puts what waits for the speaker before the reply and marks it as said. At most five at a time; more wait for the
/// next.
void deliver_mail(Context& ctx, Reply& reply);

} // namespace fingertip::handlers
