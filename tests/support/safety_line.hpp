#pragma once

#include <cstdint>
#include <string>

namespace fingertip::tests {

/// What FINGERTIP_SEED says, else a new one.
std::uint64_t chosen_seed();

/// What FINGERTIP_MESSAGES says, else `usual`.
std::size_t chosen_count(std::size_t usual);

/// The line "SAFETY, promise, what was done, seed, how much was wrong, verdict" (tabs between) of a test that proves a
/// promise of its own, on standard output where FINGERTIP_SAFETY is set. A test that ends before kept() has failed.
class SafetyLine
{
public:
    /// `seed`: a number or "-".
    SafetyLine(std::string promise, std::string seed);
    SafetyLine(const SafetyLine&) = delete;
    SafetyLine& operator=(const SafetyLine&) = delete;
    ~SafetyLine();

    void kept(const std::string& what_was_done);

private:
    void say(const std::string& what_was_done, bool pass);

    std::string promise_;
    std::string seed_;
    bool said_ = false;
};

} // namespace fingertip::tests
