#pragma once

#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <string_view>

namespace fingertip::storage::bindings {

/// Notes whether the account can be written to: false after it has left. Nothing happens for an account that is not
/// bound.
void set_reachable(Tx& tx, std::string_view platform, std::string_view account, bool reachable);

/// Binds an account to a member. Throws Conflict when either has a binding on that platform already.
void bind(Tx& tx, std::string_view platform, std::string_view account, MemberId member, std::string_view via,
          int consent_version, Time consented_at, Time now);

/// Ends a binding; false: there was none.
bool unbind(Tx& tx, std::string_view platform, std::string_view account);

} // namespace fingertip::storage::bindings
