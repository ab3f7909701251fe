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

Day monday_of(Day day)
{
    return day - (date_of(day).weekday - 1);
}

std::optional<FoundDay> relative_day(const Phrase& text, std::size_t at, Day today)
{
    struct Word
    {
        std::u32string_view word;
        int days;
        Part part = Part::none;
    };
    static constexpr std::array<Word, 30> words{{{U"大后天", 3},
                                                 {U"大前天", -3},
                                                 {U"今天", 0},
                                                 {U"今日", 0},
                                                 {U"明天", 1},
                                                 {U"明日", 1},
                                                 {U"后天", 2},
                                                 {U"昨天", -1},
                                                 {U"昨日", -1},
                                                 {U"前天", -2},
                                                 {U"今晚上", 0, Part::evening},
                                                 {U"明晚上", 1, Part::evening},
                                                 {U"今晚", 0, Part::evening},
                                                 {U"明晚", 1, Part::evening},
                                                 {U"后晚", 2, Part::evening},
                                                 {U"昨晚", -1, Part::evening},
                                                 {U"今早", 0, Part::morning},
                                                 {U"明早", 1, Part::morning},
                                                 {U"今上午", 0, Part::morning},
                                                 {U"明上午", 1, Part::morning},
                                                 {U"今下午", 0, Part::afternoon},
                                                 {U"明下午", 1, Part::afternoon},
                                                 {U"the day after tomorrow", 2},
                                                 {U"day after tomorrow", 2},
                                                 {U"today", 0},
                                                 {U"tonight", 0, Part::evening},
                                                 {U"tomorrow", 1},
                                                 {U"tmr", 1},
                                                 {U"the day before yesterday", -2},
                                                 {U"yesterday", -1}}};
    for (const auto& [word, days, part] : words)
        if (const auto end = text.after_word(at, {word}); end != at)
            return FoundDay{end, today + days, false, false, part};
    return std::nullopt;
}

/// 1 Monday … 7 Sunday; 0: none. Moves `at` behind it.
int weekday_name(const Phrase& text, std::size_t& at)
{
    const auto named = text.after_word(at, {U"周", U"星期", U"礼拜"});
    if (named != at) {
        constexpr std::u32string_view names = U"一二三四五六日天1234567";
        const auto which = names.find(text[named]);
        if (which == names.npos || (is_digit(text[named]) && is_digit(text[named + 1])))
            return 0;
        at = named + 1;
        return which < 7 ? static_cast<int>(which) + 1 : which == 7 ? 7 : static_cast<int>(which) - 7;
    }
    static constexpr std::array<Words, 7> english{{{U"monday", U"mon"},
                                                   {U"tuesday", U"tues", U"tue"},
                                                   {U"wednesday", U"wed"},
                                                   {U"thursday", U"thurs", U"thu"},
                                                   {U"friday", U"fri"},
                                                   {U"saturday", U"sat"},
                                                   {U"sunday", U"sun"}}};
    for (std::size_t day = 0; day < english.size(); ++day)
        if (const auto end = text.after_word(at, english[day]); end != at) {
            at = end;
            return static_cast<int>(day) + 1;
        }
    return 0;
}

std::optional<FoundDay> weekday(const Phrase& text, std::size_t at, Day today)
{
    struct Which
    {
        Words words;
        int weeks;
    };
    static constexpr std::array<Which, 4> prefixes{
        {{{U"下下"}, 2}, {{U"下", U"next "}, 1}, {{U"本", U"这", U"this "}, 0}, {{U"上", U"last "}, -1}}};
    for (const auto& [words, weeks] : prefixes) {
        auto end = text.after_word(at, words);
        if (end == at)
            continue;
        end = text.after_word(end, {U"个"});
        if (const int day = weekday_name(text, end))
            return FoundDay{end, monday_of(today) + weeks * 7 + day - 1};
        return std::nullopt;
    }
    // 每周三 is no day, nor is 一周三次
    const auto before = at > 0 ? leading_numeral(text.from(at - 1)) : std::nullopt;
    if ((before && before->han) || (at > 0 && text[at - 1] == U'每'))
        return std::nullopt;
    auto end = at;
    const int day = weekday_name(text, end);
    if (day == 0)
        return std::nullopt;
    const auto ahead = (day - date_of(today).weekday + 7) % 7;
    return FoundDay{end, today + ahead, true};
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

/// 3号 and 3日, unless it numbers a building or a room; 12-3, 12/3, 12.3.
std::optional<FoundDay> weak_date(const Phrase& text, std::size_t at, Day today)
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

/// "(周五)" behind a date: read as well, and compared.
FoundDay with_weekday_behind(const Phrase& text, FoundDay found)
{
    auto at = text.after_blanks(found.end);
    const bool bracket = text[at] == U'(';
    at += bracket;
    const int day = weekday_name(text, at);
    if (day == 0 || (bracket && text[at] != U')'))
        return found;
    found.end = at + bracket;
    if (found.day && date_of(*found.day).weekday != day)
        found.unclear = true;
    return found;
}

} // namespace

std::optional<FoundDay> day_at(const Phrase& text, std::size_t at, Day today, bool weak)
{
    auto date = full_date(text, at);
    if (!date)
        date = month_and_day(text, at, today);
    if (!date)
        date = english_date(text, at, today);
    if (!date)
        date = relative_day(text, at, today);
    if (!date && weak)
        date = weak_date(text, at, today);
    if (date)
        return with_weekday_behind(text, *date);
    auto found = weekday(text, at, today);
    if (!found)
        return std::nullopt;
    // 周五(12月3日): the date says which one
    auto next = text.after_blanks(found->end);
    const bool bracket = text[next] == U'(';
    next += bracket;
    date = full_date(text, next);
    if (!date)
        date = month_and_day(text, next, today);
    if (!date)
        date = english_date(text, next, today);
    if (!date || (bracket && text[date->end] != U')'))
        return found;
    date->end += bracket;
    if (date->day && date_of(*date->day).weekday != date_of(*found->day).weekday)
        date->unclear = true;
    return date;
}

} // namespace fingertip::handlers::when_parts
