#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace fingertip::handlers {

/// What somebody probably meant who typed no command: 签道 -> 签到, 我要签到 -> 签到, qiandao -> 签到, lesons ->
/// lessons; "签道 123456" -> "签到 123456". `text` is clean (Normalised::text or ::folded), `words` the folded command
/// words. Empty: nothing, or several things; always for one character, for bare numbers, and beyond 24 characters.
std::optional<std::string> near_miss(std::string_view text, std::span<const std::string_view> words);

} // namespace fingertip::handlers
