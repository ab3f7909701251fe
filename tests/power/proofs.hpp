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
    std::int64_t known = 0;         ///< cases in which the promise is known not to be kept yet; `done` says which
};

/// D2: so many power cuts under check-ins, during commits, checkpoints, starts and stops; some only kill the process.
/// Also proves that it can fail: a disk whose sync lies must be found within 50 cuts.
Verdict prove_cuts(std::int64_t cuts, std::uint64_t seed);

/// D3: every changing call fails once, or from then on, until a run passes without a failure; so many bursts of
/// messages a run.
Verdict prove_faults(std::int64_t bursts, std::uint64_t seed);

/// D5: every allocation of a request fails once.
Verdict prove_memory(std::int64_t requests, std::uint64_t seed);

/// D8: commits, checkpoints and checking readers for so many seconds.
Verdict prove_checkpoints(std::int64_t seconds, std::uint64_t seed);

} // namespace fingertip::tests::power
