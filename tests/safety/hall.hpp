#pragma once

#include "tests/safety/ledger.hpp"
#include "tests/support/bot_process.hpp"

#include <memory>
#include <span>
#include <vector>

namespace fingertip::safety {

/// A prepared installation: a branch of bound members, several meetings whose check-in is open and one that is still to
/// come, and a ledger of what is done in it.
class Hall
{
public:
    struct Size
    {
        int members = 3000;
        int meetings = 24;   ///< whose check-in is open; of 5 points each, below the yearly cap
        int hours_ahead = 5; ///< of the meeting to come
    };

    Hall(const std::string& program, Size size);

    tests::BotProcess& bot() { return *bot_; }
    Ledger& ledger() { return ledger_; }
    const Size& size() const { return size_; }
    std::int64_t founded_at() const { return now_; }
    int meeting_to_come() const { return size_.meetings + 1; }
    const std::string& code(int meeting) const { return codes_[static_cast<std::size_t>(meeting - 1)]; }

    // Messages that are new; `at` is the platform's time, seconds.
    Message check_in(int member, int meeting, std::int64_t at);
    Message leave(int member, std::int64_t at);
    Message leave_back(int member, std::int64_t at);
    Message question(int member, std::int64_t at);

    /// Compares the books with the ledger for these messages: what was acknowledged has had its effect, nothing
    /// had two, and what was not sent had none.
    void judge(std::span<const std::size_t> indices, Tally& tally);
    /// The whole books: each acknowledged message exactly one effect, points as often as check-ins, nothing else.
    void judge_everything(Tally& tally);

private:
    void judge_points(Tally& tally);

    const Size size_;
    const std::int64_t now_;
    std::unique_ptr<tests::BotProcess> bot_;
    Ledger ledger_;
    std::vector<std::string> codes_;
    std::int64_t next_id_ = 24'000'000'000'000'001;
};

} // namespace fingertip::safety
