#pragma once

#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fingertip::storage {

/// Whom an invitation is for: exactly one of `member` and `org` is set.
struct Invited
{
    MemberId member;          ///< one person, once
    OrganizationId org;       ///< whoever of this organisation or below it can also say who they are
    bool first_admin = false; ///< makes the member administrator of the topmost organisation
};

/// An invitation that is still good.
struct Invitation : Invited
{
    std::int64_t id = 0;
    MemberId created_by; ///< none: from the command line
    Time expires_at{};
};

namespace invitations {

/// Thirteen characters out of 32 that are not mistaken for one another: 65 bits.
inline constexpr std::size_t code_length = 13;
inline constexpr std::chrono::days valid_for{7};

/// Makes an invitation, good for seven days, and returns its code, which is kept nowhere. Earlier ones for the same
/// person are void from then on. `by` none: from the command line.
std::string create(Tx& tx, const Vault& vault, const Invited& whom, MemberId by, Time now);

/// The invitation with this code (capitals, no dashes) if it is still good.
std::optional<Invitation> find(ReadTx& tx, const Vault& vault, std::string_view code, Time now);
/// The same by its number, for a dialogue that went on meanwhile.
std::optional<Invitation> find(ReadTx& tx, std::int64_t id, Time now);

/// Uses up a person's invitation; false: it was used before. A branch's stays good.
bool use(Tx& tx, const Invitation& invitation, Time now);

/// The code as people read it: "K7QM-2XPA-9RTWB".
std::string grouped(std::string_view code);

/// What a QR code carries for this code, and back; empty: the scene is no invitation's.
std::string scene(std::string_view code);
std::optional<std::string> code_of_scene(std::string_view scene);

} // namespace invitations

} // namespace fingertip::storage
