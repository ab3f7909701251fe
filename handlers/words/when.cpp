#include "handlers/words/when.hpp"

#include "handlers/words/when_parts.hpp"

#include <algorithm>

namespace fingertip::handlers {

namespace when_parts {

std::size_t Phrase::after_word(std::size_t at, std::span<const std::u32string_view> words) const
{
    for (const auto word : words) {
        if (word.empty())
            continue; // lists of fixed length are filled up with empty words
        std::size_t i = 0;
        while (i < word.size() && (*this)[at + i] == word[i])
            ++i;
        if (i == word.size() && !(is_latin(word.back()) && is_latin((*this)[at + i])))
            return at + i;
    }
    return at;
}

std::size_t Phrase::after_blanks(std::size_t at) const
{
    while ((*this)[at] == U' ')
        ++at;
    return at;
}

bool Phrase::ends(std::size_t at) const
{
    const auto next = (*this)[at];
    return next == U'\0' || next == U' ' || (is_punctuation(next) && next != U'%');
}

} // namespace when_parts

namespace {

using namespace when_parts;
using std::chrono::minutes;

constexpr int minutes_a_day = 24 * 60;

/// Brackets that held nothing but the date go with it, and so do those around them. One pass: a text may be thousands
/// of brackets.
std::string without_empty_brackets(std::string text)
{
    constexpr Character joint{U' ', 0, 0}; // where brackets were: one blank, or none at an end of the text
    const auto is_joint = [](const Character& one) { return one.end == 0; };
    std::vector<Character> kept;
    bool found = false;
    for (const auto& one : characters(text)) {
        if (one.folded == U' ' && !kept.empty() && is_joint(kept.back()))
            continue;
        if (one.folded == U')') {
            auto open = kept.size();
            while (open > 0 && kept[open - 1].folded == U' ')
                --open;
            if (open > 0 && kept[open - 1].folded == U'(') {
                kept.resize(open - 1, joint);
                while (!kept.empty() && kept.back().folded == U' ')
                    kept.pop_back();
                kept.push_back(joint);
                found = true;
                continue;
            }
        }
        kept.push_back(one);
    }
    if (!found)
        return text;
    std::string out;
    for (const auto& one : kept)
        out += is_joint(one) ? " " : text.substr(one.begin, one.end - one.begin);
    return std::string{trimmed(out)};
}

/// One reading of a text from left to right.
class Reading
{
public:
    Reading(std::string_view text, std::span<const Character> all, LocalNow now, bool weak)
        : text_{text}, all_{all}, phrase_{all}, now_{now}, weak_{weak}
    {
    }

    When read()
    {
        for (std::size_t at = 0; at < all_.size();) {
            const auto end = inside_word(at) ? at : token_at(at);
            at = end > at ? end : at + 1;
        }
        settle();
        gather_rest();
        return std::move(when_);
    }

private:
    /// A number or Latin word that began before `at` is never read from its middle.
    bool inside_word(std::size_t at) const
    {
        if (at == 0)
            return false;
        const auto here = phrase_[at];
        const auto before = phrase_[at - 1];
        if (is_digit(here))
            return is_digit(before) || is_latin(before) || (before == U'.' && at > 1 && is_digit(phrase_[at - 2]));
        return is_latin(here) && is_latin(before);
    }

    /// Reads what begins at `at`; returns its end, or `at` when nothing does.
    std::size_t token_at(std::size_t at)
    {
        if (const auto end = length_token(at); end > at)
            return end;
        if (const auto end = clock_token(at); end > at)
            return end;
        if (day_said_)
            return at;
        const auto day = day_at(phrase_, at, now_.day, weak_);
        if (!day)
            return at;
        day_said_ = true;
        when_.day = day->day;
        when_.impossible |= !day->day;
        when_.unclear_day |= day->unclear;
        next_weekday_ = day->weekday;
        part_ = day->part != Part::none ? day->part : part_;
        use(at, day->end);
        return day->end;
    }

