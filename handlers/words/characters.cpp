#include "handlers/words/characters.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace fingertip::handlers {

char32_t fold(char32_t character)
{
    if (character >= U'！' && character <= U'～') // the full-width copies of ASCII
        character -= U'！' - U'!';
    if (character >= U'A' && character <= U'Z')
        return character + (U'a' - U'A');
    switch (character) {
    case U'\t':
    case U'\n':
    case U'\r':
    case U'\u00a0':
    case U'\u3000':
        return U' ';
    case U'\u2010':
    case U'\u2011':
    case U'\u2012':
    case U'–':
    case U'—':
    case U'―':
    case U'−':
        return U'-';
    default:
        return character;
    }
}

std::vector<Character> characters(std::string_view text)
{
    std::vector<Character> out;
    out.reserve(text.size() / 2 + 1);
    const auto size = static_cast<std::int64_t>(text.size());
    for (std::int64_t at = 0; at < size;) {
        const auto begin = static_cast<std::size_t>(at);
        UChar32 character = 0;
        U8_NEXT(text.data(), at, size, character);
        if (character >= 0)
            out.push_back({fold(static_cast<char32_t>(character)), begin, static_cast<std::size_t>(at)});
    }
    return out;
}

bool is_digit(char32_t folded)
{
    return folded >= U'0' && folded <= U'9';
}

bool is_latin(char32_t folded)
{
    return folded >= U'a' && folded <= U'z';
}

bool is_han(char32_t character)
{
    return (character >= 0x4e00 && character <= 0x9fff) || character == U'〇' ||
           (character >= 0x3400 && character <= 0x4dbf) || (character >= 0xf900 && character <= 0xfaff) ||
           (character >= 0x20000 && character <= 0x323af);
}

bool is_punctuation(char32_t character)
{
    return u_ispunct(static_cast<UChar32>(character)) || character == U'+' || character == U'~' || character == U'=' ||
           character == U'|' || character == U'`' || character == U'^' || character == U'$';
}

void append(std::string& out, char32_t character)
{
    char bytes[U8_MAX_LENGTH];
    std::int32_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, static_cast<UChar32>(character));
    out.append(bytes, static_cast<std::size_t>(length));
}

namespace {

/// The first character, counted from the front, that is neither a blank nor one of `also`.
template<class Iterator>
Iterator first_kept(Iterator begin, Iterator end, const std::vector<Character>& also)
{
    return std::find_if(begin, end, [&](const Character& one) {
        return one.folded != U' ' && std::none_of(also.begin(), also.end(),
                                                  [&](const Character& other) { return other.folded == one.folded; });
    });
}

} // namespace

std::string_view trimmed_front(std::string_view text, std::string_view also)
{
    const auto all = characters(text);
    const auto first = first_kept(all.begin(), all.end(), characters(also));
    return first == all.end() ? std::string_view{} : text.substr(first->begin);
}

std::string_view trimmed(std::string_view text, std::string_view also)
{
    text = trimmed_front(text, also);
    const auto all = characters(text);
    const auto last = first_kept(all.rbegin(), all.rend(), characters(also));
    return last == all.rend() ? std::string_view{} : text.substr(0, last->end);
}

} // namespace fingertip::handlers
