#pragma once

#include "tests/power/power_disk.hpp"

namespace fingertip::tests::power {

/// Makes the change in a file's content.
void lay(std::string& content, const File::Change& change);

/// What of the file is left without power; what was synced is, whatever happens to the rest.
std::string survivor(const File& file, Loss loss, Random& random);

} // namespace fingertip::tests::power
