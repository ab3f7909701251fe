#pragma once

#include "storage/stop.hpp"

namespace fingertip::bot::cli {

/// From now on SIGINT, SIGTERM and SIGHUP do not kill the program but make this say true, so that it can tidy up.
storage::Stop give_up_when_told();

} // namespace fingertip::bot::cli
