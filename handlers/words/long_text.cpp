#include "handlers/words/long_text.hpp"

namespace fingertip::handlers {

namespace {

constexpr std::string_view tap_open = "⟦";
constexpr std::string_view tap_close = "⟧";

/// The end of the character or whole tappable word that begins at `at`, and what it costs.
std::size_t next(std::string_view text, std::size_t at, std::size_t tap_overhead, std::size_t& cost)
{
    if (text.substr(at).starts_with(tap_open)) {
        const auto close = text.find(tap_close, at);
        if (close != std::string_view::npos) {
            const auto word = close - at - tap_open.size();
            cost = tap_overhead ? tap_overhead + 2 * word : word;
            return close + tap_close.size();
        }
    }
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        ++end;
    cost = end - at;
    return end;
}

} // namespace

std::size_t measure(std::string_view text, std::size_t tap_overhead)
{
    std::size_t total = 0;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t cost = 0;
        at = next(text, at, tap_overhead, cost);
        total += cost;
    }
    return total;
}

bool fits(const Reply& reply, std::size_t limit, std::size_t tap_overhead)
{
    return measure(reply.text, tap_overhead) <= limit;
}

std::string cut(Reply& reply, std::size_t limit, std::size_t tap_overhead, std::string_view offer)
{
    if (fits(reply, limit, tap_overhead))
        return {};
    const std::size_t offer_cost = measure(offer, tap_overhead) + 1;
    const std::size_t room = limit > offer_cost ? limit - offer_cost : 0;
    std::size_t taken = 0;
    std::size_t line_end = 0;
    std::size_t at = 0;
    while (at < reply.text.size()) {
        std::size_t cost = 0;
        const auto end = next(reply.text, at, tap_overhead, cost);
        if (taken + cost > room)
            break;
        taken += cost;
        at = end;
        if (reply.text[end - 1] == '\n')
            line_end = end;
    }
    // A line end in the second half of what fits reads better than a break in the middle of a line.
    if (line_end > at / 2)
        at = line_end;
    std::string rest = reply.text.substr(at);
    reply.text.resize(at);
    if (!reply.text.empty() && reply.text.back() != '\n')
        reply.text += '\n';
    reply.text += offer;
    return rest;
}

} // namespace fingertip::handlers
