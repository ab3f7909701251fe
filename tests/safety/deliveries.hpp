#pragma once

#include "tests/safety/campaign.hpp"

namespace fingertip::safety {

std::vector<Campaign> delivery_campaigns(); ///< E1, E2

} // namespace fingertip::safety
