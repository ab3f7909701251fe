#pragma once
#include <optional>
#include <string>
#include <vector>
namespace fingertip::handlers {
std::optional<std::string> near_miss(std::string_view, const std::vector<std::string_view>&);
}
