#pragma once

#include "handlers/words/characters.hpp"

#include <optional>
#include <span>

namespace fingertip::handlers {

/// A number found at the beginning of some characters.
struct Numeral
{
    int value;          ///< 0–9999
    std::size_t length; ///< characters read
    bool han;           ///< written in Chinese: 三, 二十一, 两百零五, 〇五
};

/// The number that `from` begins with, in digits (at most four; then no digit follows) or in Chinese (at most 9999).
/// Empty: it begins with none.
std::optional<Numeral> leading_numeral(std::span<const Character> from);

} // namespace fingertip::handlers
