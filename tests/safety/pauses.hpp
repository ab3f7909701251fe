#pragma once

#include "tests/safety/campaign.hpp"

namespace fingertip::safety {

std::vector<Campaign> pause_campaigns(); ///< D6

} // namespace fingertip::safety
