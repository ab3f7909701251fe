#include "handlers/words/numerals.hpp"
#include "handlers/words/when_parts.hpp"

#include <array>

namespace fingertip::handlers {

namespace when_parts {

namespace {

constexpr int hour = 60;
constexpr int day = 24 * hour;

/// How many minutes the unit at `at` has; 0: none is there. Moves `at` behind it.
int unit(const Phrase& text, std::size_t& at, bool days)
{
    struct Unit
    {
        std::array<std::u32string_view, 7> words;
        int minutes;
    };
    static constexpr Unit short_units[] = {
        {{U"小时", U"钟头", U"hours", U"hour", U"hrs", U"hr", U"h"}, hour},
        {{U"分钟", U"minutes", U"minute", U"mins", U"min"}, 1},
    };
    static constexpr Unit long_units[] = {
        {{U"天", U"日", U"days", U"day", U"d"}, day},
        {{U"周", U"星期", U"礼拜", U"weeks", U"week", U"w"}, 7 * day},
        {{U"个月", U"months", U"month"}, 30 * day},
    };
    const auto take = [&](const auto& units) {
        for (const auto& [words, minutes] : units)
            if (const auto end = text.after_word(at, words); end != at) {
                at = end;
                return minutes;
            }
        return 0;
    };
    const int found = take(short_units);
    return found != 0 || !days ? found : take(long_units);
}

} // namespace

std::optional<FoundLength> length_at(const Phrase& text, std::size_t at, bool days)
{
    // 半小时, 半个小时, 半天
    if (auto end = text.after_word(at, {U"半个", U"半"}); end != at) {
        const int minutes = unit(text, end, days);
        return minutes > 1 ? std::optional{FoundLength{end, minutes / 2}} : std::nullopt;
    }
    const auto count = leading_numeral(text.from(at));
    if (!count)
        return std::nullopt;
    auto end = at + count->length;
    int tenths = count->value * 10;
    if (!count->han && text[end] == U'.' && is_digit(text[end + 1]) && !is_digit(text[end + 2])) {
        tenths += static_cast<int>(text[end + 1] - U'0');
        end += 2;
    }
    if (text[end + 1] != U'月') // 三个月 is a unit, 3月 is March
        end = text.after_word(end, {U"个"});
    end = text.after_blanks(end);
    if (const auto half = text.after_word(end, {U"半"}); half != end) {
        tenths += 5;
        end = half;
    }
    const int minutes = unit(text, end, days);
    if (minutes == 0 || tenths == 0)
        return std::nullopt;
    int total = tenths * minutes / 10;
    // 1小时30分
    if (minutes == hour)
        if (const auto more = leading_numeral(text.from(end)); more && more->value < 60) {
            const auto behind = end + more->length;
            if (const auto named = text.after_word(behind, {U"分钟", U"分"}); named != behind) {
                total += more->value;
                end = named;
            }
        }
    return FoundLength{end, total};
}

} // namespace when_parts

std::optional<std::chrono::minutes> parse_length(std::string_view text)
{
    const auto all = characters(trimmed(text, ".。,，!！"));
    const auto found = when_parts::length_at(when_parts::Phrase{all}, 0, true);
    if (!found || found->end != all.size())
        return std::nullopt;
    return std::chrono::minutes{found->minutes};
}

} // namespace fingertip::handlers
