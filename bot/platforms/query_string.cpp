#include "bot/platforms/query_string.hpp"

#include <algorithm>

namespace fingertip::bot::platforms {

namespace {

int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_but_for_case(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

} // namespace

std::optional<QueryString> QueryString::parse(std::string_view raw)
{
    static_assert(most_bytes <= UINT16_MAX);
    if (raw.size() > most_bytes)
        return std::nullopt;
    QueryString query;
    query.text_.reserve(raw.size());
    while (!raw.empty()) {
        const auto border = raw.find('&');
        const auto piece = raw.substr(0, border);
        const auto equals = piece.find('=');
        if (equals == std::string_view::npos || !query.add(piece.substr(0, equals), piece.substr(equals + 1)))
            return std::nullopt;
        if (border == std::string_view::npos)
            break;
        raw.remove_prefix(border + 1);
        if (raw.empty())
            return std::nullopt;
    }
    return query;
}

bool QueryString::add(std::string_view name, std::string_view value)
{
    if (count_ == most_parameters)
        return false;
    Parameter parameter;
    parameter.name = static_cast<std::uint16_t>(text_.size());
    if (!append_decoded(name))
        return false;
    parameter.value = static_cast<std::uint16_t>(text_.size());
    if (!append_decoded(value))
        return false;
    parameter.end = static_cast<std::uint16_t>(text_.size());

    const auto decoded = name_of(parameter);
    const auto may_be_in_a_name = [](char c) { return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.'; };
    if (decoded.empty() || !std::all_of(decoded.begin(), decoded.end(), may_be_in_a_name))
        return false;
    for (std::size_t i = 0; i < count_; ++i)
        if (same_but_for_case(name_of(parameters_[i]), decoded))
            return false;
    parameters_[count_++] = parameter;
    return true;
}

bool QueryString::append_decoded(std::string_view text)
{
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (text.find('%') == std::string_view::npos) {
        text_ += text;
        return std::none_of(text.begin(), text.end(), is_control);
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto c = text[i];
        if (c == '%') {
            const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = static_cast<char>(high << 4 | low);
            i += 2;
        }
        if (is_control(c))
            return false;
        text_ += c;
    }
    return true;
}

std::string_view QueryString::name_of(const Parameter& parameter) const
{
    return std::string_view{text_}.substr(parameter.name, static_cast<std::size_t>(parameter.value - parameter.name));
}

std::string_view QueryString::value(std::string_view name) const
{
    for (std::size_t i = 0; i < count_; ++i) {
        const auto& parameter = parameters_[i];
        if (name_of(parameter) == name)
            return std::string_view{text_}.substr(parameter.value,
                                                  static_cast<std::size_t>(parameter.end - parameter.value));
    }
    return {};
}

} // namespace fingertip::bot::platforms
