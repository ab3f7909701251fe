#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fingertip::handlers {

/// A number in front of other words: "12 手机没电", "12号记错了", "#12，手机没电".
struct Numbered
{
    std::optional<std::int64_t> number; ///< empty: the text begins with none, and `rest` is the whole of it
    std::string rest;
};

/// Reads it. Digits that belong to a word (3月的, 12点才到, 10:30) are no number. Pure.
Numbered read_numbered(std::string_view text);

} // namespace fingertip::handlers
