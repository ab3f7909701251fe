#pragma once

#include "storage/types.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::handlers {

/// What somebody may do; commands name one each. Who has which: the matrix in roles.cpp.
enum class Capability
{
    anyone,       ///< also who is not bound: help, binding, settings
    take_part,    ///< every bound member: check in, leave, own book
    call_meeting, ///< call, move, cancel a meeting; see its code
    see_roll,     ///< who is present, by name
    keep_minutes, ///< the record and resolutions
    correct_roll, ///< make-up and proxy check-in
    decide,       ///< grant or refuse what was asked for
    review,       ///< see what waits for one: who decides, and who calls meetings and decides upon leave from them
    invite,       ///< invite a person or a branch
    edit_roster,  ///< correct a phone, mark an exemption
    appoint,      ///< give and end roles
    award_points, ///< note and reverse entries
};

enum class Role
{
    member,
    group_leader,
    committee_member,
    deputy_secretary,
    secretary,
    instructor,
    party_worker,
    admin,
};

inline constexpr std::array all_roles{Role::member,           Role::group_leader, Role::committee_member,
                                      Role::deputy_secretary, Role::secretary,    Role::instructor,
                                      Role::party_worker,     Role::admin};

std::optional<Role> role_from(std::string_view name);
std::string_view name(Role role);

/// How far the organisation acted upon is from the one where the role is held.
enum class Distance
{
    own,   ///< the same organisation
    below, ///< inside its subtree
    other, ///< anything else
};

/// The matrix: may somebody with `role` use `capability` upon an organisation at that distance?
bool may(Role role, Capability capability, Distance distance);

/// A role somebody holds today.
struct Office
{
    storage::OrganizationId org;
    std::string org_path; ///< "/1/4/"
    Role role;
};

} // namespace fingertip::handlers
