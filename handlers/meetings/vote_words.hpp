#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fingertip::handlers {

/// Votes as somebody wrote them: 赞成18 反对1 弃权0, 18票赞成、1票反对、无弃权, 赞成十八票，其中书面意见2票, 一致通过.
struct SaidVotes
{
    std::optional<std::int64_t> approve;
    std::optional<std::int64_t> oppose;
    std::optional<std::int64_t> abstain;
    std::optional<std::int64_t> written; ///< of the votes, those that came in writing
    bool all_in_favour = false;          ///< 一致通过, 全票赞成: nobody against, nobody abstained
    bool twice = false;                  ///< one kind was said with two numbers: nothing of it counts
    std::string rest;                    ///< the text without the votes: what was voted upon

    bool any() const { return approve || oppose || abstain || written || all_in_favour; }
};

/// Reads the votes out of a text. A number beside one of the words counts only where the two stand for themselves, so
/// that 同意3名同志转正 is a subject; of several such places the one with the most kinds counts.
SaidVotes read_votes(std::string_view text);

} // namespace fingertip::handlers
