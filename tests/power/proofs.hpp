#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace fingertip::tests::power {

/// What a proof found.
struct Verdict
{
    std::string done;               ///< what was done, with its numbers
    std::vector<std::string> wrong; ///< a sentence each; empty: nothing
};

/// D2: so many power cuts under check-ins, during commits, checkpoints, starts and stops; some only kill the process.
/// Also proves that it can fail: a disk whose sync lies must be found within 50 cuts.
Verdict prove_cuts(std::int64_t cuts, std::uint64_t seed);

/// D8: commits, checkpoints and checking readers for so many seconds.
Verdict prove_checkpoints(std::int64_t seconds, std::uint64_t seed);

} // namespace fingertip::tests::power
