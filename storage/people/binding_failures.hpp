#pragma once

#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <string_view>

namespace fingertip::storage::binding_failures {

/// So many failed claims within an hour pause an account, or everybody's claims upon one organisation's people.
inline constexpr std::int64_t account_limit = 5;
inline constexpr std::int64_t organization_limit = 30;

/// What was claimed. One of `phone` and `member_no` may be empty; all empty: a code that does not exist.
struct Claimed
{
    std::string_view name;
    std::string_view phone;
    std::string_view member_no;
};

/// Whether the account must wait before its next claim, a right one too.
bool account_paused(ReadTx& tx, std::string_view platform, std::string_view account, Time now);
/// Whether claims upon people of this organisation must wait. Takes the same time for none.
bool organization_paused(ReadTx& tx, OrganizationId org, Time now);

/// Counts a failed claim: for the account, and for the organisations of those whose name, phone or number it holds (at
/// most five). Does the same work whether there is such a person or not. Forgets what is older than an hour.
void note(Tx& tx, const Vault& vault, std::string_view platform, std::string_view account, const Claimed& claimed,
          Time now);

} // namespace fingertip::storage::binding_failures
