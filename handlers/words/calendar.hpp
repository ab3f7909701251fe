#pragma once

#include "templates/texts.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fingertip::handlers {

/// A day of the organisation's calendar: days since 1970-01-01, which is how the books keep it.
using Day = std::int64_t;

/// A day taken apart.
struct Date
{
    int year;
    int month;   ///< 1–12
    int day;     ///< 1–31
    int weekday; ///< 1 Monday … 7 Sunday
    int quarter; ///< 1–4
};

Date date_of(Day day);
/// Empty: there is no such day, 30 February say.
std::optional<Day> day_of(int year, int month, int day);
/// The last day of a month; `month` from 1 to 12.
Day last_day_of(int year, int month);

/// "2026-11-27".
std::string iso_date(Day day);
/// The day of "2026-11-27"; empty when it has another form or does not exist.
std::optional<Day> parse_iso_date(std::string_view text);
/// "2026-11" and "2026-Q4": what is counted together.
std::string month_key(Day day);
std::string quarter_key(Day day);

/// "11月27日(周五)", "Fri Nov 27"; with the year when it is not `today`'s.
std::string date_for_people(Day day, templates::Language language, Day today);

} // namespace fingertip::handlers
