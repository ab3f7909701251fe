// The side of libFuzzer: one harness a program.

#include "tests/fuzz/harness.hpp"

#include <cstdint>
#include <ctime>

namespace {

constexpr double longest_ms = 100; ///< of processor time, sanitizers included: others may use the machine meanwhile

double processor_ms()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const auto harness = fingertip::fuzz::harnesses().at(0);
    static bool warm = false; // the first call pays for tables that are made once
    const auto begin = processor_ms();
    harness.run({reinterpret_cast<const char*>(data), size});
    fingertip::fuzz::promise(!warm || processor_ms() - begin <= longest_ms, "an input takes more than 100 ms");
    warm = true;
    return 0;
}
