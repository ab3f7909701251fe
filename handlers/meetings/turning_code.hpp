#pragma once

#include "storage/types.hpp"

#include <string>
#include <string_view>

namespace fingertip::handlers {

/// How long one turning code is shown. The one before is valid too, so a code lives at most twice this long.
inline constexpr std::chrono::seconds turn{30};

/// The code of a meeting with a turning code at a moment: `digits` decimal digits derived from the meeting's secret.
std::string turning_code(std::string_view secret, storage::Time at, int digits);

/// Whether `code` is the one of that moment or of the window before.
bool turning_code_is_valid(std::string_view secret, storage::Time at, int digits, std::string_view code);

} // namespace fingertip::handlers
