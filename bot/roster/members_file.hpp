#pragma once

#include "bot/roster/complaints.hpp"
#include "bot/tables/table.hpp"
#include "storage/people/members.hpp"
#include "storage/people/roster.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace fingertip::bot::roster {

/// A line of a members file.
struct MemberLine
{
    int line = 0;
    storage::Member member; ///< without its id
    bool masked_phone = false;
    std::vector<storage::roster::HeldRole> roles; ///< all but plain membership
    storage::platform_users::Users users;
};

/// A members file, read.
struct MembersFile
{
    std::vector<MemberLine> lines;
    unsigned keep = 0; ///< storage::roster_staging::Keep bits of columns that the file has not
    bool has_more_roles = false;
    std::vector<std::string> remarks; ///< sentences for the operator
};

/// The organisations by code.
using OrganizationCodes = std::unordered_map<std::string, storage::OrganizationId>;

/// Reads the lines and complains of everything that can be told from the file and the tree. What a line takes from the
/// books (a masked phone) is left to the import.
MembersFile read_members(const tables::Table& table, const OrganizationCodes& codes, Complaints& complaints);

} // namespace fingertip::bot::roster
