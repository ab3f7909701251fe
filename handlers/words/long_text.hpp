#pragma once

#include "handlers/reply.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace fingertip::handlers {

/// Bytes that the text takes on a platform where each tappable word costs `tap_overhead` bytes and once more its own
/// length (0: taps cost nothing).
std::size_t measure(std::string_view text, std::size_t tap_overhead);

bool fits(const Reply& reply, std::size_t limit, std::size_t tap_overhead);

/// Cuts a text that is longer than `limit` at the last line end, blank or whole character that leaves room for `offer`
/// ("…⟦更多⟧"), appends the offer, and returns the rest. Empty: it fitted as it was.
std::string cut(Reply& reply, std::size_t limit, std::size_t tap_overhead, std::string_view offer);

} // namespace fingertip::handlers
