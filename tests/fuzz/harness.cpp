#include "tests/fuzz/harness.hpp"

namespace fingertip::fuzz {

std::vector<Harness>& harnesses()
{
    static std::vector<Harness> all;
    return all;
}

} // namespace fingertip::fuzz
