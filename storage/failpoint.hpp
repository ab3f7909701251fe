#pragma once

#ifdef FINGERTIP_FAILPOINTS
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#endif

namespace fingertip::storage {

/// A named place at which the crash campaigns kill the program at its n-th pass (FINGERTIP_FAILPOINT=name:n), or so
/// many microseconds behind it (name:n:later), in the middle of what follows. Compiled out unless the build sets
/// FINGERTIP_FAILPOINTS.
inline void failpoint([[maybe_unused]] const char* name)
{
#ifdef FINGERTIP_FAILPOINTS
    static const char* wanted = std::getenv("FINGERTIP_FAILPOINT");
    if (!wanted)
        return;
    const char* colon = std::strchr(wanted, ':');
    static int left = colon ? std::atoi(colon + 1) : 1;
    const auto length = colon ? static_cast<std::size_t>(colon - wanted) : std::strlen(wanted);
    if (std::strlen(name) != length || std::strncmp(name, wanted, length) != 0 || --left != 0)
        return;
    const char* second = colon ? std::strchr(colon + 1, ':') : nullptr;
    const long later = second ? std::atol(second + 1) : 0;
    if (later <= 0)
        std::raise(SIGKILL);
    sigevent event{};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGKILL;
    timer_t timer{};
    itimerspec when{};
    when.it_value = {later / 1'000'000, later % 1'000'000 * 1000};
    if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0 || timer_settime(timer, 0, &when, nullptr) != 0)
        std::raise(SIGKILL);
#endif
}

} // namespace fingertip::storage
