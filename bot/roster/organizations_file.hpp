#pragma once

#include "bot/roster/complaints.hpp"
#include "bot/tables/table.hpp"
#include "storage/people/organizations.hpp"

#include <map>
#include <string>
#include <vector>

namespace fingertip::bot::roster {

/// A line of an organisations file.
struct OrganizationLine
{
    int line = 0;
    std::string code;
    std::string name;
    std::string level;
    std::string parent_code; ///< empty: at the top
    std::string model;       ///< empty: none
};

/// Reads the lines and complains of what is wrong with each by itself.
std::vector<OrganizationLine> read_organizations(const tables::Table& table, Complaints& complaints);

/// Complains of what is wrong with the tree that the file makes of the stored one (by code): unknown parents, circles,
/// levels in the wrong order. Returns the lines in an order in which parents come before what is below them; only
/// meaningful without complaints.
std::vector<OrganizationLine> order_tree(const std::vector<OrganizationLine>& lines,
                                         const std::map<std::string, storage::Organization>& stored,
                                         Complaints& complaints);

} // namespace fingertip::bot::roster
