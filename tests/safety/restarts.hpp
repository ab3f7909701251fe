#pragma once

#include "tests/safety/campaign.hpp"

namespace fingertip::safety {

std::vector<Campaign> restart_campaigns(); ///< D7

} // namespace fingertip::safety
