#pragma once

#include "tests/power/power_disk.hpp"

namespace fingertip::tests::power {

/// One connection's hold on a file: its locks and its part of the shared memory. Functions give SQLite's result codes
/// and take the disk's mutex.
class Hold
{
public:
    Hold(PowerDisk& disk, std::shared_ptr<File> file) : disk_{disk}, file_{std::move(file)} {}
    ~Hold();
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

    int lock(int level);
    int unlock(int level);
    bool is_reserved() const;

    /// The region of that number; null where it is not there and is not to be made.
    char* map(int region, int size, bool make);
    int lock_shm(int first, int count, int flags);
    void unmap();

private:
    void let_go(int level);
    void let_go_of_shm();

    PowerDisk& disk_;
    const std::shared_ptr<File> file_;
    int level_ = 0;
    unsigned shared_slots_ = 0;
    unsigned owned_slots_ = 0;
    bool uses_shm_ = false;
};

} // namespace fingertip::tests::power
