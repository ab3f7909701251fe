#include "bot/log_lines.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

namespace fingertip::bot::log {
namespace {

void append_escape(std::string& line, unsigned unit)
{
    line += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        line += "0123456789abcdef"[unit >> shift & 15];
}

/// Beyond what JSON asks: everything that a terminal or an editor would obey instead of show (controls of C0 and C1,
/// marks of direction, line and paragraph separators) is escaped, and what is not UTF-8 becomes U+FFFD.
void append_text(std::string& line, std::string_view text)
{
    line += '"';
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t at = 0; at < size;) {
        const auto start = at;
        UChar32 character;
        U8_NEXT(text.data(), at, size, character);
        if (character < 0) {
            append_escape(line, 0xFFFD);
        } else if (character == '"' || character == '\\') {
            line += '\\';
            line += static_cast<char>(character);
        } else if (character >= 0x20 && character < 0x7F) {
            line += static_cast<char>(character);
        } else if (const auto kind = u_charType(character); kind == U_CONTROL_CHAR || kind == U_LINE_SEPARATOR ||
                                                            kind == U_PARAGRAPH_SEPARATOR ||
                                                            (kind == U_FORMAT_CHAR && character <= 0xFFFF)) {
            append_escape(line, static_cast<unsigned>(character));
        } else if (kind == U_FORMAT_CHAR) {
            append_escape(line, 0xD800U + (static_cast<unsigned>(character - 0x10000) >> 10));
            append_escape(line, 0xDC00U + (static_cast<unsigned>(character) & 0x3FFU));
        } else {
            line.append(text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(at - start)));
        }
    }
    line += '"';
}

void append_number(std::string& line, double value)
{
    if (!std::isfinite(value)) {
        line += "null"; // JSON has no other word for it
        return;
    }
    char digits[32];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
    line.append(digits, error == std::errc{} ? end : digits);
}

void append_padded(std::string& line, unsigned value, std::size_t width)
{
    const auto digits = std::to_string(value);
    line.append(width > digits.size() ? width - digits.size() : 0, '0');
    line += digits;
}

} // namespace

void append_head(std::string& line, std::chrono::sys_time<std::chrono::milliseconds> time, std::string_view level)
{
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    line += "{\"time\":\"";
    append_padded(line, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    line += '-';
    append_padded(line, static_cast<unsigned>(date.month()), 2);
    line += '-';
    append_padded(line, static_cast<unsigned>(date.day()), 2);
    line += 'T';
    append_padded(line, static_cast<unsigned>(clock.hours().count()), 2);
    line += ':';
    append_padded(line, static_cast<unsigned>(clock.minutes().count()), 2);
    line += ':';
    append_padded(line, static_cast<unsigned>(clock.seconds().count()), 2);
    line += '.';
    append_padded(line, static_cast<unsigned>(clock.subseconds().count()), 3);
    line += "Z\",\"level\":\"";
    line += level;
    line += '"';
}

void append_body(std::string& line, std::string_view event, Fields fields)
{
    line += ",\"event\":";
    append_text(line, event);
    for (const auto& field : fields)
        append_field(line, field);
}

void append_field(std::string& line, const Field& field)
{
    line += ',';
    append_text(line, field.name());
    line += ':';
    if (const auto* text = std::get_if<std::string_view>(&field.value()))
        append_text(line, *text);
    else if (const auto* number = std::get_if<long long>(&field.value()))
        line += std::to_string(*number);
    else if (const auto* real = std::get_if<double>(&field.value()))
        append_number(line, *real);
    else
        line += std::get<bool>(field.value()) ? "true" : "false";
}

std::uint64_t siphash(const std::array<unsigned char, 16>& key, std::string_view text)
{
    const auto little_endian = [](const void* bytes, std::size_t count) {
        std::uint64_t word = 0;
        const auto* byte = static_cast<const unsigned char*>(bytes);
        for (std::size_t i = 0; i < count; ++i)
            word |= std::uint64_t{byte[i]} << (8 * i);
        return word;
    };
    const auto k0 = little_endian(key.data(), 8);
    const auto k1 = little_endian(key.data() + 8, 8);
    std::uint64_t a = k0 ^ 0x736f6d6570736575U; // the four constants spell "somepseudorandomlygeneratedbytes"
    std::uint64_t b = k1 ^ 0x646f72616e646f6dU;
    std::uint64_t c = k0 ^ 0x6c7967656e657261U;
    std::uint64_t d = k1 ^ 0x7465646279746573U;
    const auto rounds = [&](int count) {
        while (count-- > 0) {
            a += b;
            c += d;
            b = std::rotl(b, 13) ^ a;
            d = std::rotl(d, 16) ^ c;
            a = std::rotl(a, 32);
            c += b;
            a += d;
            b = std::rotl(b, 17) ^ c;
            d = std::rotl(d, 21) ^ a;
            c = std::rotl(c, 32);
        }
    };
    const auto compress = [&](std::uint64_t word) {
        d ^= word;
        rounds(2);
        a ^= word;
    };
    const auto whole = text.size() / 8 * 8;
    for (std::size_t at = 0; at < whole; at += 8)
        compress(little_endian(text.data() + at, 8));
    compress(little_endian(text.data() + whole, text.size() - whole) | std::uint64_t{text.size() & 0xFF} << 56);
    c ^= 0xFF;
    rounds(4);
    return a ^ b ^ c ^ d;
}

} // namespace fingertip::bot::log
