#include "bot/backups/quiet.hpp"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace fingertip::bot::backups {

void step_back()
{
    // For Linux 0 is the calling thread. It is a favour to others: when it is refused the work is done all the same.
    ::setpriority(PRIO_PROCESS, 0, 19);
    constexpr int of_thread = 1;        // IOPRIO_WHO_PROCESS
    constexpr int idle_class = 3 << 13; // IOPRIO_CLASS_IDLE; the C library has no name for either
    ::syscall(SYS_ioprio_set, of_thread, 0, idle_class);
}

} // namespace fingertip::bot::backups
