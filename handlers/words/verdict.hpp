#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fingertip::handlers {

/// What a reviewer wrote: "17 同意", "17号不同意 人不对", "17".
struct Verdict
{
    std::int64_t number = 0;
    std::optional<bool> granted; ///< empty: neither was said
    std::string reason;
};

/// Reads it; empty: no number stands in front. Pure.
std::optional<Verdict> read_verdict(std::string_view text);

} // namespace fingertip::handlers
