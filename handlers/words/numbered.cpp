#include "handlers/words/numbered.hpp"

#include "handlers/words/characters.hpp"

#include <algorithm>
#include <array>

namespace fingertip::handlers {

namespace {

constexpr std::size_t most_digits = 9;
constexpr std::string_view around_a_number = "#＃ ,，:：、";

/// Whether what follows digits makes another thing of them: 3月, 12点, 10:30, 5-6.
bool goes_on(std::string_view rest)
{
    const auto next = characters(rest);
    if (next.empty() || rest.front() == '\n' || next.front().folded == U' ')
        return false;
    if (!is_punctuation(next.front().folded))
        return true;
    constexpr std::u32string_view joins = U":.-/~";
    return next.size() > 1 && joins.find(next.front().folded) != joins.npos && is_digit(next[1].folded);
}

} // namespace

Numbered read_numbered(std::string_view text)
{
    const auto whole = trimmed(text);
    const auto from = trimmed_front(whole, around_a_number);
    const auto digits = std::min(from.find_first_not_of("0123456789"), from.size());
    if (digits == 0 || digits > most_digits)
        return {std::nullopt, std::string{whole}};
    auto rest = from.substr(digits);
    constexpr std::array<std::string_view, 3> units{"号", "条", "笔"};
    const auto unit = std::find_if(units.begin(), units.end(), [&](auto one) { return rest.starts_with(one); });
    if (unit != units.end()) {
        rest.remove_prefix(unit->size());
    } else if (goes_on(rest)) {
        return {std::nullopt, std::string{whole}};
    }
    return {std::stoll(std::string{from.substr(0, digits)}), std::string{trimmed_front(rest, around_a_number)}};
}

} // namespace fingertip::handlers
