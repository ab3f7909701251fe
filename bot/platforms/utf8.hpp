#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fingertip::bot::platforms {

/// Bytes of the well-formed character at `at` (1–4), or 0 where no well-formed one begins. Over-long forms, surrogates
/// and what lies beyond U+10FFFF are not well-formed (Unicode Standard, table 3-7).
std::size_t utf8_length_at(std::string_view text, std::size_t at);

bool is_utf8(std::string_view text);

/// The text as any XML 1.0 parser accepts it: every ill-formed stretch becomes one U+FFFD; NUL, other control
/// characters (tab, line feed and carriage return stay), U+FFFE and U+FFFF disappear.
std::string xml_characters(std::string_view text);

} // namespace fingertip::bot::platforms
