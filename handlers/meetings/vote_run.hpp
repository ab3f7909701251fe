#pragma once

#include "handlers/words/characters.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace fingertip::handlers {

using Letters = std::span<const Character>;

/// A kind of votes.
enum class VoteKind
{
    approve,
    oppose,
    abstain,
    written, ///< opinions sent beforehand, whatever they say
    all,     ///< 一致通过
};

/// One kind of votes and where it stands.
struct Vote
{
    VoteKind kind;
    std::int64_t count;
    std::size_t begin; ///< of its characters
    std::size_t end;
};

using VoteRun = std::vector<Vote>;

/// The longest row of votes that stand side by side in a text, the last of several; a number beside a word counts only
/// where the two stand for themselves.
VoteRun longest_run(Letters text);

} // namespace fingertip::handlers
