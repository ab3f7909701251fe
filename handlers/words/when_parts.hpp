#pragma once

// The parts of parse_when: each looks at one place of a text and says what begins there. Not for others.

#include "handlers/words/characters.hpp"
#include "handlers/words/when.hpp"

#include <algorithm>
#include <initializer_list>
#include <span>

namespace fingertip::handlers::when_parts {

/// A text being looked at, by folded characters. Reading past the end gives U+0000.
class Phrase
{
public:
    explicit Phrase(std::span<const Character> all) : all_{all} {}

    char32_t operator[](std::size_t at) const { return at < all_.size() ? all_[at].folded : U'\0'; }
    std::size_t size() const { return all_.size(); }
    std::span<const Character> from(std::size_t at) const { return all_.subspan(std::min(at, all_.size())); }

    /// Behind the first of `words` that stands at `at`, else `at`. Latin words must end there.
    std::size_t after_word(std::size_t at, std::span<const std::u32string_view> words) const;
    std::size_t after_word(std::size_t at, std::initializer_list<std::u32string_view> words) const
    {
        return after_word(at, std::span{words.begin(), words.size()});
    }
    std::size_t after_blanks(std::size_t at) const;
    /// Nothing of a word or number goes on at `at`.
    bool ends(std::size_t at) const;

private:
    std::span<const Character> all_;
};

/// The part of the day that an hour belongs to.
enum class Part
{
    none,
    night,
    morning,
    noon,
    afternoon,
    evening
};

struct FoundDay
{
    std::size_t end;
    std::optional<Day> day; ///< empty: there is no such day
    bool weekday = false;   ///< only a weekday was said: the next one is meant
    bool unclear = false;
    Part part = Part::none; ///< 今晚
};
/// `weak` also takes what might be something else: 3号, 12-3, 12.3.
std::optional<FoundDay> day_at(const Phrase& text, std::size_t at, Day today, bool weak);

/// A date that names its month, or says the month's end.
std::optional<FoundDay> date_at(const Phrase& text, std::size_t at, Day today);
/// What might be a date or something else, as day_at takes when weak.
std::optional<FoundDay> weak_date_at(const Phrase& text, std::size_t at, Day today);

struct FoundPart
{
    std::size_t end;
    Part part;
};
std::optional<FoundPart> part_at(const Phrase& text, std::size_t at);

struct FoundClock
{
    std::size_t end;
    std::optional<int> minute; ///< 0–1440; empty: there is no such time
    bool unclear = false;
    std::optional<int> length; ///< minutes, when a range was written
};
/// `anchored`: a day or a part of the day stands right before, so that 三点 cannot mean three points.
std::optional<FoundClock> clock_at(const Phrase& text, std::size_t at, Part part, bool anchored);

struct FoundLength
{
    std::size_t end;
    int minutes;
};
/// Hours and minutes; with `days` also days, weeks and months.
std::optional<FoundLength> length_at(const Phrase& text, std::size_t at, bool days);

} // namespace fingertip::handlers::when_parts
