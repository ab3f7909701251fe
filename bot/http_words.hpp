#pragma once

#include <string>
#include <string_view>

namespace fingertip::bot {

// What HTTP's grammar (RFC 9110) is made of. ASCII only, no locale.

constexpr bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_letter(char c)
{
    return is_upper(c) || (c >= 'a' && c <= 'z');
}

/// Neither in a request line nor in a header may these stand; the tab is looked at where it matters.
constexpr bool is_control(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

/// A method, or a field's name: at least one of the characters that a token may have.
bool is_token(std::string_view text);

/// Without blanks and tabs at both ends.
std::string_view trim(std::string_view text);

std::string lowered(std::string_view text);
/// Equal but for the case; `lower_case` is in lower case.
bool same_word(std::string_view text, std::string_view lower_case);

/// Calls `visit` with each trimmed element of a comma-separated list.
template<class Visit>
void for_each_element(std::string_view list, Visit visit)
{
    while (true) {
        const auto comma = list.find(',');
        visit(trim(list.substr(0, comma)));
        if (comma == std::string_view::npos)
            return;
        list.remove_prefix(comma + 1);
    }
}

} // namespace fingertip::bot
