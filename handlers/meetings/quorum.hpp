#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace fingertip::handlers {

/// What a meeting may be asked to do. A members' meeting itself may be held by those who come; a vote needs a quorum.
enum class Matter
{
    hold_committee, ///< a committee meeting takes place at all
    ordinary,       ///< an ordinary vote
    admission,      ///< admitting a member or confirming a probationary one
    election,
};

/// A part of a number of people.
struct Share
{
    std::int64_t numerator;
    std::int64_t denominator;
    bool more_than; ///< more than that part; else that part suffices
};

/// How much one matter needs. Rules are data with a period of validity; the program explains, the organisation decides.
struct QuorumRule
{
    Matter matter;
    Share present;          ///< of the voting members due, who must be here
    Share pass;             ///< of the voting members due, who must agree
    bool secret_ballot;     ///< by secret ballot only
    bool written_opinions;  ///< a formal written opinion sent beforehand counts among the votes, not as attendance
    std::int64_t from_day;  ///< days since 1970
    std::int64_t until_day; ///< exclusive
};

/// The rules in force on a day for a kind of meeting, in the order in which people read them; none for meetings that
/// decide nothing (a lecture, a theme day).
std::span<const QuorumRule> quorum_rules(std::string_view kind);

/// The rule for a matter on a day.
const QuorumRule& quorum_rule(Matter matter, std::int64_t day);

/// The smallest number of people that is `share` of `total`.
std::int64_t least(Share share, std::int64_t total);

/// Where a matter stands.
struct QuorumStanding
{
    std::int64_t needed = 0;  ///< voting members who must be here
    std::int64_t missing = 0; ///< of those, how many are not; 0: it may be done now
    std::int64_t to_pass = 0; ///< votes that carry it
};

/// `voters_due` none: nobody could vote, so one is always missing.
QuorumStanding quorum_standing(const QuorumRule& rule, std::int64_t voters_due, std::int64_t voters_present);

/// Whether a vote is carried: enough were here and enough agreed. `written` are formal written opinions in favour,
/// counted only where the rule knows them.
bool carried(const QuorumRule& rule, std::int64_t voters_due, std::int64_t voters_present, std::int64_t approve,
             std::int64_t written);

} // namespace fingertip::handlers
