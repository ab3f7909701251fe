#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fingertip::handlers {

/// More than this of one message is not read: no command needs it, and platforms send less.
constexpr std::size_t longest_text = 4096;

/// A text as somebody meant it.
struct Normalised
{
    /// As typed, but clean, for what is kept and shown: capitals and Chinese punctuation stay; full-width letters,
    /// digits and + - / @ are narrow; runs of blanks are one blank, those with a line break one line break.
    std::string text;
    /// For comparing: NFKC with cases folded, on one line.
    std::string folded;
};

/// Cleans what a person typed, spoke or tapped: at most `longest_text` bytes (whole characters), no control,
/// zero-width, direction or unassigned characters, no malformed bytes, no blanks at the ends; without a mention in
/// front ("@name "), a leading slash, or quotes around the whole.
Normalised normalise(std::string_view typed);

} // namespace fingertip::handlers
