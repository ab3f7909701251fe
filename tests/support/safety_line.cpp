#include "tests/support/safety_line.hpp"

#include <cstdlib>
#include <iostream>
#include <random>

namespace fingertip::tests {

std::uint64_t chosen_seed()
{
    const auto* seed = std::getenv("FINGERTIP_SEED");
    return seed ? std::strtoull(seed, nullptr, 10) : std::random_device{}();
}

std::size_t chosen_count(std::size_t usual)
{
    const auto* count = std::getenv("FINGERTIP_MESSAGES");
    return count ? std::strtoull(count, nullptr, 10) : usual;
}

SafetyLine::SafetyLine(std::string promise, std::string seed) : promise_{std::move(promise)}, seed_{std::move(seed)} {}

SafetyLine::~SafetyLine()
{
    if (!said_)
        say("ended early", false);
}

void SafetyLine::kept(const std::string& what_was_done)
{
    said_ = true;
    say(what_was_done, true);
}

void SafetyLine::say(const std::string& what_was_done, bool pass)
{
    if (std::getenv("FINGERTIP_SAFETY"))
        std::cout << "SAFETY\t" << promise_ << '\t' << what_was_done << '\t' << seed_ << '\t' << (pass ? "0" : "1")
                  << '\t' << (pass ? "pass" : "fail") << std::endl;
}

} // namespace fingertip::tests
