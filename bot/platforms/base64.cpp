#include "bot/platforms/base64.hpp"

#include <array>
#include <cstdint>

namespace fingertip::bot::platforms {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr auto values = [] {
    std::array<std::int8_t, 256> table{};
    table.fill(-1);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    return table;
}();

} // namespace

int base64_value(char character)
{
    return values[static_cast<unsigned char>(character)];
}

std::optional<std::string> decode_base64(std::string_view text)
{
    if (text.size() % 4 != 0)
        return std::nullopt;
    std::size_t padding = 0;
    while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=')
        ++padding;
    const auto characters = text.size() - padding;
    std::string bytes(characters * 3 / 4, '\0');
    auto* out = bytes.data();
    int wrong = 0; // negative once any character was outside the alphabet; asked once, after the loop
    std::size_t at = 0;
    for (; at + 4 <= characters; at += 4) {
        const int a = base64_value(text[at]), b = base64_value(text[at + 1]);
        const int c = base64_value(text[at + 2]), d = base64_value(text[at + 3]);
        wrong |= a | b | c | d;
        const auto group = static_cast<std::uint32_t>(a) << 18 | static_cast<std::uint32_t>(b) << 12 |
                           static_cast<std::uint32_t>(c) << 6 | static_cast<std::uint32_t>(d);
        *out++ = static_cast<char>(group >> 16);
        *out++ = static_cast<char>(group >> 8);
        *out++ = static_cast<char>(group);
    }
    if (padding != 0) {
        const int a = base64_value(text[at]), b = base64_value(text[at + 1]);
        const int c = padding == 1 ? base64_value(text[at + 2]) : 0;
        wrong |= a | b | c;
        if ((padding == 1 ? c & 0x03 : b & 0x0F) != 0)
            return std::nullopt;
        *out++ = static_cast<char>(static_cast<unsigned>(a) << 2 | static_cast<unsigned>(b) >> 4);
        if (padding == 1)
            *out++ = static_cast<char>(static_cast<unsigned>(b) << 4 | static_cast<unsigned>(c) >> 2);
    }
    if (wrong < 0)
        return std::nullopt;
    return bytes;
}

std::string encode_base64(std::string_view bytes)
{
    const auto byte = [bytes](std::size_t i) -> std::uint32_t {
        return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
    };
    std::string text((bytes.size() + 2) / 3 * 4, '=');
    auto* out = text.data();
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto group = byte(at) << 16 | byte(at + 1) << 8 | byte(at + 2);
        *out++ = alphabet[group >> 18];
        *out++ = alphabet[group >> 12 & 0x3F];
        if (at + 1 < bytes.size())
            *out = alphabet[group >> 6 & 0x3F];
        ++out;
        if (at + 2 < bytes.size())
            *out = alphabet[group & 0x3F];
        ++out;
    }
    return text;
}

} // namespace fingertip::bot::platforms
