#include "handlers/words/args.hpp"

#include "handlers/words/characters.hpp"
#include "handlers/words/numerals.hpp"
#include "handlers/words/phone.hpp"

#include <algorithm>

namespace fingertip::handlers {

namespace {

constexpr std::string_view sentence_marks = ".,。，、;；:：!！?？~～…";
constexpr std::string_view blanks = " \n";

std::string ascii(std::string_view text)
{
    std::string out;
    for (const auto& one : characters(text))
        out += one.folded < 0x80 ? static_cast<char>(one.folded) : '\x7f';
    return out;
}

bool all_digits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Takes one of `prefixes` off the front.
std::string_view without_prefix(std::string_view text, std::initializer_list<std::string_view> prefixes)
{
    for (const auto prefix : prefixes)
        if (text.starts_with(prefix))
            return text.substr(prefix.size());
    return text;
}

std::string_view without_suffix(std::string_view text, std::initializer_list<std::string_view> suffixes)
{
    for (const auto suffix : suffixes)
        if (text.ends_with(suffix))
            return text.substr(0, text.size() - suffix.size());
    return text;
}

/// How many characters of `text` the folded `word` takes at its beginning; 0: it begins otherwise. Runs through the
/// whole command list for every message, so it allocates nothing.
std::size_t beginning(std::span<const Character> text, std::string_view word)
{
    std::size_t at = 0;
    std::string one;
    while (!word.empty()) {
        one.clear();
        if (at < text.size())
            append(one, text[at++].folded);
        if (one.empty() || !word.starts_with(one))
            return 0;
        word.remove_prefix(one.size());
    }
    return at;
}

bool is_one_of(std::string_view folded, std::initializer_list<std::string_view> words)
{
    return std::find(words.begin(), words.end(), trimmed(folded, sentence_marks)) != words.end();
}

bool word_ends(std::span<const Character> text, std::size_t at)
{
    return at == text.size() || text[at].folded == U' ' || is_digit(text[at].folded) || is_punctuation(text[at].folded);
}

} // namespace

std::vector<std::string> Args::words() const
{
    std::vector<std::string> out;
    for (std::size_t at = 0; (at = rest_.find_first_not_of(blanks, at)) != std::string::npos;) {
        const auto end = std::min(rest_.find_first_of(blanks, at), rest_.size());
        out.push_back(rest_.substr(at, end - at));
        at = end;
    }
    return out;
}

Args Args::after(std::size_t count) const
{
    std::size_t at = rest_.find_first_not_of(blanks);
    for (; count > 0 && at != std::string::npos; --count) {
        at = rest_.find_first_of(blanks, at);
        at = at == std::string::npos ? at : rest_.find_first_not_of(blanks, at);
    }
    return Args{at == std::string::npos ? std::string{} : rest_.substr(at)};
}

std::optional<std::int64_t> Args::number() const
{
    auto text = trimmed(rest_, sentence_marks);
    text = trimmed(without_prefix(text, {"#", "＃", "№", "No.", "no.", "第"}));
    text = trimmed(without_suffix(text, {"号", "条", "项", "题", "个", "次"}));
    const auto digits = ascii(text);
    if (!all_digits(digits) || digits.size() > 9)
        return std::nullopt;
    return std::stoll(digits);
}

std::optional<std::size_t> Args::menu_number() const
{
    const auto text = trimmed(rest_, ".,。，、)）(（");
    const auto all = characters(text);
    if (all.size() == 1 && all[0].folded >= U'①' && all[0].folded <= U'⑳')
        return all[0].folded - U'①' + 1;
    const auto numeral = leading_numeral(all);
    if (!numeral || numeral->length != all.size() || numeral->value < 1 || numeral->value > 99)
        return std::nullopt;
    return static_cast<std::size_t>(numeral->value);
}

std::optional<std::string> Args::code() const
{
    auto text = ascii(trimmed(rest_, sentence_marks));
    if (const auto blank = text.find(' '); blank != std::string::npos && blank == text.size() - blank - 1)
        text.erase(blank, 1);
    if (!all_digits(text) || text.size() < 6 || text.size() > 8)
        return std::nullopt;
    return text;
}

std::optional<std::string> Args::invitation() const
{
    std::string out;
    bool digit = false;
    for (const char c : ascii(trimmed(rest_, sentence_marks))) {
        if (c == '-' || c == ' ')
            continue;
        const bool letter = c >= 'a' && c <= 'z';
        if (!letter && !(c >= '0' && c <= '9'))
            return std::nullopt;
        digit |= !letter;
        out += letter ? static_cast<char>(c - 'a' + 'A') : c;
    }
    if (!digit || out.size() < 6 || out.size() > 16)
        return std::nullopt;
    return out;
}

std::optional<std::string> Args::phone() const
{
    return parse_phone(rest_);
}

std::optional<SplitCommand> split_command(const Normalised& said, std::span<const std::string_view> words,
                                          std::span<const std::string_view> attaching)
{
    const auto text = characters(said.text);
    std::optional<std::string_view> best;
    std::size_t length = 0; // of the best word, in characters
    for (const auto word : words) {
        const auto end = beginning(text, word);
        if (end <= length)
            continue;
        if (word_ends(text, end) || std::find(attaching.begin(), attaching.end(), word) != attaching.end()) {
            best = word;
            length = end;
        }
    }
    if (!best)
        return std::nullopt;
    const auto after =
        length < text.size() ? std::string_view{said.text}.substr(text[length].begin) : std::string_view{};
    return SplitCommand{*best, Args{std::string{trimmed_front(after, sentence_marks)}}};
}

bool says_cancel(std::string_view folded)
{
    return is_one_of(folded, {"取消", "cancel"});
}

bool says_resume(std::string_view folded)
{
    return is_one_of(folded, {"继续", "resume", "continue"});
}

bool says_yes(std::string_view folded)
{
    return is_one_of(folded, {"是", "是的", "是啊", "对", "对的", "好", "好的", "嗯", "行", "yes", "y", "ok"});
}

} // namespace fingertip::handlers