    std::size_t length_token(std::size_t at)
    {
        if (when_.length)
            return at;
        const auto length = length_at(phrase_, at, false);
        if (!length)
            return at;
        // 半小时后 names a moment, 两小时内 nothing that we need
        if (const auto later = phrase_.after_word(length->end, {U"之后", U"以后", U"后"}); later != length->end) {
            if (day_said_ || time_said_)
                return at;
            const auto moment = now_.time.count() + length->minutes;
            when_.day = now_.day + moment / minutes_a_day;
            when_.time = minutes{moment % minutes_a_day};
            day_said_ = time_said_ = true;
            use(at, later);
            return later;
        }
        if (phrase_.after_word(length->end, {U"之前", U"以前", U"前", U"之内", U"以内", U"内"}) != length->end)
            return at;
        when_.length = minutes{length->minutes};
        use(at, length->end);
        return length->end;
    }

    std::size_t clock_token(std::size_t at)
    {
        if (time_said_)
            return at;
        const bool touches = phrase_.after_blanks(last_end_) >= at && last_end_ > 0;
        const auto part = part_at(phrase_, at);
        const auto hour_at = part ? phrase_.after_blanks(part->end) : at;
        const auto clock = clock_at(phrase_, hour_at, part ? part->part : part_, part || touches);
        if (!clock) {
            // 明天下午 without an hour; the hour may come later in the text
            if (!part || !touches)
                return at;
            part_ = part->part;
            use(at, part->end);
            return part->end;
        }
        time_said_ = true;
        when_.impossible |= !clock->minute;
        when_.unclear_hour |= clock->unclear;
        if (clock->minute) {
            when_.time = minutes{*clock->minute % minutes_a_day};
            days_later_ = *clock->minute / minutes_a_day;
        }
        if (clock->length)
            when_.length = minutes{*clock->length};
        use(at, clock->end);
        return clock->end;
    }

    void use(std::size_t begin, std::size_t end)
    {
        when_.used.push_back({all_[begin].begin, all_[end - 1].end});
        last_end_ = end;
    }

    /// What can only be said when day and time are both known.
    void settle()
    {
        // 3点 may mean 15:00, so it is over only when both are
        const auto latest = [&](Day day) {
            const auto said = when_.time.value_or(minutes{minutes_a_day - 1});
            const bool later = when_.unclear_hour && said < minutes{minutes_a_day / 2};
            return (day + days_later_) * minutes_a_day +
                   (said + (later ? minutes{minutes_a_day / 2} : minutes{0})).count();
        };
        const auto moment = now_.day * minutes_a_day + now_.time.count();
        if (when_.day) {
            if (next_weekday_ && latest(*when_.day) < moment)
                *when_.day += 7;
            when_.past = latest(*when_.day) < moment;
            *when_.day += days_later_;
        } else if (when_.time) {
            when_.past = latest(now_.day) < moment;
            when_.unclear_hour |= days_later_ > 0;
        }
    }

    void gather_rest()
    {
        std::string rest;
        std::size_t at = 0;
        const auto keep = [&](std::size_t end) {
            const auto piece = trimmed(text_.substr(at, end - at), ",，、;；");
            if (!piece.empty())
                rest += (rest.empty() ? "" : " ") + std::string{piece};
        };
        for (const auto& span : when_.used) {
            keep(span.begin);
            at = span.end;
        }
        keep(text_.size());
        when_.rest = without_empty_brackets(std::move(rest));
    }

    std::string_view text_;
    std::span<const Character> all_;
    Phrase phrase_;
    LocalNow now_;
    bool weak_;

    When when_;
    bool day_said_ = false;
    bool time_said_ = false;
    bool next_weekday_ = false;
    int days_later_ = 0;     // 24:00 and 晚上12点 belong to the next day
    Part part_ = Part::none; // 下午 said before an hour
    std::size_t last_end_ = 0;
};

} // namespace

When parse_when(std::string_view text, LocalNow now)
{
    const auto all = characters(text);
    auto found = Reading{text, all, now, false}.read();
    if (found.day || found.impossible)
        return found;
    // no clear day: perhaps one that is written like something else
    return Reading{text, all, now, true}.read();
}

} // namespace fingertip::handlers
