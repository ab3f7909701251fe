#pragma once
#include "storage/points.hpp"
#include "storage/types.hpp"
#include <string>
namespace fingertip::handlers {
class Zone
{
public:
    explicit Zone(const std::string& name);
    std::int64_t day(storage::Time at) const;
    std::string time_of_day(storage::Time at) const;
    storage::points::Period period(std::int64_t day) const;

private:
    const void* zone_;
};
} // namespace fingertip::handlers
