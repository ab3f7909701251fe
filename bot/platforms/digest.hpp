#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace fingertip::bot::platforms {

/// Signature of the callbacks of WeChat, WeCom and DingTalk: SHA-1 over the parts sorted by unsigned bytes and joined
/// without any border, as 40 lower-case hexadecimal digits. At most four parts.
/// Without borders, equal signatures do not mean equal parts: callers must fix each part's format first.
std::string sorted_sha1(std::initializer_list<std::string_view> parts);

/// Compares in a time that does not depend on where the two differ. False for anything but 40 lower-case hexadecimal
/// digits.
bool sorted_sha1_matches(std::string_view signature, std::initializer_list<std::string_view> parts);

/// First `digits` (up to 64) lower-case hexadecimal digits of the SHA-256.
std::string sha256_hex(std::string_view bytes, std::size_t digits = 64);

} // namespace fingertip::bot::platforms
