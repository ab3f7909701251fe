#include "bot/platforms/query_string.hpp"
#include "tests/fuzz/harness.hpp"

#include <string>

using fingertip::bot::platforms::QueryString;
using namespace fingertip::fuzz;

namespace {

std::string percent_encoded(std::string_view text)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (const char c : text) {
        out += '%';
        out += digits[static_cast<unsigned char>(c) >> 4];
        out += digits[c & 15];
    }
    return out;
}

void run(std::string_view input)
{
    const auto query = QueryString::parse(input);
    if (!query)
        return;
    promise(input.size() <= QueryString::most_bytes, "a query longer than allowed");
    // The same written out in the most cautious way has the same values, and each of its names stands there once.
    std::string again;
    std::size_t count = 0;
    for (auto rest = input; !rest.empty(); ++count) {
        auto value = take_until(rest, '&');
        const auto name = take_until(value, '=');
        if (name.find('%') != std::string_view::npos)
            return; // the loop would have to decode it; the values are what matters
        promise(input.find("&" + std::string{name} + "=") == std::string_view::npos ||
                    !input.starts_with(std::string{name} + "="),
                "a parameter given twice is accepted");
        const auto decoded = query->value(name);
        for (const char c : decoded)
            promise(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f, "a control character in a value");
        if (value.find('%') == std::string_view::npos)
            promise(decoded == value, "a plain value is changed");
        again += (again.empty() ? "" : "&") + std::string{name} + "=" + percent_encoded(decoded);
    }
    promise(count <= QueryString::most_parameters, "more parameters than allowed");
    if (again.size() > QueryString::most_bytes)
        return;
    const auto second = QueryString::parse(again);
    promise(second.has_value(), "an encoded query is refused");
    for (std::string_view rest = input; !rest.empty();) {
        auto value = take_until(rest, '&');
        const auto name = take_until(value, '=');
        promise(second->value(name) == query->value(name), "an encoded value comes back as another");
    }
}

const Registered registered{"query_string", run};

} // namespace
