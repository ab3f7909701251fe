#pragma once

#include "handlers/words/calendar.hpp"
#include "storage/points.hpp"
#include "storage/types.hpp"

#include <chrono>
#include <string>

namespace date {
class time_zone;
}

namespace fingertip::handlers {

/// The organisation's time zone: the only place where UTC seconds become days and hours. Reads the system's zone files
/// once; immutable, shared by threads, 0.05 µs a conversion. Daylight saving is known up to 2037.
class Zone
{
public:
    /// `name` as in the IANA database, "Asia/Shanghai". Throws std::runtime_error with a sentence when it is not known.
    explicit Zone(const std::string& name);

    const std::string& name() const { return name_; }

    /// Local time minus UTC.
    std::chrono::seconds offset(storage::Time at) const;
    /// The local day. Where clocks go back across midnight a day can come twice.
    Day day(storage::Time at) const;
    /// Local minutes since midnight by the clock on the wall, 0–1439.
    std::chrono::minutes minute_of_day(storage::Time at) const;

    /// When the clocks here show `time` on that day. Shown twice (clocks go back): the first time. Never shown (clocks
    /// go forward, or the day itself is skipped): the moment at which they jump.
    storage::Time at(Day day, std::chrono::minutes time) const;
    /// The first moment of a day; of the next one when the day does not exist here.
    storage::Time start_of_day(Day day) const { return at(day, std::chrono::minutes{0}); }

    /// What points of that day are counted with.
    storage::points::Period period(Day day) const;

    /// "15:00".
    std::string time_of_day(storage::Time at) const;
    /// "11月27日(周五) 15:00", "Fri Nov 27, 15:00"; with the year when it is not that of `now`.
    std::string moment(storage::Time at, templates::Language language, storage::Time now) const;
    /// "2026-11-27T15:00:00+08:00", for exports.
    std::string rfc3339(storage::Time at) const;

private:
    std::chrono::seconds local(storage::Time at) const; ///< since 1970 by the clock on the wall

    std::string name_;
    const date::time_zone* zone_;
};

} // namespace fingertip::handlers
