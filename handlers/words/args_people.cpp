// The part of Args that reads people: names beside numbers, and points for somebody.
#include "handlers/words/args.hpp"
#include "handlers/words/characters.hpp"
#include "handlers/words/numerals.hpp"
#include "handlers/words/phone.hpp"

#include <algorithm>
#include <array>

namespace fingertip::handlers {

namespace {

constexpr std::string_view around_a_name = ".,。，、;；:：!！?？/+-()（）#*";

/// What people write in front of a name or a number because a form would ask for it.
constexpr std::array<std::string_view, 12> labels{"手机号码", "手机号", "电话号码", "电话",       "手机", "姓名",
                                                  "名字",     "编号",   "号码",     "我的名字是", "我叫", "我是"};

/// Where one label begins another, the longer stands first.
std::string_view without_labels(std::string_view text)
{
    for (bool again = true; again;) {
        again = false;
        text = trimmed(text, around_a_name);
        for (const auto label : labels) {
            if (text.starts_with(label)) {
                text.remove_prefix(label.size());
                again = true;
                break;
            }
            if (text.ends_with(label)) {
                text.remove_suffix(label.size());
                again = true;
                break;
            }
        }
    }
    return text;
}

/// A name as the roster has it: no blanks between Chinese characters, one sort of dot inside. Empty: it cannot be a
/// name.
std::string as_name(std::string_view text)
{
    constexpr std::size_t longest = 40; // characters; minority names with dots reach twenty
    text = without_labels(text);
    const auto all = characters(text);
    if (all.empty() || all.size() > longest)
        return {};
    std::string out;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto one = all[i].folded;
        if (is_digit(one))
            return {};
        if (one == U' ' && is_han(all[i - 1].folded) && is_han(all[i + 1].folded))
            continue;
        if (one == U'•' || one == U'・' || one == U'‧' || one == U'．')
            out += "·";
        else if (one == U' ')
            out += ' ';
        else
            out += text.substr(all[i].begin, all[i].end - all[i].begin);
    }
    return out;
}

std::optional<Claim> with_phone(const std::string& text)
{
    const auto phone = find_phone(text);
    if (!phone)
        return std::nullopt;
    const auto before = as_name(std::string_view{text}.substr(0, phone->begin));
    const auto after = as_name(std::string_view{text}.substr(phone->end));
    if (before.empty() == after.empty())
        return std::nullopt; // no name, or text on both sides: which one would be the name?
    return Claim{before.empty() ? after : before, phone->number, {}};
}

bool belongs_to_number(char32_t folded)
{
    return is_digit(folded) || is_latin(folded) || folded == U'-';
}

/// A member number of letters, digits and dashes, 2 to 20 of them, a digit among them, at one end of the text.
std::optional<Claim> with_member_no(std::string_view text)
{
    text = trimmed(text, around_a_name);
    const auto all = characters(text);
    const auto claim = [&](std::string_view number, std::string_view name) -> std::optional<Claim> {
        const auto parts = characters(number);
        const bool digit =
            std::any_of(parts.begin(), parts.end(), [](const auto& one) { return is_digit(one.folded); });
        auto read = as_name(name);
        if (parts.size() < 2 || parts.size() > 20 || !digit || read.empty())
            return std::nullopt;
        return Claim{std::move(read), {}, std::string{number}};
    };
    std::size_t head = 0;
    while (head < all.size() && belongs_to_number(all[head].folded))
        ++head;
    std::size_t tail = all.size();
    while (tail > head && belongs_to_number(all[tail - 1].folded))
        --tail;
    if (head > 0 && head < all.size())
        if (auto found = claim(text.substr(0, all[head].begin), text.substr(all[head].begin)))
            return found;
    if (tail > 0 && tail < all.size())
        return claim(text.substr(all[tail].begin), text.substr(0, all[tail].begin));
    return std::nullopt;
}

/// +1 or -1; 0 for a character that is no sign.
int sign_of(char32_t folded)
{
    if (folded == U'+' || folded == U'加')
        return 1;
    return folded == U'-' || folded == U'扣' || folded == U'减' ? -1 : 0;
}

/// A sign and its number at one place of a text.
struct SignedNumber
{
    int value;
    std::size_t end;
};

std::optional<SignedNumber> signed_number_at(std::span<const Character> all, std::size_t at)
{
    const int sign = sign_of(all[at].folded);
    // "2026-12" and "A-3" are no points: a sign stands behind neither digit nor letter
    if (sign == 0 || (at > 0 && (is_digit(all[at - 1].folded) || is_latin(all[at - 1].folded))))
        return std::nullopt;
    std::size_t end = at + 1;
    while (end < all.size() && all[end].folded == U' ')
        ++end;
    const auto numeral = leading_numeral(all.subspan(end));
    if (!numeral || numeral->value == 0 || (numeral->han && !is_han(all[at].folded)))
        return std::nullopt;
    end += numeral->length;
    const auto next = [&](std::size_t ahead) { return end + ahead < all.size() ? all[end + ahead].folded : U'\0'; };
    // half points and codes are not what this is about: better none than a wrong number
    if (is_latin(next(0)) || (next(0) == U'.' && is_digit(next(1))))
        return std::nullopt;
    const bool points = next(0) == U'分' && next(1) != U'钟';
    // 参加3次 is no award: the words want their 分
    if (is_han(all[at].folded) && !points)
        return std::nullopt;
    return SignedNumber{sign * numeral->value, points ? end + 1 : end};
}

} // namespace

std::optional<Claim> Args::claim() const
{
    if (find_phone(rest_))
        return with_phone(rest_);
    return with_member_no(rest_);
}

std::optional<SignedPoints> Args::points() const
{
    const auto all = characters(rest_);
    const auto text = std::string_view{rest_};
    for (std::size_t at = 0; at < all.size(); ++at) {
        const auto found = signed_number_at(all, at);
        if (!found)
            continue;
        const auto behind = found->end < all.size() ? text.substr(all[found->end].begin) : std::string_view{};
        return SignedPoints{std::string{trimmed(text.substr(0, all[at].begin), ",，:：")}, found->value,
                            std::string{trimmed(behind, ",，:：")}};
    }
    return std::nullopt;
}

} // namespace fingertip::handlers
