#pragma once

#include <sys/types.h>

namespace fingertip::bot::bench {

/// What a process and its children have used.
struct Used
{
    double cpu_seconds = 0; ///< user and system; the kernel counts in hundredths
    long pss_kib = 0;       ///< memory, shared pages counted once
};

/// Throws std::runtime_error when there is no such process.
Used used_by(pid_t process);

} // namespace fingertip::bot::bench
