#pragma once

#include "handlers/words/calendar.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::handlers {

/// The moment at which something is said, by the organisation's clock.
struct LocalNow
{
    Day day;
    std::chrono::minutes time; ///< since midnight
};

/// Bytes of a text.
struct Span
{
    std::size_t begin;
    std::size_t end;
};

/// A day and a time as somebody wrote them. What is not clear is marked, never guessed: the caller asks.
struct When
{
    std::optional<Day> day;
    std::optional<std::chrono::minutes> time;   ///< since midnight, 0–1439
    std::optional<std::chrono::minutes> length; ///< from "15:00-16:30" or "90分钟"

    bool past = false;         ///< the day, or the day and time, or the time of today, is over
    bool impossible = false;   ///< named something that does not exist (2月30日, 25:00); that part is then missing
    bool unclear_hour = false; ///< 3点 without 上午 or 下午: `time` is as said, twelve hours later may be meant
    bool unclear_day = false;  ///< 月底, or a weekday that is not the date's

    std::vector<Span> used; ///< what of the text was read, in order
    std::string rest;       ///< the other words, for place and topic

    bool clear() const { return !past && !impossible && !unclear_hour && !unclear_day; }
};

/// Finds the first day and the first time in a text, Chinese or English: 明天 下周三 12月3日 12-3 2026-12-03 3号
/// friday; 15:00 下午3点半 三点一刻 3pm 上午9点到11点; 两小时 90分钟, 半小时后. A weekday alone is the next such day
/// (today while the time is ahead); a date without a year is this year's, or next year's when this year's is over for
/// half a year; 3号 is the next third of a month. Pure.
When parse_when(std::string_view text, LocalNow now);

/// A length that is the whole of a text: 7天, 两周, 三个月 (of 30 days), 一个半小时, 90分钟, 2h. Empty: it is none.
std::optional<std::chrono::minutes> parse_length(std::string_view text);

} // namespace fingertip::handlers
