#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fingertip::handlers {

/// A mobile number inside a text.
struct PhoneInText
{
    std::string number; ///< eleven digits, the first 1, the second 3–9
    std::size_t begin;  ///< bytes of the text that it takes, country code included
    std::size_t end;
};

/// Finds the first mainland mobile number: +86, 0086 or 86 in front, single blanks and dashes inside, full-width
/// digits. Empty: there is none; twelve digits are none.
std::optional<PhoneInText> find_phone(std::string_view text);

/// The text is one mobile number and nothing else (punctuation at its ends aside): its eleven digits.
std::optional<std::string> parse_phone(std::string_view text);

/// "13800001234" -> "138****1234"; what is no eleven characters long becomes "****".
std::string mask_phone(std::string_view number);

} // namespace fingertip::handlers
