#include "storage/json.hpp"

#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <utility>

namespace fingertip::storage {
namespace {

// Length of the well-formed UTF-8 character at `at`, or 0 and in `skip` how many bytes one U+FFFD stands for: the
// longest beginning of a character, as Unicode recommends. Table 3-7 of the Unicode standard.
std::size_t character(std::string_view text, std::size_t at, std::size_t& skip)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(at);
    skip = 1;
    if (first < 0x80)
        return 1;
    std::size_t length = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (first >= 0xC2 && first <= 0xDF) {
        length = 2;
    } else if (first >= 0xE0 && first <= 0xEF) {
        length = 3;
        low = first == 0xE0 ? 0xA0 : low;
        high = first == 0xED ? 0x9F : high;
    } else if (first >= 0xF0 && first <= 0xF4) {
        length = 4;
        low = first == 0xF0 ? 0x90 : low;
        high = first == 0xF4 ? 0x8F : high;
    } else {
        return 0;
    }
    for (; skip < length; ++skip) {
        if (at + skip >= text.size() || byte(at + skip) < low || byte(at + skip) > high)
            return 0;
        low = 0x80;
        high = 0xBF;
    }
    return length;
}

} // namespace

JsonWriter& JsonWriter::object()
{
    separate();
    out_ += '{';
    open_ += '}';
    follows_ = false;
    return *this;
}

JsonWriter& JsonWriter::array()
{
    separate();
    out_ += '[';
    open_ += ']';
    follows_ = false;
    return *this;
}

JsonWriter& JsonWriter::end()
{
    assert(!open_.empty() && !after_key_);
    out_ += open_.back();
    open_.pop_back();
    follows_ = true;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view key)
{
    assert(!open_.empty() && open_.back() == '}' && !after_key_);
    if (follows_)
        out_ += ',';
    quote(key);
    out_ += ':';
    after_key_ = true;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text)
{
    separate();
    quote(text);
    return *this;
}

JsonWriter& JsonWriter::value(std::nullptr_t)
{
    return literal("null");
}

JsonWriter& JsonWriter::value(double number)
{
    if (!std::isfinite(number))
        return literal("null");
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return literal({digits.data(), end});
}

std::string JsonWriter::take()
{
    assert(open_.empty() && !after_key_);
    follows_ = false;
    return std::exchange(out_, {});
}

JsonWriter& JsonWriter::literal(std::string_view text)
{
    separate();
    out_ += text;
    return *this;
}

JsonWriter& JsonWriter::whole(std::int64_t number)
{
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return literal({digits.data(), end});
}

JsonWriter& JsonWriter::natural(std::uint64_t number)
{
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return literal({digits.data(), end});
}

// Before every value: a comma where one is due.
void JsonWriter::separate()
{
    assert(after_key_ || open_.empty() || open_.back() == ']');
    assert(!open_.empty() || out_.empty());
    if (follows_ && !after_key_)
        out_ += ',';
    after_key_ = false;
    follows_ = true;
}

void JsonWriter::quote(std::string_view text)
{
    constexpr std::string_view hex = "0123456789abcdef";
    out_ += '"';
    for (std::size_t at = 0; at < text.size();) {
        std::size_t skip = 0;
        const std::size_t length = character(text, at, skip);
        if (length == 0) {
            out_ += "\xEF\xBF\xBD";
            at += skip;
            continue;
        }
        const char c = text[at];
        if (c == '"' || c == '\\') {
            out_ += '\\';
            out_ += c;
        } else if (c == '\n') {
            out_ += "\\n";
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out_ += "\\u00";
            out_ += hex[static_cast<unsigned char>(c) >> 4];
            out_ += hex[c & 0xF];
        } else {
            out_.append(text, at, length);
        }
        at += length;
    }
    out_ += '"';
}

} // namespace fingertip::storage
