#pragma once

#include "storage/json.hpp"

#include <cstdio>
#include <string>
#include <sys/types.h>
#include <vector>

namespace fingertip::tests {

/// Whether other people's programs (npm ci in tests/foreign) are not there. Throws where the suite insists on them
/// (FINGERTIP_REQUIRE_FOREIGN).
bool foreign_is_missing();

/// A script of tests/foreign under node, talked to line by line; ends with this.
class NodeChild
{
public:
    explicit NodeChild(const std::string& script, const std::vector<std::string>& arguments = {});
    ~NodeChild();
    NodeChild(const NodeChild&) = delete;
    NodeChild& operator=(const NodeChild&) = delete;

    /// The next line that it says. Throws when it has ended, or says nothing for 30 s.
    std::string line();
    /// Says a line and reads the answer.
    storage::Json ask(const std::string& job);

private:
    pid_t child_ = -1;
    int in_ = -1;
    int out_ = -1;
    std::string read_;
};

} // namespace fingertip::tests
