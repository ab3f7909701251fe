#include "bot/platforms/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace fingertip::bot::platforms {

namespace {

bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0U) == 0x80U;
}

/// Is the well-formed character that begins here one that XML 1.0 knows (production Char)?
bool is_xml_character(std::string_view character)
{
    const auto first = static_cast<unsigned char>(character[0]);
    if (character.size() == 1)
        return first >= 0x20 || first == '\t' || first == '\n' || first == '\r';
    return first != 0xEF || (character != "\xEF\xBF\xBE" && character != "\xEF\xBF\xBF");
}

} // namespace

std::size_t utf8_length_at(std::string_view text, std::size_t at)
{
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto left = text.size() - at;
    const auto first = byte(at);
    if (first < 0x80)
        return 1;
    if (first < 0xC2 || first > 0xF4)
        return 0;
    const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (left < length)
        return 0;
    // The second byte's range is narrower after E0, ED, F0 and F4: that is what keeps over-long forms and surrogates
    // out.
    const unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (byte(at + 1) < low || byte(at + 1) > high)
        return 0;
    for (std::size_t i = 2; i < length; ++i)
        if (!is_continuation(byte(at + i)))
            return 0;
    return length;
}

bool is_utf8(std::string_view text)
{
    std::size_t at = 0;
    while (at < text.size()) {
        if (text.size() - at >= sizeof(std::uint64_t)) { // eight ASCII characters at once: an envelope is nothing else
            std::uint64_t eight = 0;
            std::memcpy(&eight, text.data() + at, sizeof eight);
            if ((eight & 0x8080808080808080U) == 0) {
                at += sizeof eight;
                continue;
            }
        }
        const auto length = utf8_length_at(text, at);
        if (length == 0)
            return false;
        at += length;
    }
    return true;
}

std::string xml_characters(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    std::size_t at = 0;
    std::size_t taken = 0; // what lies between here and `at` is good, and is appended in one go
    while (at < text.size()) {
        const auto length = utf8_length_at(text, at);
        if (length != 0 && is_xml_character(text.substr(at, length))) {
            at += length;
            continue;
        }
        result += text.substr(taken, at - taken);
        at += length;
        taken = at;
        if (length != 0)
            continue;
        result += "\xEF\xBF\xBD";
        ++at;
        while (at < text.size() && is_continuation(static_cast<unsigned char>(text[at])))
            ++at;
        taken = at;
    }
    result += text.substr(taken);
    return result;
}

} // namespace fingertip::bot::platforms
