#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::handlers {

/// One character of a text, in the form in which it is compared, and where its bytes are.
struct Character
{
    char32_t folded; ///< full-width forms narrow, A–Z small, every dash '-', every blank ' '
    std::size_t begin;
    std::size_t end;
};

/// The characters of a text; malformed bytes are left out.
std::vector<Character> characters(std::string_view text);

/// The comparing form of one character, as in Character::folded.
char32_t fold(char32_t character);

bool is_digit(char32_t folded);
bool is_latin(char32_t folded); ///< a–z
bool is_han(char32_t character);
/// Neither letter, digit, Chinese character nor blank; the signs + and - count, a character nobody knows does not.
bool is_punctuation(char32_t character);

/// Appends one character as UTF-8.
void append(std::string& out, char32_t character);

/// `text` without the blanks, line breaks and the characters of `also` (UTF-8) at both ends.
std::string_view trimmed(std::string_view text, std::string_view also = {});
/// The same at the front only.
std::string_view trimmed_front(std::string_view text, std::string_view also = {});

} // namespace fingertip::handlers
