#include "handlers/words/verdict.hpp"

#include "handlers/words/args.hpp"
#include "handlers/words/characters.hpp"

#include <array>
#include <utility>

namespace fingertip::handlers {

namespace {

// What begins with another word stands before it.
constexpr std::array<std::pair<std::string_view, bool>, 14> words{{
    {"不同意", false},
    {"不批准", false},
    {"不通过", false},
    {"不准", false},
    {"不批", false},
    {"驳回", false},
    {"拒绝", false},
    {"no", false},
    {"同意", true},
    {"批准", true},
    {"通过", true},
    {"准", true},
    {"ok", true},
    {"yes", true},
}};

} // namespace

std::optional<Verdict> read_verdict(std::string_view text)
{
    text = trimmed(text, " #＃");
    const auto digits = text.find_first_not_of("0123456789");
    const auto number = Args{std::string{text.substr(0, digits)}}.number();
    if (!number)
        return std::nullopt;
    Verdict verdict{*number, std::nullopt, {}};
    text = digits == std::string_view::npos ? std::string_view{} : text.substr(digits);
    text = trimmed(text, " 号,，:：");
    const auto spoken = normalise(text).folded;
    for (const auto& [word, granted] : words) {
        const bool latin = word.front() < 0x7f && word.front() > 0;
        if (spoken.starts_with(word) && (!latin || spoken.size() == word.size() || spoken[word.size()] == ' ')) {
            verdict.granted = granted;
            // The words are as long folded as they are written.
            text = trimmed(text.substr(word.size()), " ,，:：。");
            break;
        }
    }
    verdict.reason = std::string{text};
    return verdict;
}

} // namespace fingertip::handlers
