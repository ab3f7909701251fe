#include "handlers/words/normalise.hpp"

#include "handlers/words/characters.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <array>
#include <stdexcept>

namespace fingertip::handlers {

namespace {

constexpr char32_t joiner = 0x200d;
constexpr char32_t picture_form = 0xfe0f;

/// What a character of a message is to us.
enum class Sort
{
    kept,
    blank,
    line_break,
    dropped
};

Sort sort_of(UChar32 character)
{
    if (character == '\n' || character == '\r' || character == 0x2028 || character == 0x2029)
        return Sort::line_break;
    if (u_isUWhiteSpace(character) || character == '\t')
        return Sort::blank;
    switch (u_charType(character)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_SURROGATE:
    case U_UNASSIGNED:
        return Sort::dropped;
    default:
        break;
    }
    // joining and selecting characters without a letter of their own, such as the Hangul fillers
    return u_hasBinaryProperty(character, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ? Sort::dropped : Sort::kept;
}

char32_t narrow(char32_t character)
{
    const bool letter = (character >= U'Ａ' && character <= U'Ｚ') || (character >= U'ａ' && character <= U'ｚ');
    const bool digit = character >= U'０' && character <= U'９';
    const bool sign = character == U'＋' || character == U'－' || character == U'／' || character == U'＠';
    return letter || digit || sign ? character - (U'！' - U'!') : character;
}

std::string clean(std::string_view typed)
{
    std::string out;
    out.reserve(typed.size());
    const auto size = static_cast<std::int64_t>(typed.size());
    auto pending = Sort::kept; // a run of blanks not written yet
    char32_t before = 0;
    for (std::int64_t at = 0; at < size;) {
        UChar32 character = 0;
        U8_NEXT(typed.data(), at, size, character);
        if (character < 0)
            continue;
        auto sort = sort_of(character);
        const auto one = static_cast<char32_t>(character);
        // inside a picture (👨‍👩‍👧, ❤️) these two are not invisible rubbish
        // digits can become pictures too (1️⃣), but codes are made of them
        if ((one == joiner || one == picture_form) && before > 0x7f &&
            u_hasBinaryProperty(static_cast<UChar32>(before), UCHAR_EMOJI))
            sort = Sort::kept;
        if (sort == Sort::dropped)
            continue;
        if (sort != Sort::kept) {
            pending = pending == Sort::line_break ? pending : sort;
            before = 0;
            continue;
        }
        if (pending != Sort::kept && !out.empty())
            out += pending == Sort::line_break ? '\n' : ' ';
        pending = Sort::kept;
        append(out, narrow(one));
        if (one != picture_form)
            before = one;
    }
    return out;
}

/// "@指尖 签到" -> "签到"; also several of them, and a mention with nothing behind it.
std::string_view without_mention(std::string_view text)
{
    while (text.starts_with('@')) {
        const auto blank = text.find_first_of(" \n");
        if (blank == std::string_view::npos)
            return {};
        text.remove_prefix(blank + 1);
    }
    return text;
}

std::string_view without_quotes(std::string_view text)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> pairs{
        {{"“", "”"}, {"\"", "\""}, {"「", "」"}, {"『", "』"}, {"【", "】"}, {"⟦", "⟧"}, {"‘", "’"}}};
    for (const auto& [open, close] : pairs)
        if (text.size() > open.size() + close.size() && text.starts_with(open) && text.ends_with(close)) {
            const auto inside = text.substr(open.size(), text.size() - open.size() - close.size());
            if (inside.find(open) == std::string_view::npos && inside.find(close) == std::string_view::npos)
                return trimmed(inside);
        }
    return text;
}

std::string folded(std::string_view text)
{
    UErrorCode error = U_ZERO_ERROR;
    const auto* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(error);
    std::string out;
    icu::StringByteSink<std::string> sink{&out, static_cast<std::int32_t>(text.size())};
    if (U_SUCCESS(error))
        normalizer->normalizeUTF8(0, icu::StringPiece{text.data(), static_cast<std::int32_t>(text.size())}, sink,
                                  nullptr, error);
    if (U_FAILURE(error))
        throw std::runtime_error{std::string{"ICU cannot normalise: "} + u_errorName(error)};
    // some characters decompose into blanks
    std::string line;
    line.reserve(out.size());
    for (const char c : out) {
        const char one = c == '\n' ? ' ' : c;
        if (one != ' ' || (!line.empty() && line.back() != ' '))
            line += one;
    }
    while (line.ends_with(' '))
        line.pop_back();
    return line;
}

} // namespace

Normalised normalise(std::string_view typed)
{
    if (typed.size() > longest_text) {
        std::size_t end = longest_text;
        while (end > 0 && (static_cast<unsigned char>(typed[end]) & 0xc0) == 0x80)
            --end;
        typed = typed.substr(0, end);
    }
    const auto cleaned = clean(typed);
    std::string_view meant = without_mention(cleaned);
    meant = without_quotes(meant);
    if (meant.starts_with('/'))
        meant = trimmed(meant.substr(1));
    return {std::string{meant}, folded(meant)};
}

} // namespace fingertip::handlers
