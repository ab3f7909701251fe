#include "handlers/meetings/quorum.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>

namespace fingertip::handlers {

namespace {

constexpr std::int64_t always = std::numeric_limits<std::int64_t>::max();

// Sources: ordinary votes, Branch Work Regulations (trial) of 2018, article 11, and local by-laws that repeat it: at
// least half of the voting members due are here, more than half of those due agree. Admission and confirmation: Rules
// on the Development of Members: more than half are here, each person by secret ballot, written opinions of absent
// members count. Election: Regulations on the Election Work of Basic Organisations: four fifths are here, nobody by
// proxy or in writing. Committee: more than half of its members are here.
constexpr std::array rules{
    QuorumRule{Matter::ordinary, {1, 2, false}, {1, 2, true}, false, false, 0, always},
    QuorumRule{Matter::admission, {1, 2, true}, {1, 2, true}, true, true, 0, always},
    QuorumRule{Matter::election, {4, 5, false}, {1, 2, true}, true, false, 0, always},
    QuorumRule{Matter::hold_committee, {1, 2, true}, {1, 2, true}, false, false, 0, always},
};

} // namespace

std::span<const QuorumRule> quorum_rules(std::string_view kind)
{
    const std::span<const QuorumRule> all{rules};
    if (kind == "members_meeting")
        return all.subspan(0, 3);
    if (kind == "group_meeting" || kind == "organization_life_meeting")
        return all.subspan(0, 1);
    if (kind == "committee_meeting")
        return all.subspan(3, 1);
    return {};
}

const QuorumRule& quorum_rule(Matter matter, std::int64_t day)
{
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const QuorumRule& rule) {
        return rule.matter == matter && rule.from_day <= day && day < rule.until_day;
    });
    assert(found != rules.end());
    return *found;
}

std::int64_t least(Share share, std::int64_t total)
{
    const auto product = total * share.numerator;
    return share.more_than ? product / share.denominator + 1 : (product + share.denominator - 1) / share.denominator;
}

QuorumStanding quorum_standing(const QuorumRule& rule, std::int64_t voters_due, std::int64_t voters_present)
{
    QuorumStanding standing;
    standing.needed = std::max<std::int64_t>(1, least(rule.present, voters_due));
    standing.missing = std::max<std::int64_t>(0, standing.needed - voters_present);
    standing.to_pass = least(rule.pass, voters_due);
    return standing;
}

bool carried(const QuorumRule& rule, std::int64_t voters_due, std::int64_t voters_present, std::int64_t approve,
             std::int64_t written)
{
    const auto standing = quorum_standing(rule, voters_due, voters_present);
    return standing.missing == 0 && approve + (rule.written_opinions ? written : 0) >= standing.to_pass;
}

} // namespace fingertip::handlers
