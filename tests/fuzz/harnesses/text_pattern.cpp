#include "bot/platforms/utf8.hpp"
#include "templates/pattern.hpp"
#include "templates/texts.hpp"
#include "tests/fuzz/harness.hpp"

#include <algorithm>
#include <optional>
#include <string>

using namespace fingertip::templates;
using namespace fingertip::fuzz;

namespace {

std::size_t count(std::string_view text, std::string_view mark)
{
    std::size_t found = 0;
    for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + mark.size()))
        ++found;
    return found;
}

/// Input: the pattern; a record separator; the value of "a". The other names are b, and c for a section.
void run(std::string_view input)
{
    const auto source = take_until(input, '\x1e');
    const std::string value{input};
    if (!fingertip::bot::platforms::is_utf8(source))
        return; // TOML has refused it before
    std::optional<Pattern> pattern;
    try {
        pattern.emplace(source);
    } catch (const PatternError& error) {
        promise(error.line <= static_cast<std::size_t>(std::count(source.begin(), source.end(), '\n')),
                "an error behind the last line");
        return;
    }
    const auto& names = pattern->placeholders();
    promise(std::is_sorted(names.begin(), names.end()), "the placeholders are not sorted");
    for (const auto& name : names)
        if (name != "a" && name != "b" && name != "#c" && name != "#a" && name != "#b")
            return; // a text that is short of a value is a programmer's error
    // A name that is a value and a section at once takes the value for both; a switch alone would not do for it.
    const auto filled = [&](std::string_view a, bool c) {
        std::string out;
        pattern->fill({{"a", a}, {"b", "{{a}}⟦⟧"}, {"c", c}}, out);
        return out;
    };
    const auto out = filled(value, true);
    promise(out.find('\0') == std::string::npos, "NUL comes through");
    promise(count(out, "⟦") <= count(source, "⟦") && count(out, "⟧") <= count(source, "⟧"),
            "a value smuggles a mark in");
    if (names.empty())
        promise(out == source, "a text without placeholders changes");
    // One by one: clang 19 folds find_first_of over a constant with bytes from 0x80 on to a wrong answer.
    const bool plain =
        std::none_of(value.begin(), value.end(), [](char c) { return c == '\0' || c == '\xa6' || c == '\xa7'; });
    if (source == "{{a}}" && plain)
        promise(out == value, "a value is changed");
    if (count(source, "{{#") + count(source, "{{^") == 0)
        promise(filled("", false).size() <= out.size(), "a value makes the text shorter");
}

const Registered registered{"text_pattern", run};

} // namespace
