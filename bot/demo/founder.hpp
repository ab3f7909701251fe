#pragma once

#include "bot/demo/town.hpp"
#include "storage/people/members.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace fingertip::bot::demo {

/// An organisation of the town, to be lived in.
struct Home
{
    storage::OrganizationId id;
    std::string name;
};

/// Who joins the town; what is not said is the most common.
struct Newcomer
{
    std::string name; ///< empty: an invented one
    Home home;
    std::string role = "member";
    std::string category = "full";
    storage::OrganizationId host{}; ///< where a floating member takes part
    bool bound = true;
    bool follows = true;
    bool suggested = false;
};

/// Grows the organisation, the same every time; one instance a founding, in one unit.
class Founder
{
public:
    Founder(storage::Tx& tx, const Installation& installation, const std::string& platform, storage::Time now)
        : tx_{tx}, installation_{installation}, platform_{platform}, now_{now}
    {
    }

    Home organization(const std::string& code, const std::string& name, const std::string& level,
                      storage::OrganizationId parent);
    storage::Member person(const Newcomer& newcomer);

    /// A throw of the founding's own dice: 0 … sides - 1.
    unsigned dice(unsigned sides);

    const std::vector<TownPerson>& people() const { return people_; }

private:
    std::string invented_name();

    storage::Tx& tx_;
    const Installation& installation_;
    const std::string& platform_;
    storage::Time now_;
    std::vector<TownPerson> people_;
    std::uint32_t dice_ = 20'240'501;
};

} // namespace fingertip::bot::demo
