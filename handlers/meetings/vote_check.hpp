#pragma once

#include "handlers/meetings/quorum.hpp"

#include <cstdint>

namespace fingertip::handlers {

/// A vote in figures. Written opinions are among the votes.
struct Votes
{
    std::int64_t approve = 0;
    std::int64_t oppose = 0;
    std::int64_t abstain = 0;
    std::int64_t written = 0;

    std::int64_t total() const { return approve + oppose + abstain; }
};

/// Why figures cannot be those of a vote.
enum class Impossible
{
    no,
    nobody_votes,        ///< nobody on the list has a vote
    empty,               ///< not one vote
    too_many,            ///< more than there can be; `most` says how many
    written_not_counted, ///< this matter knows no written opinions
    written_too_many,    ///< more of them than voters who are not here, or than votes; `most` says how many
};

/// What the rule says about a vote.
struct VoteFinding
{
    Impossible impossible = Impossible::no;
    std::int64_t most = 0;
    QuorumStanding standing;
    bool passed = false;
    std::int64_t unused = 0;          ///< voters here whose votes are missing
    std::int64_t must_be_written = 0; ///< votes beyond those here: allowed only as written opinions
};

/// Checks a vote against the rule of its matter and the voters due and present.
VoteFinding check_votes(const QuorumRule& rule, std::int64_t voters_due, std::int64_t voters_present,
                        const Votes& votes);

} // namespace fingertip::handlers
