#pragma once

#include <cstdint>

namespace fingertip::tests::power {

/// The `at`-th operator new from now on, counted over all threads, throws std::bad_alloc, once; 0: none does.
void fail_new_at(std::int64_t at);

/// While it lives, what this thread allocates neither counts nor fails: for the disk, whose exceptions would have to
/// pass through SQLite.
class Spared
{
public:
    Spared();
    ~Spared();
    Spared(const Spared&) = delete;
    Spared& operator=(const Spared&) = delete;
};

/// Nothing fails any more. Returns how many allocations there were since fail_new_at.
std::int64_t stop_failing_new();

} // namespace fingertip::tests::power
