#include "handlers/roles.hpp"

#include <array>
#include <utility>

namespace fingertip::handlers {

namespace {

constexpr std::array<std::pair<std::string_view, Role>, 8> names{{
    {"member", Role::member},
    {"group_leader", Role::group_leader},
    {"committee_member", Role::committee_member},
    {"deputy_secretary", Role::deputy_secretary},
    {"secretary", Role::secretary},
    {"instructor", Role::instructor},
    {"party_worker", Role::party_worker},
    {"admin", Role::admin},
}};

/// How far a role reaches with a capability: not at all, its own organisation, or everything below as well.
enum class Reach
{
    none,
    own,
    subtree,
};

constexpr Reach reach(Role role, Capability capability)
{
    switch (capability) {
    case Capability::anyone:
    case Capability::take_part:
        return Reach::subtree;
    case Capability::call_meeting:
    case Capability::see_roll:
    case Capability::correct_roll:
    case Capability::review:
        switch (role) {
        case Role::secretary:
        case Role::deputy_secretary:
        case Role::admin:
            return Reach::subtree;
        case Role::group_leader:
            return Reach::own;
        case Role::committee_member:
        case Role::party_worker:
            return capability == Capability::see_roll ? Reach::own : Reach::none;
        case Role::instructor:
            return capability == Capability::see_roll ? Reach::subtree : Reach::none;
        case Role::member:
            return Reach::none;
        }
        return Reach::none;
    case Capability::keep_minutes:
        switch (role) {
        case Role::secretary:
        case Role::deputy_secretary:
        case Role::admin:
            return Reach::subtree;
        case Role::group_leader:
        case Role::committee_member:
        case Role::party_worker:
            return Reach::own;
        case Role::instructor:
        case Role::member:
            return Reach::none;
        }
        return Reach::none;
    case Capability::decide:
    case Capability::award_points:
        switch (role) {
        case Role::secretary:
        case Role::deputy_secretary:
        case Role::admin:
            return Reach::subtree;
        default:
            return Reach::none;
        }
    case Capability::invite:
        switch (role) {
        case Role::secretary:
        case Role::deputy_secretary:
        case Role::admin:
            return Reach::subtree;
        case Role::committee_member:
        case Role::party_worker:
            return Reach::own;
        default:
            return Reach::none;
        }
    case Capability::edit_roster:
    case Capability::appoint:
        switch (role) {
        case Role::secretary:
        case Role::admin:
            return Reach::subtree;
        default:
            return Reach::none;
        }
    }
    return Reach::none;
}

} // namespace

std::optional<Role> role_from(std::string_view name)
{
    for (const auto& [text, role] : names)
        if (text == name)
            return role;
    return std::nullopt;
}

std::string_view name(Role role)
{
    for (const auto& [text, candidate] : names)
        if (candidate == role)
            return text;
    return "member";
}

bool may(Role role, Capability capability, Distance distance)
{
    switch (reach(role, capability)) {
    case Reach::none:
        return false;
    case Reach::own:
        return distance == Distance::own;
    case Reach::subtree:
        return distance != Distance::other;
    }
    return false;
}

} // namespace fingertip::handlers
