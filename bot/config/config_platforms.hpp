#pragma once

#include "bot/config/config_reader.hpp"

namespace fingertip::bot {

/// Reads every [[platform]] into the configuration and reports what is wrong with it. For config.cpp.
void load_platforms(ConfigReader& reader, Config& config);

} // namespace fingertip::bot
