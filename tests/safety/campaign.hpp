#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace fingertip::safety {

/// One promise, one line. A program that proves one prints, once, on standard output
///
///     SAFETY <tab> ID <tab> what was done <tab> seed <tab> wrong <tab> verdict
///
/// `what was done` is a count in words; `seed` is a number or "-"; `wrong` is how much was lost, doubled or answered
/// wrongly (a number, words may follow); the verdict is `pass`, `fail` or `not yet`. tests/safety/run collects these
/// lines from every program in its list and makes the table.
enum class Verdict
{
    pass,
    fail,
    not_yet, ///< not built, or too little happened to count
};

struct Options
{
    bool is_long = false;
    std::uint64_t seed = 0; ///< of this slice
    std::string program;    ///< the optimised program with failpoints
    std::string liar;       ///< the program that answers before it commits; empty: not built
};

/// What one slice of a campaign did. Slices of a long run are added up, so everything in it can be added.
struct Tally
{
    std::map<std::string, std::int64_t> counts;
    std::vector<std::string> wrongs; ///< each thing that was lost, doubled or wrong, in words
    bool expected = false;           ///< something wrong is wanted here: it is not shouted about

    std::int64_t count(const std::string& name) const; ///< 0 when there is none
    void wrong(std::string what);
    void add(const Tally& other);
};

struct Campaign
{
    std::string id;
    int slices = 1; ///< of a long run; a short one is one slice
    Tally (*run)(const Options&) = nullptr;
    /// The whole run in words, from its sums.
    std::string (*words)(const Tally&) = nullptr;
    /// Whether enough happened to count.
    bool (*enough)(const Tally&, bool is_long) = nullptr;
};

std::string grouped(std::int64_t number); ///< 12,345

/// Stops the program, loudly, when it runs for longer than this: nothing here may go on for ever.
void limit_time(int seconds);

} // namespace fingertip::safety
