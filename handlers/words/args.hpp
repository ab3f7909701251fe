#pragma once

#include "handlers/words/normalise.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::handlers {

/// Somebody's name beside a mobile number or a member number: exactly one of the two is set.
struct Claim
{
    std::string name;
    std::string phone;     ///< eleven digits
    std::string member_no; ///< letters as typed
};

/// Signed points in a sentence: "张三 +3 帮扶老人".
struct SignedPoints
{
    std::string before;
    int points; ///< not 0
    std::string after;
};

/// What somebody wrote after a command word, or instead of one. Every accessor looks at the whole of it and is empty
/// when it has another form; none of them throws.
class Args
{
public:
    Args() = default;
    /// `rest` as Normalised::text: clean, nothing folded.
    explicit Args(std::string rest) : rest_{std::move(rest)} {}

    const std::string& rest() const { return rest_; }
    bool empty() const { return rest_.empty(); }

    /// Split at blanks and line breaks.
    std::vector<std::string> words() const;
    /// What follows the first `count` words, its own blanks and line breaks kept.
    Args after(std::size_t count) const;

    /// A number from 0 to 999,999,999: "12", "#12", "12号", "第3条".
    std::optional<std::int64_t> number() const;
    /// A line of a menu, from 1 to 99: "3", "3.", "③", "三".
    std::optional<std::size_t> menu_number() const;
    /// A check-in code: six to eight digits, perhaps in two halves ("123 456").
    std::optional<std::string> code() const;
    /// An invitation: six to sixteen letters and digits, a digit among them, made capital; dashes and blanks go.
    std::optional<std::string> invitation() const;
    /// A mobile number's eleven digits.
    std::optional<std::string> phone() const;
    /// Name and mobile number, or name and member number, in either order, with or without blanks, labels and +86.
    std::optional<Claim> claim() const;
    /// The first signed number and what is around it; the sign may be 加, 扣 or 减 and 分 may follow.
    std::optional<SignedPoints> points() const;

private:
    std::string rest_;
};

/// A command word and what belongs to it.
struct SplitCommand
{
    std::string_view word; ///< one of the list's
    Args args;
};

/// The longest of `words` (folded) that the text begins with, if the word ends there: at the end of the text, before a
/// blank, punctuation or a digit, or, for the words in `attaching`, before anything (请假家里有事). Colons and commas
/// behind the word go. Empty: the text begins with no command.
std::optional<SplitCommand> split_command(const Normalised& said, std::span<const std::string_view> words,
                                          std::span<const std::string_view> attaching = {});

/// The short answers that work anywhere, by Normalised::folded.
bool says_cancel(std::string_view folded);
bool says_resume(std::string_view folded);
bool says_yes(std::string_view folded);

} // namespace fingertip::handlers
