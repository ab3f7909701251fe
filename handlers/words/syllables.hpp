#pragma once

#include <span>
#include <string>
#include <string_view>

namespace fingertip::handlers {

/// How a Chinese character sounds, in pinyin without tones ("qian"; ü is u); one reading a character. Empty: a
/// character outside GB 2312 and Big5's common ones. The table behind it is made from ICU's Han-Latin transliterator,
/// which itself takes a third of a second and six megabytes to wake up.
std::string_view syllable(char32_t character);

/// The syllable as it sounds to speakers who do not tell zh from z, n from l, or -ing from -in.
std::string loose_syllable(std::string_view syllable);

/// The table: "qian 千签…", by syllable.
std::span<const std::string_view> syllable_table();

} // namespace fingertip::handlers
