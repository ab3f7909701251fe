#pragma once
#include "handlers/args.hpp"
#include <optional>
#include <string>
#include <vector>
namespace fingertip::handlers {
struct Normalised
{
    std::string text, folded;
};
Normalised normalise(std::string_view);
struct Split
{
    std::string_view word;
    Args args;
};
std::optional<Split> split_command(const Normalised&, const std::vector<std::string_view>&);
bool says_cancel(std::string_view);
bool says_resume(std::string_view);
bool says_yes(std::string_view);
} // namespace fingertip::handlers
