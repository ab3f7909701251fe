#pragma once

#include "bot/installation.hpp"
#include "storage/database.hpp"

#include <string>
#include <vector>

namespace fingertip::bot::demo {

/// Somebody of the demonstration organisation, as the page offers them.
struct TownPerson
{
    std::string account;
    std::string name;
    std::string member_no;
    std::string organization;
    std::string role; ///< "secretary", "member", "admin", …
    std::string category;
    std::string phone;   ///< shown to whoever plays someone that is not bound yet
    bool follows = true; ///< the account, when the demo begins
    bool suggested = false;
};

/// What was founded.
struct Town
{
    std::vector<TownPerson> people; ///< the suggested ones first
    std::string open_meeting_code;
    std::string open_meeting_page; ///< the token of its full-screen page
};

/// Founds the demonstration organisation: a committee, six general branches, fifty-two branches, some with groups, some
/// 1,300 invented people, most of them bound to accounts of the platform `platform`. Behind them are the meetings of
/// the last weeks with their attendance and points; one meeting is open for check-in, another is coming. The same
/// people every time. Takes about a second.
Town found_demo_town(storage::Database& database, const Installation& installation, const std::string& platform,
                     storage::Time now);

} // namespace fingertip::bot::demo
