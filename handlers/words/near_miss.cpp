#include "handlers/words/near_miss.hpp"

#include "handlers/words/characters.hpp"
#include "handlers/words/syllables.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <vector>

namespace fingertip::handlers {

namespace {

constexpr std::size_t longest_miss = 24;
constexpr std::size_t shortest_pinyin = 4;
constexpr int no_match = std::numeric_limits<int>::max();

using Letters = std::u32string;

/// Words that sound like a command and share a character with it, but are words of their own.
constexpr std::array<std::u32string_view, 14> ordinary{U"回复", U"几分", U"受到", U"近日", U"不签", U"决意", U"同一",
                                                       U"同义", U"径赛", U"取笑", U"会意", U"我得", U"点明", U"明晰"};

Letters letters_of(std::string_view text)
{
    Letters out;
    for (const auto& one : characters(text))
        out += one.folded;
    return out;
}

bool all_han(const Letters& text)
{
    return std::all_of(text.begin(), text.end(), is_han);
}
bool all_latin(const Letters& text)
{
    return std::all_of(text.begin(), text.end(), is_latin);
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn one into the other.
int distance(const Letters& a, const Letters& b)
{
    std::vector<std::vector<int>> cost(a.size() + 1, std::vector<int>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i)
        cost[i][0] = static_cast<int>(i);
    std::iota(cost[0].begin(), cost[0].end(), 0);
    for (std::size_t i = 1; i <= a.size(); ++i)
        for (std::size_t j = 1; j <= b.size(); ++j) {
            cost[i][j] =
                std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    return cost[a.size()][b.size()];
}

std::string sound(const Letters& text, bool loose)
{
    std::string out;
    for (const auto one : text) {
        const auto read = syllable(one);
        if (read.empty())
            return {};
        out += loose ? loose_syllable(read) : std::string{read};
        out += ' ';
    }
    return out;
}

/// 0 perfect, more is worse.
int han_to_han(const Letters& said, const Letters& word)
{
    if (said == word)
        return 0;
    if (said.size() == word.size()) {
        std::size_t shared = 0;
        for (std::size_t i = 0; i < said.size(); ++i)
            shared += said[i] == word[i];
        // two other characters with the same sound are a word of their own: 同志 is not 通知, 联系 not 练习
        const bool typo = shared > 0 && std::find(ordinary.begin(), ordinary.end(), said) == ordinary.end();
        for (const bool loose : {false, true})
            if (const auto heard = sound(said, loose); typo && !heard.empty() && heard == sound(word, loose))
                return loose ? 2 : 1;
    }
    // in three characters one more or less, or two swapped; from four on also one that is wrong
    const bool substitution = said.size() == word.size() && word.size() < 4;
    if (word.size() >= 3 && said.size() >= 3 && distance(said, word) == 1) {
        auto sorted_said = said;
        auto sorted_word = word;
        std::sort(sorted_said.begin(), sorted_said.end());
        std::sort(sorted_word.begin(), sorted_word.end());
        if (!substitution || sorted_said == sorted_word)
            return 3;
    }
    return no_match;
}

int latin_to_latin(const Letters& said, const Letters& word)
{
    if (said == word)
        return 0;
    const int allowed = word.size() >= 8 ? 2 : word.size() >= 4 ? 1 : 0;
    const int apart = distance(said, word);
    return said.size() >= 3 && said.front() == word.front() && apart <= allowed ? 2 + apart : no_match;
}

/// "qiandao", with any or no tone of care about zh and z.
int latin_to_han(const Letters& said, const Letters& word)
{
    if (said.size() < shortest_pinyin)
        return no_match;
    for (const bool loose : {false, true}) {
        auto heard = sound(word, loose);
        std::erase(heard, ' ');
        if (!heard.empty() && std::equal(heard.begin(), heard.end(), said.begin(), said.end(),
                                         [](char a, char32_t b) { return static_cast<char32_t>(a) == b; }))
            return loose ? 2 : 1;
    }
    return no_match;
}

int score(const Letters& said, const Letters& word)
{
    if (all_han(said))
        return all_han(word) && word.size() >= 2 ? han_to_han(said, word) : no_match;
    return all_han(word) ? latin_to_han(said, word) : all_latin(word) ? latin_to_latin(said, word) : no_match;
}

/// 我要签到了 -> 签到; never down to less than two characters.
Letters without_fillers(Letters text)
{
    constexpr std::array<std::u32string_view, 12> before{U"我要", U"我想",   U"我来", U"我", U"要",   U"想",
                                                         U"帮我", U"请帮我", U"请",   U"来", U"进行", U"开始"};
    constexpr std::array<std::u32string_view, 8> after{U"一下", U"了", U"吧", U"啊", U"呀", U"哦", U"功能", U"谢谢"};
    for (bool again = true; again;) {
        again = false;
        for (const auto filler : before)
            if (text.starts_with(filler) && text.size() >= filler.size() + 2) {
                text.erase(0, filler.size());
                again = true;
                break;
            }
        for (const auto filler : after)
            if (text.ends_with(filler) && text.size() >= filler.size() + 2) {
                text.resize(text.size() - filler.size());
                again = true;
                break;
            }
    }
    return text;
}

/// The only word with the best score; empty: none, or two.
std::optional<std::string_view> best_of(const Letters& said, std::span<const std::string_view> words)
{
    std::optional<std::string_view> best;
    int best_score = no_match;
    for (const auto word : words) {
        const int here = score(said, letters_of(word));
        if (here < best_score) {
            best = word;
            best_score = here;
        } else if (here == best_score && best != word) {
            best.reset();
        }
    }
    return best;
}

} // namespace

std::optional<std::string> near_miss(std::string_view text, std::span<const std::string_view> words)
{
    const auto inner = trimmed(text, ".。,，!！~～…、:：");
    const auto all = characters(inner);
    if (all.size() < 2 || all.size() > longest_miss)
        return std::nullopt;

    // the command is the first run of one script; Latin words may be torn apart by blanks ("check in")
    std::size_t end = 0;
    Letters head;
    if (is_han(all[0].folded)) {
        while (end < all.size() && is_han(all[end].folded))
            head += all[end++].folded;
    } else {
        while (end < all.size() && (is_latin(all[end].folded) || all[end].folded == U' ')) {
            if (all[end].folded != U' ')
                head += all[end].folded;
            ++end;
        }
    }
    const bool argument_begins = end == all.size() || all[end].folded == U' ' || is_digit(all[end].folded) ||
                                 (end > 0 && all[end - 1].folded == U' ');
    const bool asks = head.ends_with(U'吗') || head.ends_with(U'么') || head.ends_with(U'呢');
    if (head.size() < 2 || !argument_begins || asks)
        return std::nullopt;

    auto best = best_of(head, words);
    if (!best && is_han(head.front()))
        if (const auto core = without_fillers(head); core != head)
            best = best_of(core, words);
    if (!best)
        return std::nullopt;
    const auto rest = end < all.size() ? trimmed(inner.substr(all[end].begin)) : std::string_view{};
    return std::string{*best} + (rest.empty() ? "" : " ") + std::string{rest};
}

} // namespace fingertip::handlers
