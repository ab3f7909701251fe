#pragma once

#include "handlers/context.hpp"
#include "handlers/meetings/record_draft.hpp"
#include "handlers/meetings/vote_check.hpp"
#include "handlers/meetings/vote_words.hpp"
#include "storage/meetings/meetings.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace fingertip::handlers {

// Which rule a resolution falls under, and what is said about a vote by it.

/// Takes over what a text says; whatever is no vote is the subject, where there is none yet.
void take_votes(ResolutionDraft& draft, const SaidVotes& said);
/// What was not said counts as none only where everybody here has voted already.
void settle(ResolutionDraft& draft, std::int64_t voters_present);
void forget_votes(ResolutionDraft& draft);

/// A vote as it was said, the rule it falls under and what the rule says about it.
struct Examined
{
    Votes votes;
    Matter matter;
    std::int64_t voters_due;
    std::int64_t voters_present;
    const QuorumRule& rule;
    VoteFinding finding;
};

/// Counts the voters of the meeting's list as it is now.
Examined examine(ReadContext& ctx, const storage::Meeting& meeting, const ResolutionDraft& draft);

/// "接收、转正"
Text matter_text(Matter matter);
/// "ordinary", "admission", "election" for the words by which people call them; empty: it is none of these words.
std::string_view matter_called(std::string_view said);
/// Whether such a meeting votes by more than one rule, so that somebody may have to say which.
bool knows_matters(const storage::Meeting& meeting);

/// "赞成18，反对1，弃权0"
std::string votes_line(ReadContext& ctx, const Examined& vote);
/// What the rule says, and whatever is unusual, line by line.
std::string findings_of(ReadContext& ctx, const storage::Meeting& meeting, const Examined& vote);

} // namespace fingertip::handlers
