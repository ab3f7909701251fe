#pragma once

#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <string>
#include <vector>

namespace fingertip::storage::offices {

/// A role held in an organisation on a given day.
struct Office
{
    OrganizationId org;
    std::string path; ///< the organisation's, "/1/4/"
    std::string role;
};

/// The roles a member holds on `day` (days since 1970).
std::vector<Office> of(ReadTx& tx, MemberId member, std::int64_t day);

/// The path of an organisation; empty: there is none.
std::string path(ReadTx& tx, OrganizationId org);

/// Members who hold one of `roles` (a JSON array of names) in the organisation or above it, nearest first.
std::vector<MemberId> holders(ReadTx& tx, OrganizationId org, std::string_view roles_json, std::int64_t day);

} // namespace fingertip::storage::offices
