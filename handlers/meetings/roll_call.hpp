#pragma once

#include "handlers/command.hpp"
#include "storage/meetings/meetings.hpp"
#include "storage/meetings/roll.hpp"

#include <string>
#include <vector>

namespace fingertip::handlers {

/// 点名, 点名 12, 点名 12 星火支部: who is due, present, late, on leave and missing, by name, and what may be decided
/// now.
Reply call_roll(ReadContext& ctx, const Args& args);

/// A list in figures.
struct RollFigures
{
    std::int64_t due = 0;
    std::int64_t present = 0; ///< of those due, on time or late
    std::int64_t late = 0;    ///< of those
    std::int64_t leave = 0;
    std::int64_t missing = 0; ///< pending or absent, and due
    std::int64_t guests = 0;  ///< present without being due
    std::int64_t voters_due = 0;
    std::int64_t voters_present = 0;
    std::int64_t full_due = 0;             ///< full members who are due
    std::int64_t suspended = 0;            ///< of those, without the right to vote
    std::int64_t exempt = 0;               ///< taken out of those due
    std::int64_t probationary = 0;         ///< due, never voting
    std::int64_t full_present = 0;         ///< of those due
    std::int64_t probationary_present = 0; ///< of those due
};
RollFigures figures_of(const std::vector<storage::RollCount>& counts);

/// "李梅、张三": the names of those entries for which `wanted` says yes; with reasons in brackets where asked for.
template<class Wanted>
std::string names_of(const std::vector<storage::RollEntry>& entries, Wanted wanted, bool with_reason = false)
{
    std::string names;
    for (const auto& entry : entries) {
        if (!wanted(entry))
            continue;
        names += (names.empty() ? "" : "、") + (entry.name.empty() ? entry.member_no : entry.name);
        if (with_reason && !entry.reason.empty())
            names += "（" + entry.reason + "）";
    }
    return names;
}

inline bool is_present(const storage::RollEntry& entry)
{
    return entry.status == "present" || entry.status == "late";
}

/// "李梅、张三": whose leave waits for a decision and who has not come.
std::string names_awaiting_leave(ReadContext& ctx, const storage::Meeting& meeting,
                                 const std::vector<storage::RollEntry>& people);

/// More people than this are listed by organisation, in figures.
inline constexpr std::int64_t most_names = 300;

} // namespace fingertip::handlers
