#pragma once

#include "tests/safety/campaign.hpp"

#include <map>
#include <string>

namespace fingertip::safety {

/// The slices of a long run that are done, in a file of one line each, so that a run that was stopped goes on where it
/// was.
class Progress
{
public:
    /// An empty path keeps nothing.
    explicit Progress(std::string path);

    /// The seed of the run that goes on; of a new one, this.
    std::uint64_t seed(std::uint64_t fresh);
    bool has(const std::string& id, int slice) const { return done_.contains({id, slice}); }
    const Tally& of(const std::string& id, int slice) const { return done_.at({id, slice}); }
    void add(const std::string& id, int slice, const Tally& tally);

private:
    std::string path_;
    std::map<std::pair<std::string, int>, Tally> done_;
};

} // namespace fingertip::safety
