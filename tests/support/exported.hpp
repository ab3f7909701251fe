#pragma once

#include "storage/json.hpp"
#include "tests/support/world.hpp"

#include <map>
#include <string>
#include <vector>

namespace fingertip::tests {

/// The rows of a register as `fingertip export KIND --format json` writes them.
std::vector<storage::Json> exported_rows(World& world, const std::string& kind,
                                         std::map<std::string, std::string> options = {});

} // namespace fingertip::tests
