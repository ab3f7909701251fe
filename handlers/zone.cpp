#include "handlers/zone.hpp"
#include <date/tz.h>
namespace fingertip::handlers {
Zone::Zone(const std::string& name) : zone_{date::locate_zone(name)} {}
static const date::time_zone* z(const void* p)
{
    return static_cast<const date::time_zone*>(p);
}
std::int64_t Zone::day(storage::Time at) const
{
    return date::floor<date::days>(z(zone_)->to_local(at)).time_since_epoch().count();
}
std::string Zone::time_of_day(storage::Time at) const
{
    return date::format("%H:%M", z(zone_)->to_local(at));
}
storage::points::Period Zone::period(std::int64_t day) const
{
    date::year_month_day d{date::sys_days{date::days{day}}};
    return {day, int(d.year()), int(unsigned(d.month()))};
}
} // namespace fingertip::handlers
