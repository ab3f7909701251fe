#pragma once

#include "handlers/context.hpp"
#include "handlers/requests.hpp"
#include "storage/people/bindings.hpp"
#include "storage/people/members.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fingertip::handlers {

/// Somebody who has shown who they are, from the account that speaks now.
struct Proven
{
    storage::Member person;
    std::string_view via; ///< approval, invitation, phone
    std::string intent;   ///< what they came for; empty: nothing
    int consent_version = 0;
    storage::Time consented_at{};
};

/// Binds the speaker's account at once where nothing stands against it, and does what they came for; where approval is
/// needed, or account or person is bound already, it becomes a request.
Reply settle_binding(Context& ctx, const Proven& proven);

/// For an account whose claim waits for an officer: keeps what it came for with the claim, so that the approval does
/// it, and says so; `intent` empty: only that it waits. Empty: no claim waits.
std::optional<Reply> keep_for_approval(Context& ctx, const std::string& intent);

/// Requests to be bound: granting binds, ends what stood in the way, and checks in whoever came for that.
extern const RequestKind binding_requests;

/// One line about a binding that was granted: "4. 19号 张三（1003）5月6日 邀请码".
std::string bound_line(ReadContext& ctx, std::size_t index, const storage::Request& request);

/// Looks again at who speaks, after a binding of the speaker's own account has changed.
void recognise_again(Context& ctx);

} // namespace fingertip::handlers
