#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace fingertip::storage {

/// A row's key that cannot be mistaken for another table's.
template<class Tag>
struct Id
{
    std::int64_t value = 0; ///< 0: none
    explicit operator bool() const { return value != 0; }
    friend auto operator<=>(const Id&, const Id&) = default;
};

using MemberId = Id<struct MemberTag>;
using OrganizationId = Id<struct OrganizationTag>;
using MeetingId = Id<struct MeetingTag>;

/// Stored times are UTC seconds since 1970.
using Time = std::chrono::sys_seconds;

inline std::int64_t seconds(Time time)
{
    return time.time_since_epoch().count();
}
inline Time from_seconds(std::int64_t value)
{
    return Time{std::chrono::seconds{value}};
}

} // namespace fingertip::storage
