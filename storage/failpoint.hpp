#pragma once

#ifdef FINGERTIP_FAILPOINTS
#include <csignal>
#include <cstdlib>
#include <cstring>
#endif

namespace fingertip::storage {

/// A named place at which the crash campaigns kill the program at its n-th pass (FINGERTIP_FAILPOINT=name:n).
/// Compiled out unless the build sets FINGERTIP_FAILPOINTS.
inline void failpoint([[maybe_unused]] const char* name)
{
#ifdef FINGERTIP_FAILPOINTS
    static const char* wanted = std::getenv("FINGERTIP_FAILPOINT");
    if (!wanted)
        return;
    const char* colon = std::strrchr(wanted, ':');
    static int left = colon ? std::atoi(colon + 1) : 1;
    const auto length = colon ? static_cast<std::size_t>(colon - wanted) : std::strlen(wanted);
    if (std::strlen(name) == length && std::strncmp(name, wanted, length) == 0 && --left <= 0)
        std::raise(SIGKILL);
#endif
}

} // namespace fingertip::storage
