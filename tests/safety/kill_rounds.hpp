#pragma once

#include "tests/safety/hall.hpp"

#include <memory>
#include <random>
#include <string>
#include <vector>

namespace fingertip::safety {

/// One load that ends with the bot's death, and what the next life knows of it.
class KillRounds
{
public:
    KillRounds(std::string program, std::uint64_t seed, Tally& tally);
    ~KillRounds();

    /// Kills at a random moment of a paced load, or at full speed at the very moment a batch's first answer comes in,
    /// by the dice; restarts, judges, delivers again (what that did is judged with the rest in the end). Returns
    /// whether the round counts: at least 50 acknowledged and at least one message in flight.
    bool round();
    bool round_at_an_answer(); ///< always the second
    /// The same, the bot killing itself at a failpoint, "name:n" or "name:n:later". A round counts when it did.
    bool round_at(const std::string& failpoint);
    /// Judges the books as a whole; the hall is not used any more.
    void finish();

    std::mt19937_64& dice() { return dice_; }

private:
    bool round_at_a_moment();
    void prepare();
    void fill_ledger();
    std::size_t left() const { return hall_->ledger().size() - dealt_; }
    /// The next messages that nobody has sent yet.
    std::vector<std::size_t> deal();
    /// Takes the tail of what was dealt last and never sent off the list; it is dealt again.
    void take_back_unsent(std::vector<std::size_t>& dealt);
    using Clock = std::chrono::steady_clock;
    bool aftermath(std::vector<std::size_t> dealt, Clock::duration loaded, bool died);

    const std::string program_;
    std::mt19937_64 dice_;
    Tally& tally_;
    std::unique_ptr<Hall> hall_;
    std::size_t dealt_ = 0; ///< of the hall's ledger
};

} // namespace fingertip::safety
