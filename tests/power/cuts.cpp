#include "tests/power/power_vfs.hpp"
#include "tests/power/proofs.hpp"
#include "tests/power/session.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <iomanip>
#include <numeric>
#include <optional>
#include <sstream>

namespace fingertip::tests::power {

namespace {

constexpr int members = 120;
constexpr int cuts_a_history = 4;
constexpr int bursts = 6;
constexpr std::size_t most_at_once = 12;

std::int64_t pick(Random& random, std::int64_t low, std::int64_t high)
{
    return std::uniform_int_distribution<std::int64_t>{low, high}(random);
}

/// What happened over all histories.
struct Tally
{
    std::int64_t cuts = 0;
    std::int64_t kills = 0; ///< only the process died; the power went later
    std::int64_t in_commit = 0;
    std::int64_t in_checkpoint = 0;
    std::int64_t acknowledged = 0;
    std::int64_t undisturbed_calls = 200; ///< of a whole session, as last seen
    double processor_ms = 0;
};

/// One disk through several cuts, each found in the state that the one before left, and then left in peace to see
/// whether what the platform sends again gets the answers that it got.
class History
{
public:
    History(const Branch& branch, std::uint64_t seed, bool lying, Tally& tally)
        : branch_{branch}, random_{seed}, disk_{seed ^ 0x5eed}, vfs_{disk_, "power"}, tally_{tally}
    {
        disk_.load(branch.image());
        disk_.lie(lying);
        order_.resize(members);
        std::iota(order_.begin(), order_.end(), 0);
        std::shuffle(order_.begin(), order_.end(), random_);
    }

    std::vector<std::string> run(std::int64_t cuts)
    {
        for (std::int64_t cut = 0; cut < cuts && wrong_.empty(); ++cut) {
            if (pick(random_, 1, 5) == 1)
                interrupt(true);
            interrupt(false);
            const auto before = std::clock();
            add(compare(inspect(disk_.durable()), ledger_));
            tally_.processor_ms += 1000.0 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
            ++tally_.cuts;
            disk_.power_on();
        }
        if (wrong_.empty())
            redeliver();
        for (const auto& line : ledger_)
            tally_.acknowledged += !line.reply.empty();
        return wrong_;
    }

private:
    void add(const std::vector<std::string>& found) { wrong_.insert(wrong_.end(), found.begin(), found.end()); }

    /// Works until the power goes or the process is killed. Before: on; after: off, or on again after a kill.
    void interrupt(bool kill)
    {
        const auto before = std::clock();
        const auto began = disk_.calls();
        // Sometimes beyond the session's end: then it goes after the program has stopped in order.
        const auto at = pick(random_, 1, tally_.undisturbed_calls * 11 / 10);
        if (kill)
            disk_.kill_after(at);
        else
            disk_.cut_after(at);
        work();
        if (disk_.is_on())
            tally_.undisturbed_calls = std::max<std::int64_t>(50, disk_.calls() - began);
        if (kill) {
            disk_.kill();
            disk_.power_on();
            ++tally_.kills;
        } else {
            disk_.cut();
            const auto [call, file] = disk_.cut_at();
            tally_.in_commit += file == std::string{books_name} + "-wal";
            tally_.in_checkpoint += file == books_name;
        }
        tally_.processor_ms += 1000.0 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    }

    void work()
    {
        constexpr std::array checkpoints{4, 12, 40};
        std::optional<Session> session;
        try {
            session.emplace(branch_, vfs_.name(), checkpoints[static_cast<std::size_t>(pick(random_, 0, 2))]);
        } catch (const std::exception& failure) {
            if (disk_.is_on())
                wrong_.push_back(std::string{"does not start: "} + failure.what());
            return;
        }
        for (int burst = 0; burst < bursts && disk_.is_on(); ++burst)
            session->send(ledger_, choose(), pick(random_, 1, 3) == 1);
        session->stop();
        add(session->wrong());
    }

    /// Lines of different members: mostly first check-ins, then copies, then new messages of who has come already.
    std::vector<std::size_t> choose()
    {
        std::vector<std::size_t> chosen;
        std::vector<bool> speaks(members, false);
        const auto wanted = static_cast<std::size_t>(pick(random_, 1, most_at_once));
        for (std::size_t tries = 0; chosen.size() < wanted && tries < 4 * wanted; ++tries) {
            const auto kind = pick(random_, 1, 10);
            std::size_t line = ledger_.size();
            if (kind <= 2 && !ledger_.empty()) {
                line = static_cast<std::size_t>(pick(random_, 0, static_cast<std::int64_t>(ledger_.size()) - 1));
            } else {
                const bool again = kind == 3 || came_ == members;
                const int member =
                    again ? static_cast<int>(pick(random_, 0, members - 1)) : order_[static_cast<std::size_t>(came_++)];
                if (speaks[static_cast<std::size_t>(member)])
                    continue;
                ledger_.push_back(branch_.check_in(member, number_++));
            }
            const auto member = static_cast<std::size_t>(ledger_[line].member);
            if (speaks[member])
                continue;
            speaks[member] = true;
            chosen.push_back(line);
        }
        return chosen;
    }

    void redeliver()
    {
        Session session{branch_, vfs_.name(), 40};
        std::vector<std::size_t> all(ledger_.size());
        std::iota(all.begin(), all.end(), 0);
        // A conversation has room for a few waiting messages, so a few at a time.
        for (std::size_t begin = 0; begin < all.size(); begin += most_at_once)
            session.send(ledger_,
                         {all.begin() + static_cast<std::ptrdiff_t>(begin),
                          all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), begin + most_at_once))});
        session.stop();
        add(session.wrong());
        if (session.refused() > 0)
            wrong_.push_back(std::to_string(session.refused()) + " messages were refused after everything was well");
        add(compare(inspect(disk_.durable()), ledger_));
    }

    const Branch& branch_;
    Random random_;
    PowerDisk disk_;
    PowerVfs vfs_;
    Tally& tally_;
    std::vector<int> order_;
    int came_ = 0;
    int number_ = 0;
    std::vector<Line> ledger_;
    std::vector<std::string> wrong_;
};

} // namespace

Verdict prove_cuts(std::int64_t cuts, std::uint64_t seed)
{
    const Branch branch{members};
    Verdict verdict;
    Tally tally;
    for (std::uint64_t history = 0; tally.cuts < cuts && verdict.wrong.size() < 20; ++history)
        for (const auto& wrong : History{branch, seed + history, false, tally}.run(
                 std::min<std::int64_t>(cuts_a_history, cuts - tally.cuts)))
            verdict.wrong.push_back("seed " + std::to_string(seed + history) + ": " + wrong);

    Tally control;
    bool found = false;
    for (std::uint64_t history = 0; control.cuts < 50 && !found; ++history)
        found = !History{branch, seed + history, true, control}.run(1).empty();
    if (!found)
        verdict.wrong.push_back("a disk that lies about syncing was not found in 50 cuts: the harness is blind");

    std::ostringstream done;
    done << tally.cuts << " power cuts under check-ins (" << tally.in_commit << " in the WAL, " << tally.in_checkpoint
         << " in a checkpoint, " << tally.kills << " after a kill), " << tally.acknowledged
         << " messages acknowledged, " << std::fixed << std::setprecision(1)
         << tally.processor_ms / static_cast<double>(std::max<std::int64_t>(1, tally.cuts))
         << " ms of processor time a cut; control: a sync that lies was ";
    if (found)
        done << "found after " << control.cuts << " cuts";
    else
        done << "not found";
    verdict.done = done.str();
    return verdict;
}

} // namespace fingertip::tests::power
