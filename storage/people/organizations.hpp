#pragma once

#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::storage {

/// A committee, general branch, branch or group.
struct Organization
{
    OrganizationId id;
    std::string code;
    std::string name;
    std::string level;     ///< committee, general_branch, branch, group
    OrganizationId parent; ///< none: the root
    std::string model;     ///< leading_firm, association, area; empty: none
    std::string path;      ///< "/1/4/9/", from the root to itself
};

namespace organizations {

std::optional<Organization> find(ReadTx& tx, OrganizationId id);
std::optional<Organization> find_by_code(ReadTx& tx, std::string_view code);

/// The name; "" if there is none of that id.
std::string name(ReadTx& tx, OrganizationId id);

/// Those below (and including) the organisation, in the order of the tree, at most `most`.
std::vector<Organization> subtree(ReadTx& tx, std::string_view path, int most);

/// Adds one below `parent` (none: a root). Throws Conflict when the code is taken.
OrganizationId add(Tx& tx, const Organization& organization);

/// Gives another code. Throws Conflict when it is taken.
void recode(Tx& tx, OrganizationId id, std::string_view code);

/// Changes name, level, model and place; a move takes everything below along.
void update(Tx& tx, const Organization& organization);

} // namespace organizations

} // namespace fingertip::storage
