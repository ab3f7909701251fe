#pragma once

#include "tests/safety/campaign.hpp"

namespace fingertip::safety {

std::vector<Campaign> crash_campaigns(); ///< D1, D1b, D1c

} // namespace fingertip::safety
