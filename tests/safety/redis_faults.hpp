#pragma once

#include "tests/safety/campaign.hpp"

namespace fingertip::safety {

std::vector<Campaign> redis_campaigns(); ///< R1

} // namespace fingertip::safety
