#include "handlers/words/zone.hpp"

#include <catch2/catch.hpp>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <sstream>

using namespace fingertip::handlers;
using fingertip::storage::from_seconds;
using fingertip::storage::seconds;
using fingertip::templates::Language;
using std::chrono::minutes;

namespace {

/// The lines a command prints; empty when it fails.
std::vector<std::string> lines_of(const std::string& command)
{
    std::vector<std::string> lines;
    FILE* pipe = ::popen(command.c_str(), "r");
    if (!pipe)
        return lines;
    std::string line;
    for (int c = 0; (c = std::fgetc(pipe)) != EOF;) {
        if (c == '\n')
            lines.push_back(std::exchange(line, {}));
        else
            line += static_cast<char>(c);
    }
    return ::pclose(pipe) == 0 ? lines : std::vector<std::string>{};
}

Day day(int year, int month, int day_of_month)
{
    return day_of(year, month, day_of_month).value();
}

const Zone& shanghai()
{
    static const Zone zone{"Asia/Shanghai"};
    return zone;
}

} // namespace

TEST_CASE("days and clocks agree with Python's zoneinfo in thirty zones", "[handlers][zone][foreign]")
{
    const auto facts = lines_of("python3 " FINGERTIP_SOURCE_DIR "/tests/handlers/zone_days.py 2>/dev/null");
    if (facts.empty() && !std::getenv("FINGERTIP_REQUIRE_FOREIGN")) {
        WARN("skipped: python3 with zoneinfo is not here");
        return;
    }
    REQUIRE(facts.size() > 40000);
    std::map<std::string, Zone> zones;
    std::map<std::string, Day> latest; // a day that came twice begins at its first second
    std::map<char, int> seen;
    for (const auto& fact : facts) {
        std::istringstream in{fact};
        char kind = 0;
        std::string name;
        std::int64_t a = 0, b = 0, c = 0;
        in >> kind >> name >> a >> b >> c;
        const auto& zone = zones.try_emplace(name, name).first->second;
        ++seen[kind];
        bool agrees = false; // one assertion a fact would take longer than all the rest
        if (kind == 'D') {
            agrees = zone.day(from_seconds(a)) == b && zone.day(from_seconds(a - 1)) != b;
            const auto [entry, first] = latest.try_emplace(name, b);
            const bool another_year = b < entry->second - 300;
            if (first || b > entry->second || another_year) {
                agrees = agrees && seconds(zone.start_of_day(b)) == a;
                entry->second = b;
            }
        } else if (kind == 'T') {
            const auto at = from_seconds(a);
            agrees = a + zone.offset(at).count() == b &&
                     zone.day(at) * 86400 + zone.minute_of_day(at).count() * 60 + b % 60 == b;
        } else {
            agrees = kind == 'L' && seconds(zone.at(a, minutes{b})) == c;
        }
        if (!agrees)
            FAIL_CHECK(fact);
    }
    CHECK(zones.size() >= 30);
    CHECK(seen['D'] > 30 * 366);
    CHECK(seen['T'] > 30 * 366);
    CHECK(seen['L'] > 30 * 366);
}

TEST_CASE("a time that the clocks skip is the moment of the jump, one shown twice is the first", "[handlers][zone]")
{
    const Zone berlin{"Europe/Berlin"};
    CHECK(berlin.rfc3339(berlin.at(day(2024, 3, 31), minutes{150})) == "2024-03-31T03:00:00+02:00");
    CHECK(berlin.rfc3339(berlin.at(day(2024, 10, 27), minutes{150})) == "2024-10-27T02:30:00+02:00");
    CHECK(shanghai().rfc3339(shanghai().at(day(1986, 5, 4), minutes{150})) == "1986-05-04T03:00:00+09:00");
    const Zone havana{"America/Havana"}; // jumps at midnight
    CHECK(havana.rfc3339(havana.start_of_day(day(2024, 3, 10))) == "2024-03-10T01:00:00-04:00");
}

TEST_CASE("the day that Samoa skipped begins with the next one", "[handlers][zone]")
{
    const Zone apia{"Pacific/Apia"};
    CHECK(apia.start_of_day(day(2011, 12, 30)) == apia.start_of_day(day(2011, 12, 31)));
    CHECK(apia.at(day(2011, 12, 30), minutes{900}) == apia.start_of_day(day(2011, 12, 31)));
    CHECK(apia.rfc3339(apia.start_of_day(day(2011, 12, 31)) - std::chrono::seconds{1}) == "2011-12-29T23:59:59-10:00");
    CHECK(apia.rfc3339(apia.start_of_day(day(2011, 12, 31))) == "2011-12-31T00:00:00+14:00");
}

