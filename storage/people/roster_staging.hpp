#pragma once

#include "storage/people/members.hpp"
#include "storage/people/platform_users.hpp"
#include "storage/people/roster.hpp"
#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fingertip::storage::roster_staging {

/// Columns that stay as they are at the moment of the switch, whatever is staged for them.
enum Keep : unsigned
{
    keep_phone = 1,
    keep_unit = 2,
    keep_joined = 4,
    keep_confirmed = 8,
    keep_exempt_until = 16,
    keep_exempt_reason = 32,
    keep_rights = 64,
    keep_users = 128, ///< of the first of platform_users::kinds; the next bits are the others'
};

/// A person as a roster file says they are.
struct Arrival
{
    Member member; ///< `id` is the stored one, or one that is free
    bool known = false;
    std::string wrapped;                 ///< the stored key of a known person; empty for a new one
    unsigned keep = 0;                   ///< bits of Keep
    std::vector<roster::HeldRole> roles; ///< all that the file gives
    /// What changes of the platforms' user ids, by kind; "": taken away.
    std::array<std::optional<std::string>, platform_users::kinds.size()> users;
};

/// The same, sealed: what goes on the disk.
struct SealedArrival
{
    std::int64_t id = 0;
    bool known = false;
    unsigned keep = 0;
    std::string wrapped; ///< new, or the one that was used
    std::string member_no, name, name_key, phone, phone_key, category, unit, due_exempt_reason;
    std::int64_t home = 0, host = 0;
    std::optional<std::int64_t> joined_on, confirmed_on, due_exempt_until;
    bool rights_suspended = false;
    std::vector<roster::HeldRole> roles;
    struct User
    {
        std::size_t kind = 0;
        std::string user_id, user_key; ///< empty: taken away
    };
    std::vector<User> users;
};

/// Seals with the person's own key, a new one for a new person. Any thread, no unit.
/// Throws std::runtime_error when the stored key is not of this installation.
SealedArrival seal(const Vault& vault, const Arrival& arrival);

void put(Tx& tx, const SealedArrival& arrival);

/// Forgets at most `most` staged people; true: there are more.
bool clear(Tx& tx, int most);

/// The highest member number in use as a key; new people begin behind it.
std::int64_t last_member(ReadTx& tx);

/// What a switch did.
struct Switched
{
    std::int64_t added = 0;
    std::int64_t changed = 0;
    std::int64_t transferred = 0;
    std::int64_t roles_given = 0;
    std::int64_t roles_ended = 0;
};

/// Takes everything staged into the books, with audit of transfers and roles: a handful of statements over whole sets.
/// Roles that an earlier file gave and this one does not are ended today; those given in chat stay. Throws Conflict
/// when somebody else took a staged id or member number meanwhile, or a person's key was replaced.
Switched take_over(Tx& tx, std::int64_t today, Time now);

} // namespace fingertip::storage::roster_staging
