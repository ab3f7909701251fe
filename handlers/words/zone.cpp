#include "handlers/words/zone.hpp"

// Debian builds the library on the system's compiled zone files; without this the header describes another one.
#define USE_OS_TZDB 1
#include <date/tz.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace fingertip::handlers {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const date::time_zone* located(const std::string& name)
{
    try {
        return date::locate_zone(name);
    } catch (const std::exception& error) {
        throw std::runtime_error{"time zone \"" + name + "\" is not known here (" + error.what() +
                                 "). Names look like Asia/Shanghai; the package tzdata must be installed."};
    }
}

} // namespace

Zone::Zone(const std::string& name) : name_{name}, zone_{located(name)} {}

seconds Zone::offset(storage::Time at) const
{
    return zone_->get_info(at).offset;
}

seconds Zone::local(storage::Time at) const
{
    return at.time_since_epoch() + offset(at);
}

Day Zone::day(storage::Time at) const
{
    return std::chrono::floor<std::chrono::days>(local(at)).count();
}

minutes Zone::minute_of_day(storage::Time at) const
{
    const auto since = local(at);
    return std::chrono::floor<minutes>(since - std::chrono::floor<std::chrono::days>(since));
}

storage::Time Zone::at(Day day, minutes time) const
{
    const date::local_seconds local{std::chrono::days{day} + time};
    const auto info = zone_->get_info(local);
    if (info.result == date::local_info::nonexistent)
        return info.second.begin;
    return storage::Time{local.time_since_epoch() - info.first.offset};
}

storage::points::Period Zone::period(Day day) const
{
    const auto date = date_of(day);
    return {day, date.year, date.month};
}

std::string Zone::time_of_day(storage::Time at) const
{
    const auto minute = minute_of_day(at).count();
    char out[8];
    std::snprintf(out, sizeof out, "%02d:%02d", static_cast<int>(minute / 60 % 24), static_cast<int>(minute % 60));
    return out;
}

std::string Zone::moment(storage::Time at, templates::Language language, storage::Time now) const
{
    const char* between = language == templates::Language::zh ? " " : ", ";
    return date_for_people(day(at), language, day(now)) + between + time_of_day(at);
}

std::string Zone::rfc3339(storage::Time at) const
{
    const auto second = (local(at) % minutes{1} + minutes{1}) % minutes{1};
    // local mean times of the nineteenth century have seconds in their offset, RFC 3339 has not
    const auto off = std::chrono::round<minutes>(offset(at)).count();
    char tail[16];
    std::snprintf(tail, sizeof tail, ":%02d%c%02d:%02d", static_cast<int>(second.count()), off < 0 ? '-' : '+',
                  static_cast<int>(std::abs(off) / 60 % 24), static_cast<int>(std::abs(off) % 60));
    return iso_date(day(at)) + "T" + time_of_day(at) + tail;
}

} // namespace fingertip::handlers
