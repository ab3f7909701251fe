#include "handlers/meetings/vote_check.hpp"

#include <algorithm>

namespace fingertip::handlers {

namespace {

VoteFinding impossible(Impossible why, std::int64_t most = 0)
{
    VoteFinding finding;
    finding.impossible = why;
    finding.most = most;
    return finding;
}

} // namespace

VoteFinding check_votes(const QuorumRule& rule, std::int64_t voters_due, std::int64_t voters_present,
                        const Votes& votes)
{
    const auto away = std::max<std::int64_t>(0, voters_due - voters_present);
    const auto total = votes.total();
    if (voters_due <= 0)
        return impossible(Impossible::nobody_votes);
    if (total == 0)
        return impossible(Impossible::empty);
    if (votes.written > 0 && !rule.written_opinions)
        return impossible(Impossible::written_not_counted);
    if (votes.written > std::min(away, total))
        return impossible(Impossible::written_too_many, std::min(away, total));
    // Who did not say how many came in writing may mean as many as are away.
    const auto written = !rule.written_opinions ? 0 : votes.written > 0 ? votes.written : away;
    if (total > voters_present + written)
        return impossible(Impossible::too_many, voters_present + written);
    VoteFinding finding;
    finding.standing = quorum_standing(rule, voters_due, voters_present);
    finding.unused = std::max<std::int64_t>(0, voters_present - (total - votes.written));
    finding.must_be_written = votes.written > 0 ? 0 : std::max<std::int64_t>(0, total - voters_present);
    // `approve` holds the written ones already.
    finding.passed = carried(rule, voters_due, voters_present, votes.approve, 0);
    return finding;
}

} // namespace fingertip::handlers
