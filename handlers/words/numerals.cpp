#include "handlers/words/numerals.hpp"

namespace fingertip::handlers {

namespace {

/// 0–9 for a Chinese digit, else -1.
int han_digit(char32_t character)
{
    switch (character) {
    case U'〇':
    case U'零':
        return 0;
    case U'一':
        return 1;
    case U'二':
    case U'两':
        return 2;
    case U'三':
        return 3;
    case U'四':
        return 4;
    case U'五':
        return 5;
    case U'六':
        return 6;
    case U'七':
        return 7;
    case U'八':
        return 8;
    case U'九':
        return 9;
    default:
        return -1;
    }
}

int han_unit(char32_t character)
{
    return character == U'十' ? 10 : character == U'百' ? 100 : character == U'千' ? 1000 : 0;
}

std::optional<Numeral> in_digits(std::span<const Character> from)
{
    int value = 0;
    std::size_t at = 0;
    for (; at < from.size() && is_digit(from[at].folded); ++at) {
        if (at == 4)
            return std::nullopt;
        value = value * 10 + static_cast<int>(from[at].folded - U'0');
    }
    if (at == 0)
        return std::nullopt;
    return Numeral{value, at, false};
}

std::optional<Numeral> in_han(std::span<const Character> from)
{
    int total = 0;
    int digits = 0;  // what waits for its unit
    int waiting = 0; // how many digits that are
    int smallest = 10000;
    bool units = false;
    std::size_t at = 0;
    for (; at < from.size(); ++at) {
        if (const int digit = han_digit(from[at].folded); digit >= 0) {
            // 二十零五 never skips a unit, and 两百零五 begins again behind its zero
            if (units && digit == 0 && waiting == 0)
                continue;
            if ((units && waiting == 1) || waiting == 4)
                return std::nullopt;
            digits = digits * 10 + digit;
            ++waiting;
        } else if (const int unit = han_unit(from[at].folded)) {
            if (unit >= smallest || waiting > 1 || (waiting == 0 && unit != 10))
                break;
            total += (waiting ? digits : 1) * unit;
            smallest = unit;
            units = true;
            digits = waiting = 0;
        } else {
            break;
        }
    }
    if (at == 0)
        return std::nullopt;
    return Numeral{total + digits, at, true};
}

} // namespace

std::optional<Numeral> leading_numeral(std::span<const Character> from)
{
    if (from.empty())
        return std::nullopt;
    return is_digit(from.front().folded) ? in_digits(from) : in_han(from);
}

} // namespace fingertip::handlers
