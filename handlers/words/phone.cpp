#include "handlers/words/phone.hpp"

#include "handlers/words/characters.hpp"

#include <span>

namespace fingertip::handlers {

namespace {

constexpr std::size_t phone_digits = 11;

bool separates(char32_t character)
{
    return character == U' ' || character == U'-';
}

std::size_t after_separator(std::span<const Character> all, std::size_t at)
{
    return at < all.size() && separates(all[at].folded) ? at + 1 : at;
}

/// Where the country code at `at` ends; `at` when there is none.
std::size_t after_country_code(std::span<const Character> all, std::size_t at)
{
    for (const std::u32string_view code : {U"+86", U"0086", U"86"}) {
        std::size_t i = 0;
        while (i < code.size() && at + i < all.size() && all[at + i].folded == code[i])
            ++i;
        if (i == code.size())
            return after_separator(all, at + i);
    }
    return at;
}

std::optional<PhoneInText> phone_at(std::span<const Character> all, std::size_t first)
{
    std::string number;
    std::size_t at = after_country_code(all, first);
    for (;; at = after_separator(all, at)) {
        if (at >= all.size() || !is_digit(all[at].folded))
            return std::nullopt;
        number += static_cast<char>(all[at].folded);
        ++at;
        if (number.size() == phone_digits)
            break;
    }
    const bool more = at < all.size() && is_digit(all[at].folded);
    if (more || number[0] != '1' || number[1] < '3')
        return std::nullopt;
    return PhoneInText{number, all[first].begin, all[at - 1].end};
}

} // namespace

std::optional<PhoneInText> find_phone(std::string_view text)
{
    const auto all = characters(text);
    for (std::size_t at = 0; at < all.size(); ++at) {
        const bool begins = is_digit(all[at].folded) || all[at].folded == U'+';
        const bool inside = at > 0 && is_digit(all[at - 1].folded);
        if (!begins || inside)
            continue;
        if (auto found = phone_at(all, at))
            return found;
    }
    return std::nullopt;
}

std::optional<std::string> parse_phone(std::string_view text)
{
    constexpr std::string_view around = ".,。，、;；:：!！()（）";
    const auto inner = trimmed(text, around);
    const auto found = find_phone(inner);
    if (!found || found->begin != 0 || found->end != inner.size())
        return std::nullopt;
    return found->number;
}

std::string mask_phone(std::string_view number)
{
    if (number.size() != phone_digits)
        return "****";
    return std::string{number.substr(0, 3)} + "****" + std::string{number.substr(7)};
}

} // namespace fingertip::handlers
