#include "tests/safety/campaign.hpp"

#include <cstdio>
#include <iostream>
#include <unistd.h>

namespace fingertip::safety {

std::int64_t Tally::count(const std::string& name) const
{
    const auto found = counts.find(name);
    return found == counts.end() ? 0 : found->second;
}

void Tally::wrong(std::string what)
{
    constexpr std::size_t told = 20;
    if (!expected && wrongs.size() < told)
        std::cerr << "WRONG: " << what << std::endl;
    wrongs.push_back(std::move(what));
}

void Tally::add(const Tally& other)
{
    for (const auto& [name, count] : other.counts)
        counts[name] += count;
    wrongs.insert(wrongs.end(), other.wrongs.begin(), other.wrongs.end());
}

std::string grouped(std::int64_t number)
{
    std::string digits = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits;
}

void limit_time(int seconds)
{
    ::alarm(static_cast<unsigned>(seconds)); // its signal ends the program; the children die with their parent
}

} // namespace fingertip::safety
