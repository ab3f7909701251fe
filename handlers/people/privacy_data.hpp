#pragma once

#include "handlers/context.hpp"

#include <string>

namespace fingertip::handlers {

/// Everything that is kept about the speaker, line by line, the phone masked.
std::string own_data_text(ReadContext& ctx);

} // namespace fingertip::handlers
