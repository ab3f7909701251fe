#include "tests/support/wechat_fixtures.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace fingertip::tests {

namespace {

const std::string folder = std::string{FINGERTIP_SOURCE_DIR} + "/tests/fixtures/wechat/";

} // namespace

std::string fixture(const std::string& name)
{
    std::ifstream file{folder + name, std::ios::binary};
    if (!file)
        throw std::runtime_error{folder + name + " is not there"};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::vector<std::string> fixtures()
{
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<storage::Json> vectors()
{
    const auto document = storage::Json::parse(fixture("vectors.json"));
    if (!document || document->size() < 13)
        throw std::runtime_error{"vectors.json holds fewer vectors than were published"};
    return document->items();
}

} // namespace fingertip::tests
