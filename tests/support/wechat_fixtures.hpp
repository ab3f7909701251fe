#pragma once

#include "storage/json.hpp"

#include <string>
#include <vector>

namespace fingertip::tests {

std::string fixture(const std::string& name); ///< bytes of tests/fixtures/wechat/NAME
std::vector<std::string> fixtures();          ///< names, sorted
std::vector<storage::Json> vectors();         ///< the published and derived test vectors

} // namespace fingertip::tests
