#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace fingertip::tests {

/// Founds, in a new database sealed with the key of `key_file`, one branch of `members` bound full members (accounts
/// "o-member-0", "o-member-1" …) with a members' meeting that is open for the next hours under the code 482913.
void found_branch(const std::string& database, const std::string& key_file, int members, std::int64_t now);

/// A further members' meeting of that branch: everybody is on its list.
struct FurtherMeeting
{
    std::string code;
    std::int64_t starts_at = 0; ///< ends ten hours later; check-in opens an hour before
};

/// Adds meetings to a founded branch, in one unit; their numbers are 2, 3, 4 …
void add_meetings(const std::string& database, const std::vector<FurtherMeeting>& meetings, std::int64_t now);

std::string account_of(int member);
std::string member_no_of(int member);
inline constexpr const char* meeting_code = "482913";

} // namespace fingertip::tests
