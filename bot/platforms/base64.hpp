#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fingertip::bot::platforms {

/// Decodes canonical base64 (RFC 4648 §4): padded to a multiple of four, no character outside the alphabet, no line
/// breaks, unused bits zero. Empty: it is something else.
std::optional<std::string> decode_base64(std::string_view text);

std::string encode_base64(std::string_view bytes);

/// Six bits of one character of the alphabet, or -1.
int base64_value(char character);

} // namespace fingertip::bot::platforms
