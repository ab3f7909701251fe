#include "handlers/meetings/vote_words.hpp"

#include "handlers/meetings/vote_run.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace fingertip::handlers {

namespace {

std::string_view without_ending(std::string_view text)
{
    constexpr std::string_view marks = ",，。;；:：、(（[【-!！";
    constexpr std::array<std::string_view, 5> endings{"表决结果为", "表决结果是", "表决结果", "投票结果", "其中"};
    for (bool again = true; again;) {
        again = false;
        text = trimmed(text, marks);
        for (const auto ending : endings)
            if (text.ends_with(ending)) {
                text.remove_suffix(ending.size());
                again = true;
            }
    }
    return text;
}

std::string rest_of(std::string_view text, Letters all, const VoteRun& run)
{
    const auto before = without_ending(text.substr(0, all[run.front().begin].begin));
    const auto end = run.back().end;
    auto behind = end < all.size() ? trimmed(text.substr(all[end].begin), ",，。;；:：、)）]】!！") : "";
    // The outcome follows from the figures.
    constexpr std::array<std::string_view, 4> outcomes{"通过", "未通过", "获得通过", "表决通过"};
    if (std::find(outcomes.begin(), outcomes.end(), behind) != outcomes.end())
        behind = {};
    if (before.empty() || behind.empty())
        return std::string{before.empty() ? behind : before};
    return std::string{before} + " " + std::string{behind};
}

void set(std::optional<std::int64_t>& place, std::int64_t count, bool& twice)
{
    twice |= place && *place != count;
    place = count;
}

} // namespace

SaidVotes read_votes(std::string_view text)
{
    SaidVotes said;
    const auto all = characters(text);
    const auto run = longest_run(all);
    if (run.empty()) {
        said.rest = trimmed(text);
        return said;
    }
    for (const auto& vote : run)
        switch (vote.kind) {
        case VoteKind::approve:
            set(said.approve, vote.count, said.twice);
            break;
        case VoteKind::oppose:
            set(said.oppose, vote.count, said.twice);
            break;
        case VoteKind::abstain:
            set(said.abstain, vote.count, said.twice);
            break;
        case VoteKind::written:
            set(said.written, vote.count, said.twice);
            break;
        case VoteKind::all:
            said.all_in_favour = true;
            break;
        }
    said.rest = rest_of(text, all, run);
    return said;
}

} // namespace fingertip::handlers
