#include "handlers/words/calendar.hpp"

#include <array>
#include <chrono>
#include <cstdio>

namespace fingertip::handlers {

namespace {

// How dates are written in a language is notation, like the decimal point: not something an organisation would word
// anew.
constexpr std::array<const char*, 7> weekdays_zh{"一", "二", "三", "四", "五", "六", "日"};
constexpr std::array<const char*, 7> weekdays_en{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<const char*, 12> months_en{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string padded(const char* format, int year, int month, int day)
{
    char out[48];
    std::snprintf(out, sizeof out, format, year, month, day);
    return out;
}

} // namespace

Date date_of(Day day)
{
    const std::chrono::sys_days days{std::chrono::days{day}};
    const std::chrono::year_month_day parts{days};
    const auto month = static_cast<int>(static_cast<unsigned>(parts.month()));
    return {static_cast<int>(parts.year()), month, static_cast<int>(static_cast<unsigned>(parts.day())),
            static_cast<int>(std::chrono::weekday{days}.iso_encoding()), (month - 1) / 3 + 1};
}

std::optional<Day> day_of(int year, int month, int day)
{
    if (month < 1 || month > 12 || day < 1 || day > 31 || year < 1 || year > 9999)
        return std::nullopt;
    const std::chrono::year_month_day parts{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                            std::chrono::day{static_cast<unsigned>(day)}};
    if (!parts.ok())
        return std::nullopt;
    return std::chrono::sys_days{parts}.time_since_epoch().count();
}

Day last_day_of(int year, int month)
{
    const auto next = month == 12 ? day_of(year + 1, 1, 1) : day_of(year, month + 1, 1);
    return *next - 1;
}

std::string iso_date(Day day)
{
    const auto date = date_of(day);
    return padded("%04d-%02d-%02d", date.year, date.month, date.day);
}

std::optional<Day> parse_iso_date(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return std::nullopt;
    std::array<int, 3> parts{};
    std::size_t part = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == 4 || i == 7) {
            ++part;
            continue;
        }
        if (text[i] < '0' || text[i] > '9')
            return std::nullopt;
        parts[part] = parts[part] * 10 + (text[i] - '0');
    }
    return day_of(parts[0], parts[1], parts[2]);
}

std::string month_key(Day day)
{
    return iso_date(day).substr(0, 7);
}

std::string quarter_key(Day day)
{
    const auto date = date_of(day);
    return iso_date(day).substr(0, 5) + "Q" + std::to_string(date.quarter);
}

std::string date_for_people(Day day, templates::Language language, Day today)
{
    const auto date = date_of(day);
    const auto weekday = static_cast<std::size_t>(date.weekday - 1);
    const bool this_year = date.year == date_of(today).year;
    if (language == templates::Language::zh)
        return (this_year ? "" : std::to_string(date.year) + "年") + std::to_string(date.month) + "月" +
               std::to_string(date.day) + "日(周" + weekdays_zh[weekday] + ")";
    return std::string{weekdays_en[weekday]} + " " + months_en[static_cast<std::size_t>(date.month - 1)] + " " +
           std::to_string(date.day) + (this_year ? "" : " " + std::to_string(date.year));
}

} // namespace fingertip::handlers
