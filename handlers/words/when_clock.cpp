#include "handlers/words/numerals.hpp"
#include "handlers/words/when_parts.hpp"

#include <array>

namespace fingertip::handlers::when_parts {

namespace {

constexpr int hour = 60;
constexpr int noon = 12 * hour;
constexpr int midnight = 24 * hour;

/// An hour and minute as written, before anybody thought about which half of the day is meant.
struct Written
{
    std::size_t end;
    int hours;
    int minutes;
    bool open;              ///< could be twelve hours later: 3点, 3:00, but not 03:00 or 15:00
    Part part = Part::none; ///< am, pm
};

/// Two digits; -1: something else.
int two_digits(const Phrase& text, std::size_t at)
{
    if (!is_digit(text[at]) || !is_digit(text[at + 1]) || is_digit(text[at + 2]))
        return -1;
    return static_cast<int>((text[at] - U'0') * 10 + (text[at + 1] - U'0'));
}

Written with_am_or_pm(const Phrase& text, Written written)
{
    const auto at = text.after_blanks(written.end);
    if (const auto end = text.after_word(at, {U"pm", U"p.m."}); end != at)
        return {end, written.hours, written.minutes, false, Part::afternoon};
    if (const auto end = text.after_word(at, {U"am", U"a.m."}); end != at)
        return {end, written.hours == 12 ? 0 : written.hours, written.minutes, false, Part::morning};
    return written;
}

/// 15:00, 9：30, 15:00:00, 3:30pm
std::optional<Written> with_colon(const Phrase& text, std::size_t at, const Numeral& hours)
{
    const auto colon = at + hours.length;
    if (hours.han || hours.length > 2 || text[colon] != U':')
        return std::nullopt;
    const int minutes = two_digits(text, colon + 1);
    if (minutes < 0)
        return std::nullopt;
    auto end = colon + 3;
    if (text[end] == U':' && two_digits(text, end + 1) >= 0)
        end += 3;
    return with_am_or_pm(text, {end, hours.value, minutes, hours.length == 1});
}

/// 3点, 三点半, 15时30分, 3点一刻, 三点零五
std::optional<Written> with_hour_word(const Phrase& text, std::size_t at, const Numeral& hours, bool anchored)
{
    const auto word = at + hours.length;
    auto end = text.after_word(word, {U"点钟", U"点整", U"点", U"时整", U"时"});
    if (end == word || hours.length > 3)
        return std::nullopt;
    const bool open = hours.han || hours.length == 1;
    if (const auto half = text.after_word(end, {U"半"}); half != end)
        return Written{half, hours.value, 30, open};
    if (const auto quarter = text.after_word(end, {U"一刻", U"1刻"}); quarter != end)
        return Written{quarter, hours.value, 15, open};
    if (const auto quarters = text.after_word(end, {U"三刻", U"3刻"}); quarters != end)
        return Written{quarters, hours.value, 45, open};
    if (const auto minutes = leading_numeral(text.from(end)); minutes && minutes->value < 60 && minutes->length <= 3) {
        const auto behind = end + minutes->length;
        const auto named = text.after_word(behind, {U"分"});
        if ((named != behind && text[named] != U'钟') || text.ends(behind))
            return Written{named, hours.value, minutes->value, open};
    }
    if (!anchored) {
        // 三点建议, 第三点 and 一点 are no times; 3点开会 is one
        constexpr std::u32string_view goes_on = U"开在到至集准前后左签上来去报";
        constexpr std::u32string_view counts = U"第有这那提下如以几早晚快慢";
        const bool whole = text.ends(end) || text[end - 1] == U'钟' || text[end - 1] == U'整' ||
                           goes_on.find(text[end]) != goes_on.npos;
        const bool counted = hours.han && at > 0 && counts.find(text[at - 1]) != counts.npos;
        if (!whole || counted || (hours.han && hours.value < 2))
            return std::nullopt;
    }
    return Written{end, hours.value, 0, open};
}

std::optional<Written> written_at(const Phrase& text, std::size_t at, bool anchored)
{
    if (const auto end = text.after_word(at, {U"noon"}); end != at)
        return Written{end, 12, 0, false};
    const auto hours = leading_numeral(text.from(at));
    if (!hours)
        return std::nullopt;
    if (auto found = with_colon(text, at, *hours))
        return found;
    if (auto found = with_hour_word(text, at, *hours, anchored))
        return found;
    const Written bare{at + hours->length, hours->value, 0, false};
    const auto found = with_am_or_pm(text, bare);
    if (!hours->han && hours->length <= 2 && found.end != bare.end && hours->value >= 1 && hours->value <= 12)
        return found;
    return std::nullopt;
}

/// The start of "3-5点" and "15-16:30": a bare number, a dash, and a time.
std::optional<Written> bare_start(const Phrase& text, std::size_t at, bool anchored)
{
    const auto hours = leading_numeral(text.from(at));
    if (!hours || hours->length > 2 || hours->value > 24)
        return std::nullopt;
    const auto dash = at + hours->length;
    const auto second = text.after_word(dash, {U"-", U"~", U"到", U"至"});
    if (second == dash || !written_at(text, second, anchored))
        return std::nullopt;
    return Written{dash, hours->value, 0, hours->length == 1};
}

struct Minute
{
    int value;
    bool unclear;
};

/// Which minute of the day is meant; empty: there is no such time.
std::optional<Minute> minute_of(const Written& written, Part part)
{
    const int h = written.hours;
    const int said = h * hour + written.minutes;
    if (h > 24 || written.minutes > 59 || said > midnight)
        return std::nullopt;
    switch (part) {
    case Part::none:
        return Minute{said, written.open && h >= 1 && h <= 7};
    case Part::night:
        return h == 12 ? Minute{said - noon, false} : Minute{said, h > 6};
    case Part::morning:
        return Minute{said, h > 12};
    case Part::noon:
        return h >= 1 && h <= 3 ? Minute{said + noon, false} : Minute{said, h < 10 || h > 14};
    case Part::afternoon:
        return h >= 1 && h < 12 ? Minute{said + noon, false} : Minute{said, h == 0};
    case Part::evening:
        if (h >= 5 && h < 12)
            return Minute{said + noon, false};
        // 晚上12点 is the midnight that follows; 晚上1点 may be tonight or tomorrow
        return h == 12 ? Minute{said + noon, true} : Minute{said, h < 17};
    }
    return std::nullopt;
}

/// The end of a range: the first time after the start that the words can mean.
std::optional<int> end_after(int start, const Written& end, Part part)
{
    const auto minute = minute_of(end, part);
    if (!minute)
        return std::nullopt;
    for (const int later : {0, end.hours <= 12 && part == Part::none ? noon : 0, midnight})
        if (minute->value + later > start)
            return minute->value + later;
    return std::nullopt;
}

} // namespace

std::optional<FoundPart> part_at(const Phrase& text, std::size_t at)
{
    struct Word
    {
        std::u32string_view word;
        Part part;
    };
    static constexpr std::array<Word, 12> words{{{U"凌晨", Part::night},
                                                 {U"早上", Part::morning},
                                                 {U"早晨", Part::morning},
                                                 {U"清晨", Part::morning},
                                                 {U"上午", Part::morning},
                                                 {U"中午", Part::noon},
                                                 {U"正午", Part::noon},
                                                 {U"下午", Part::afternoon},
                                                 {U"傍晚", Part::afternoon},
                                                 {U"晚上", Part::evening},
                                                 {U"晚间", Part::evening},
                                                 {U"夜里", Part::evening}}};
    for (const auto& [word, part] : words)
        if (const auto end = text.after_word(at, {word}); end != at)
            return FoundPart{end, part};
    return std::nullopt;
}

std::optional<FoundClock> clock_at(const Phrase& text, std::size_t at, Part part, bool anchored)
{
    auto start = written_at(text, at, anchored);
    if (!start)
        start = bare_start(text, at, anchored);
    if (!start)
        return std::nullopt;
    const Part meant = start->part != Part::none ? start->part : part;
    const auto minute = minute_of(*start, meant);
    if (!minute)
        return FoundClock{start->end, std::nullopt, false, std::nullopt};
    FoundClock found{start->end, minute->value, minute->unclear, std::nullopt};

    const auto blank = text.after_blanks(start->end);
    auto second = text.after_word(blank, {U"-", U"~", U"到", U"至", U"to"});
    if (second == blank)
        return found;
    second = text.after_blanks(second);
    const auto named = part_at(text, second);
    const auto end = written_at(text, named ? named->end : second, true);
    if (!end)
        return found;
    const Part end_part = named ? named->part : end->part;
    found.end = end->end;
    if (const auto last = end_after(minute->value, *end, end_part))
        found.length = *last - minute->value;
    else
        found.unclear = true;
    // "3-5pm" and "3点到下午5点": the end tells the half of the day of both
    if (found.unclear && meant == Part::none && end_part == Part::afternoon && start->hours < end->hours &&
        end->hours < 12) {
        found.minute = minute->value + noon;
        found.length = *found.length - noon;
        found.unclear = false;
    }
    return found;
}

} // namespace fingertip::handlers::when_parts
