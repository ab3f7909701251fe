#pragma once

#include <functional>
#include <stdexcept>

namespace fingertip::storage {

/// Asked now and then during work that takes long, on the thread that does it; true: give up. Empty: go on to the end.
using Stop = std::function<bool()>;

/// What such work throws when it gives up.
struct Stopped : std::runtime_error
{
    Stopped() : std::runtime_error{"stopped before it was done"} {}
};

inline void go_on_unless(const Stop& stop)
{
    if (stop && stop())
        throw Stopped{};
}

} // namespace fingertip::storage
