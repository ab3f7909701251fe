#include "handlers/characters.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

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

std::string_view trimmed(std::string_view text, std::string_view also)
{
    const auto all = characters(text);
    const auto extra = characters(also);
    const auto goes = [&](const Character& one) {
        if (one.folded == U' ')
            return true;
        for (const auto& other : extra)
            if (other.folded == one.folded)
                return true;
        return false;
    };
    std::size_t first = 0;
    std::size_t last = all.size();
    while (first < last && goes(all[first]))
        ++first;
    while (last > first && goes(all[last - 1]))
        --last;
    if (first == last)
        return {};
    return text.substr(all[first].begin, all[last - 1].end - all[first].begin);
}

} // namespace fingertip::handlers
