#include "handlers/words/numerals.hpp"
#include "handlers/words/when_parts.hpp"

#include <array>

namespace fingertip::handlers::when_parts {

namespace {

using Words = std::array<std::u32string_view, 3>;

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
    auto date = date_at(text, at, today);
    if (!date)
        date = relative_day(text, at, today);
    if (!date && weak)
        date = weak_date_at(text, at, today);
    if (date)
        return with_weekday_behind(text, *date);
    auto found = weekday(text, at, today);
    if (!found)
        return std::nullopt;
    // 周五(12月3日): the date says which one
    auto next = text.after_blanks(found->end);
    const bool bracket = text[next] == U'(';
    next += bracket;
    date = date_at(text, next, today);
    if (!date || (bracket && text[date->end] != U')'))
        return found;
    date->end += bracket;
    if (date->day && date_of(*date->day).weekday != date_of(*found->day).weekday)
        date->unclear = true;
    return date;
}

} // namespace fingertip::handlers::when_parts
