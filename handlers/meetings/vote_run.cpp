#include "handlers/meetings/vote_run.hpp"

#include "handlers/words/numerals.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace fingertip::handlers {

namespace {

struct Label
{
    std::string_view word; ///< folded
    VoteKind kind;
};

// Longer words before those they begin with.
constexpr std::array labels{
    Label{"赞成票", VoteKind::approve},     Label{"同意票", VoteKind::approve},
    Label{"赞成", VoteKind::approve},       Label{"同意", VoteKind::approve},
    Label{"赞同", VoteKind::approve},       Label{"in favour", VoteKind::approve},
    Label{"in favor", VoteKind::approve},   Label{"approved", VoteKind::approve},
    Label{"approve", VoteKind::approve},    Label{"反对票", VoteKind::oppose},
    Label{"反对", VoteKind::oppose},        Label{"不赞成", VoteKind::oppose},
    Label{"不同意", VoteKind::oppose},      Label{"against", VoteKind::oppose},
    Label{"opposed", VoteKind::oppose},     Label{"oppose", VoteKind::oppose},
    Label{"弃权票", VoteKind::abstain},     Label{"弃权", VoteKind::abstain},
    Label{"abstained", VoteKind::abstain},  Label{"abstentions", VoteKind::abstain},
    Label{"abstention", VoteKind::abstain}, Label{"abstain", VoteKind::abstain},
    Label{"书面意见", VoteKind::written},   Label{"书面", VoteKind::written},
    Label{"in writing", VoteKind::written}, Label{"written", VoteKind::written},
};
constexpr std::array<std::string_view, 9> unanimous{"一致通过", "一致同意", "一致赞成", "全票通过",   "全票赞成",
                                                    "全票同意", "全体赞成", "全体同意", "unanimously"};
constexpr std::array<std::string_view, 3> nobody{"没有", "无", "none"};
/// What may stand between a word and its number.
constexpr std::array<std::string_view, 8> between{" ", ":", "：", "=", "为", "数", "票", "是"};
constexpr std::array<std::string_view, 5> units{"票", "人", "份", "votes", "vote"};
/// What may stand between one kind of votes and the next, besides blanks and punctuation.
constexpr std::array<std::string_view, 5> joints{"其中", "含", "和", "and", "of which"};

/// How many characters the folded `word` takes at `begin`; 0: something else stands there. Tried at every place of a
/// text for every word, so it allocates nothing.
std::size_t reads(Letters text, std::size_t begin, std::string_view word)
{
    const bool latin = word.front() >= 'a' && word.front() <= 'z';
    auto at = begin;
    std::string one;
    while (!word.empty()) {
        one.clear();
        if (at < text.size())
            append(one, text[at++].folded);
        if (one.empty() || !word.starts_with(one))
            return 0;
        word.remove_prefix(one.size());
    }
    // no part of a longer Latin word
    if (latin && ((begin > 0 && is_latin(text[begin - 1].folded)) || (at < text.size() && is_latin(text[at].folded))))
        return 0;
    return at - begin;
}

template<std::size_t Count>
std::size_t reads_one(Letters text, std::size_t at, const std::array<std::string_view, Count>& words)
{
    for (const auto word : words)
        if (const auto length = reads(text, at, word))
            return length;
    return 0;
}

template<std::size_t Count>
std::size_t skip(Letters text, std::size_t at, const std::array<std::string_view, Count>& words)
{
    while (const auto length = reads_one(text, at, words))
        at += length;
    return at;
}

/// A number, or a word for none; `at` is moved behind it.
std::optional<std::int64_t> number_at(Letters text, std::size_t& at)
{
    if (const auto length = reads_one(text, at, nobody)) {
        at += length;
        return 0;
    }
    const bool in_a_number = at > 0 && (is_digit(text[at - 1].folded) ||
                                        (at > 1 && text[at - 1].folded == U'.' && is_digit(text[at - 2].folded)));
    if (in_a_number)
        return std::nullopt; // the end of a longer one
    const auto numeral = leading_numeral(text.subspan(at));
    if (!numeral)
        return std::nullopt;
    const auto end = at + numeral->length;
    if (end + 1 < text.size() && text[end].folded == U'.' && is_digit(text[end + 1].folded))
        return std::nullopt;
    at = end;
    return numeral->value;
}

const Label* label_at(Letters text, std::size_t at, std::size_t& length)
{
    for (const auto& label : labels)
        if ((length = reads(text, at, label.word)))
            return &label;
    return nullptr;
}

bool ends_at(Letters text, std::size_t at)
{
    std::size_t length = 0;
    return at == text.size() || text[at].folded == U' ' || is_punctuation(text[at].folded) ||
           label_at(text, at, length) || reads_one(text, at, joints);
}

std::size_t blanks(Letters text, std::size_t at)
{
    while (at < text.size() && text[at].folded == U' ')
        ++at;
    return at;
}

/// 赞成18票
std::optional<Vote> word_first(Letters text, std::size_t begin)
{
    std::size_t length = 0;
    const auto* label = label_at(text, begin, length);
    if (!label)
        return std::nullopt;
    auto at = skip(text, begin + length, between);
    const auto count = number_at(text, at);
    if (!count)
        return std::nullopt;
    if (const auto unit = reads_one(text, blanks(text, at), units))
        at = blanks(text, at) + unit;
    return ends_at(text, at) ? std::optional{Vote{label->kind, *count, begin, at}} : std::nullopt;
}

/// 18票赞成. A bare number must stand for itself: 张三 赞成 holds none.
std::optional<Vote> number_first(Letters text, std::size_t begin, std::size_t after_vote)
{
    auto at = begin;
    const auto count = number_at(text, at);
    if (!count)
        return std::nullopt;
    at = blanks(text, at);
    const auto unit = reads_one(text, at, units);
    const bool for_itself =
        begin == 0 || begin == after_vote || text[begin - 1].folded == U' ' || is_punctuation(text[begin - 1].folded);
    if (!unit && !for_itself)
        return std::nullopt;
    at = blanks(text, at + unit);
    std::size_t length = 0;
    const auto* label = label_at(text, at, length);
    if (!label)
        return std::nullopt;
    at += length;
    auto next = at;
    return ends_at(text, at) || number_at(text, next) ? std::optional{Vote{label->kind, *count, begin, at}}
                                                      : std::nullopt;
}

/// 赞成18反对1 can be cut in two ways; which one is meant shows in how much of the text it explains.
enum class Order
{
    word_first,
    number_first,
};

std::optional<Vote> vote_at(Letters text, std::size_t begin, std::size_t after_vote, Order order)
{
    if (const auto length = reads_one(text, begin, unanimous))
        return ends_at(text, begin + length) ? std::optional{Vote{VoteKind::all, 0, begin, begin + length}}
                                             : std::nullopt;
    if (auto found = word_first(text, begin))
        return found;
    auto found = number_first(text, begin, after_vote);
    if (found && order == Order::word_first)
        for (auto at = begin + 1; at < found->end; ++at)
            if (word_first(text, at))
                return std::nullopt; // the word's own number follows
    return found;
}

/// Whether nothing but joints, blanks and punctuation stands between two places.
bool goes_on(Letters text, std::size_t from, std::size_t until)
{
    while (from < until) {
        if (const auto joint = reads_one(text, from, joints))
            from += joint;
        else if (text[from].folded == U' ' || is_punctuation(text[from].folded))
            ++from;
        else
            return false;
    }
    return true;
}

/// The longest row of votes that stand side by side, the last of several.
VoteRun longest_run(Letters text, Order order)
{
    VoteRun best;
    VoteRun run;
    for (std::size_t at = 0; at < text.size();) {
        const auto vote = vote_at(text, at, run.empty() ? 0 : run.back().end, order);
        if (!vote) {
            ++at;
            continue;
        }
        if (!run.empty() && !goes_on(text, run.back().end, vote->begin))
            run.clear();
        run.push_back(*vote);
        at = vote->end;
        if (run.size() >= best.size())
            best = run;
    }
    return best;
}

} // namespace

VoteRun longest_run(Letters text)
{
    auto words = longest_run(text, Order::word_first);
    auto numbers = longest_run(text, Order::number_first);
    return numbers.size() > words.size() ? numbers : words;
}

} // namespace fingertip::handlers
