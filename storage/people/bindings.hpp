#pragma once

#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::storage {

/// An account that speaks for a person, with the consent it rests on.
struct Binding
{
    std::string platform;
    std::string account;
    MemberId member;
    Time bound_at{};
    std::string via; ///< approval, invitation, phone, seed
    int consent_version = 0;
    Time consent_at{};
    bool reachable = true; ///< false: the account has left
};

namespace bindings {

/// Notes whether the account can be written to: false after it has left. Nothing happens for an account that is not
/// bound.
void set_reachable(Tx& tx, std::string_view platform, std::string_view account, bool reachable);

/// Binds an account to a member. Throws Conflict when either has a binding on that platform already.
void bind(Tx& tx, std::string_view platform, std::string_view account, MemberId member, std::string_view via,
          int consent_version, Time consented_at, Time now);

/// Ends a binding; false: there was none.
bool unbind(Tx& tx, std::string_view platform, std::string_view account);

/// Whom the account speaks for; empty: nobody.
std::optional<Binding> find(ReadTx& tx, std::string_view platform, std::string_view account);
/// The account that speaks for the member on that platform; empty: none.
std::optional<Binding> of_member_on(ReadTx& tx, MemberId member, std::string_view platform);
/// All accounts of a member, oldest first.
std::vector<Binding> of_member(ReadTx& tx, MemberId member);

} // namespace bindings

} // namespace fingertip::storage
