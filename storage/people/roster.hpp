#pragma once

#include "storage/people/members.hpp"
#include "storage/people/platform_users.hpp"
#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::storage::roster {

/// A role as the roster lists it.
struct HeldRole
{
    OrganizationId org;
    std::string role;
    bool imported = false; ///< given by a roster file, not in chat
    friend bool operator==(const HeldRole& a, const HeldRole& b) { return a.org == b.org && a.role == b.role; }
};

/// A person of the roster with all that an import compares and an export writes.
struct Person
{
    Member member;       ///< text in the clear; only id and number when erased
    std::string wrapped; ///< the person's key as stored
    bool erased = false;
    bool withdrew = false;              ///< erased their own data and has not bound again: files bring none of it back
    std::vector<HeldRole> roles;        ///< held on no end yet
    std::vector<std::string> platforms; ///< bound on
    platform_users::Users users;        ///< what other platforms call them
};

/// The next people behind `after` in the order of ids, at most `most`: members whose home or host is inside the subtree
/// of `path` ("/": everybody).
std::vector<Person> people(ReadTx& tx, const Vault& vault, MemberId after, std::string_view path, int most);

} // namespace fingertip::storage::roster
