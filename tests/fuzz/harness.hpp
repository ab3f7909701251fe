#pragma once

#include <stdexcept>
#include <string_view>
#include <vector>

namespace fingertip::fuzz {

/// One parser of ours under arbitrary bytes. `run` may refuse the input silently; it throws Broken (or crashes under a
/// sanitizer) when a promise does not hold for it. The same function is driven by libFuzzer (engine.cpp) and, on stored
/// inputs, by the ordinary tests (stored_inputs_test.cpp).
struct Harness
{
    const char* name; ///< also of its folder under seeds/
    void (*run)(std::string_view input);
};

/// What was linked in.
std::vector<Harness>& harnesses();

/// Made once a harness, at namespace level of its file.
struct Registered
{
    Registered(const char* name, void (*run)(std::string_view)) { harnesses().push_back({name, run}); }
};

/// A promise that an input has shown to be broken.
struct Broken : std::logic_error
{
    using std::logic_error::logic_error;
};

inline void promise(bool kept, const char* what)
{
    if (!kept)
        throw Broken{what};
}

/// What stands before the next `mark`, which goes too; without one, everything.
inline std::string_view take_until(std::string_view& input, char mark)
{
    const auto end = input.find(mark);
    const auto part = input.substr(0, end);
    input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
    return part;
}

} // namespace fingertip::fuzz