TEST_CASE("moments are written for people and for exports", "[handlers][zone]")
{
    const auto now = shanghai().at(day(2026, 11, 20), minutes{600});
    const auto at = shanghai().at(day(2026, 11, 27), minutes{900});
    CHECK(shanghai().moment(at, Language::zh, now) == "11月27日(周五) 15:00");
    CHECK(shanghai().moment(at, Language::en, now) == "Fri Nov 27, 15:00");
    const auto next_year = shanghai().at(day(2027, 1, 3), minutes{5});
    CHECK(shanghai().moment(next_year, Language::zh, now) == "2027年1月3日(周日) 00:05");
    CHECK(shanghai().moment(next_year, Language::en, now) == "Sun Jan 3 2027, 00:05");
    CHECK(shanghai().time_of_day(at) == "15:00");
    CHECK(shanghai().rfc3339(at) == "2026-11-27T15:00:00+08:00");
    CHECK(shanghai().rfc3339(from_seconds(-1)) == "1970-01-01T07:59:59+08:00");
    CHECK(Zone{"Asia/Kolkata"}.rfc3339(from_seconds(0)) == "1970-01-01T05:30:00+05:30");
    CHECK(Zone{"America/St_Johns"}.rfc3339(from_seconds(0)) == "1969-12-31T20:30:00-03:30");
    CHECK(Zone{"UTC"}.rfc3339(from_seconds(1700000000)) == "2023-11-14T22:13:20+00:00");
}

TEST_CASE("midnight belongs to the new day, the last second to the old one", "[handlers][zone]")
{
    const auto midnight = shanghai().start_of_day(day(2026, 12, 1));
    CHECK(shanghai().day(midnight) == day(2026, 12, 1));
    CHECK(shanghai().day(midnight - std::chrono::seconds{1}) == day(2026, 11, 30));
    CHECK(month_key(shanghai().day(midnight)) == "2026-12");
    CHECK(month_key(shanghai().day(midnight - std::chrono::seconds{1})) == "2026-11");
    const auto period = shanghai().period(day(2026, 12, 1));
    CHECK(period.day == day(2026, 12, 1));
    CHECK(period.year == 2026);
    CHECK(period.month == 12);
}

TEST_CASE("days are taken apart and put together", "[handlers][calendar]")
{
    CHECK(iso_date(0) == "1970-01-01");
    CHECK(iso_date(-1) == "1969-12-31");
    CHECK(parse_iso_date("2026-11-27") == day(2026, 11, 27));
    CHECK_FALSE(parse_iso_date("2026-02-29"));
    CHECK(parse_iso_date("2024-02-29"));
    CHECK_FALSE(parse_iso_date("2026-13-01"));
    CHECK_FALSE(parse_iso_date("2026-1-01"));
    CHECK_FALSE(parse_iso_date("2026/11/27"));
    CHECK_FALSE(parse_iso_date("2026-11-2x"));
    CHECK(date_of(day(2026, 11, 27)).weekday == 5);
    CHECK(date_of(day(2026, 11, 29)).weekday == 7);
    CHECK(last_day_of(2024, 2) == day(2024, 2, 29));
    CHECK(last_day_of(2026, 12) == day(2026, 12, 31));
    CHECK(quarter_key(day(2026, 1, 1)) == "2026-Q1");
    CHECK(quarter_key(day(2026, 3, 31)) == "2026-Q1");
    CHECK(quarter_key(day(2026, 4, 1)) == "2026-Q2");
    CHECK(quarter_key(day(2026, 12, 31)) == "2026-Q4");
}

TEST_CASE("an unknown zone is refused with a sentence", "[handlers][zone]")
{
    const auto name = GENERATE("", "Mars/Base", "../../etc/passwd", "Asia", "Asia/shanghai");
    CAPTURE(name);
    CHECK_THROWS_WITH(Zone{name},
                      Catch::Matchers::Contains("is not known here") && Catch::Matchers::Contains("tzdata"));
}
