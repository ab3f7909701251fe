#include "handlers/words/numerals.hpp"
#include "handlers/words/when_parts.hpp"

#include <array>

namespace fingertip::handlers::when_parts {

namespace {

using Words = std::array<std::u32string_view, 3>;

/// A number from 1 to `most` at `at`; 0: none. Moves `at` behind it.
int number(const Phrase& text, std::size_t& at, int most)
{
    const auto found = leading_numeral(text.from(at));
    if (!found || found->value < 1 || found->value > most)
        return 0;
    at += found->length;
    return found->value;
}

/// This year's, or next year's when this year's has been over for half a year: nobody calls a meeting in January for
/// the December before.
std::optional<Day> without_year(int month, int day, Day today)
{
    constexpr Day half_a_year = 180;
    const int year = date_of(today).year;
    const auto found = day_of(year, month, day);
    return found && *found < today - half_a_year ? day_of(year + 1, month, day) : found;
}

/// The next day of that number, in this month or the following one.
std::optional<Day> without_month(int day, Day today)
{
    const auto now = date_of(today);
    const auto here = day_of(now.year, now.month, day);
    if (here && *here >= today)
        return here;
    return now.month == 12 ? day_of(now.year + 1, 1, day) : day_of(now.year, now.month + 1, day);
}

/// 2026年12月3日, 2026-12-03, 2026/12/3, 2026.12.3
std::optional<FoundDay> full_date(const Phrase& text, std::size_t at)
{
    auto end = at;
    const int year = number(text, end, 9999);
    if (year < 1900)
        return std::nullopt;
    const auto between = text[end];
    if (between != U'年' && between != U'-' && between != U'/' && between != U'.')
        return std::nullopt;
    const int month = number(text, ++end, 99);
    if (month == 0 || text[end] != (between == U'年' ? U'月' : between))
        return std::nullopt;
    const int day = number(text, ++end, 99);
    if (day == 0)
        return std::nullopt;
    return FoundDay{text.after_word(end, {U"日", U"号"}), day_of(year, month, day)};
}

/// 12月3日, 12月3号, 12月3, 12月底, 下月3号, 本月底, 月底
std::optional<FoundDay> month_and_day(const Phrase& text, std::size_t at, Day today)
{
    const auto now = date_of(today);
    auto end = at;
    int year = 0; // 0: not said
    int month = 0;
    if (const auto next = text.after_word(at, {U"下个月", U"下月"}); next != at) {
        end = next;
        month = now.month % 12 + 1;
        year = now.year + (now.month == 12);
    } else if (const auto same = text.after_word(at, {U"这个月", U"本月", U"这月", U"当月"}); same != at) {
        end = same;
        month = now.month;
        year = now.year;
    } else if (month = number(text, end, 99); month > 0 && text[end] == U'月') {
        ++end;
    } else if (text.after_word(at, {U"月底", U"月末"}) != at && !leading_numeral(text.from(at - (at > 0)))) {
        return FoundDay{at + 2, last_day_of(now.year, now.month), false, true};
    } else {
        return std::nullopt;
    }
    if (const auto last = text.after_word(end, {U"底", U"末"}); last != end) {
        if (month > 12)
            return FoundDay{last, std::nullopt};
        const auto first = year ? day_of(year, month, 1) : without_year(month, 1, today);
        return FoundDay{last, last_day_of(date_of(*first).year, month), false, true};
    }
    const int day = number(text, end, 99);
    if (day == 0)
        return std::nullopt;
    const auto named = text.after_word(end, {U"日", U"号"});
    if (named == end && !text.ends(end))
        return std::nullopt;
    return FoundDay{named, year ? day_of(year, month, day) : without_year(month, day, today)};
}

/// Dec 3, December 3rd, 3 Dec, Dec 3 2026
std::optional<FoundDay> english_date(const Phrase& text, std::size_t at, Day today)
{
    static constexpr std::array<Words, 12> months{{{U"january", U"jan"},
                                                   {U"february", U"feb"},
                                                   {U"march", U"mar"},
                                                   {U"april", U"apr"},
                                                   {U"may"},
                                                   {U"june", U"jun"},
                                                   {U"july", U"jul"},
                                                   {U"august", U"aug"},
                                                   {U"september", U"sept", U"sep"},
                                                   {U"october", U"oct"},
                                                   {U"november", U"nov"},
                                                   {U"december", U"dec"}}};
    const auto month_name = [&](std::size_t& from) {
        for (std::size_t month = 0; month < months.size(); ++month)
            if (const auto end = text.after_word(from, months[month]); end != from) {
                from = end;
                return static_cast<int>(month) + 1;
            }
        return 0;
    };
    const auto day_number = [&](std::size_t& from) {
        if (!is_digit(text[from]))
            return 0;
        const int day = number(text, from, 31);
        from = text.after_word(from, {U"st", U"nd", U"rd", U"th"});
        return day != 0 && text.ends(from) ? day : 0;
    };
    auto end = at;
    int month = month_name(end);
    int day = 0;
    if (month != 0) {
        end = text.after_blanks(text[end] == U'.' ? end + 1 : end);
        day = day_number(end);
    } else if (day = day_number(end); day != 0) {
        end = text.after_blanks(end);
        month = month_name(end);
    }
    if (month == 0 || day == 0)
        return std::nullopt;
    auto year_at = text.after_blanks(text[end] == U',' ? end + 1 : end);
    if (const int year = number(text, year_at, 2999); year >= 1900 && text[year_at] != U':')
        return FoundDay{year_at, day_of(year, month, day)};
    return FoundDay{end, without_year(month, day, today)};
}

} // namespace

std::optional<FoundDay> date_at(const Phrase& text, std::size_t at, Day today)
{
    auto found = full_date(text, at);
    if (!found)
        found = month_and_day(text, at, today);
    return found ? found : english_date(text, at, today);
}

/// 3号 and 3日, unless it numbers a building or a room; 12-3, 12/3, 12.3.
std::optional<FoundDay> weak_date_at(const Phrase& text, std::size_t at, Day today)
{
    auto end = at;
    const int first = number(text, end, 99);
    if (first == 0)
        return std::nullopt;
    if (const auto named = text.after_word(end, {U"号", U"日"}); named != end) {
        constexpr std::u32string_view numbered = U"楼会厅室线门院馆桌车厂机报文令件店桥仓库站口路";
        if (text[named] != U'\0' && numbered.find(text[named]) != numbered.npos)
            return std::nullopt;
        return FoundDay{named, without_month(first, today)};
    }
    const auto between = text[end];
    if (!is_digit(text[at]) || first > 12 || (between != U'-' && between != U'/' && between != U'.'))
        return std::nullopt;
    const auto second_at = ++end;
    const int second = number(text, end, 31);
    if (second == 0 || !is_digit(text[second_at]))
        return std::nullopt;
    end = text.after_word(end, {U"日", U"号"});
    const bool day_goes_on = part_at(text, end).has_value();
    if (!day_goes_on && (!text.ends(end) || text[end] == U'%' || text[end] == U'-' || text[end] == U'/' ||
                         (text[end] == U'.' && is_digit(text[end + 1]))))
        return std::nullopt;
    return FoundDay{end, without_year(first, second, today)};
}

} // namespace fingertip::handlers::when_parts
