#include "tests/power/power_vfs.hpp"
#include "tests/power/proofs.hpp"
#include "tests/power/session.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

namespace fingertip::tests::power {

namespace {

constexpr int members_a_burst = 4;
constexpr int members = 60;

/// What a run came to.
struct Run
{
    bool met = false; ///< the fault was met at all
    std::int64_t refused = 0;
    std::vector<std::string> wrong;
};

/// When the power goes, with everything that is not synced: that is what tells a true "OK" from a false one.
enum class End
{
    at_once,       ///< while the fault lasts
    after_recovery ///< after it is gone and everything was sent again to the same process
};

class Faulty
{
public:
    Faulty(const Branch& branch, PowerDisk::Fault fault, End end, bool snapshots, std::int64_t bursts)
        : branch_{branch}, end_{end}, snapshots_{snapshots}, disk_{1}, vfs_{disk_, "power-faults"}
    {
        disk_.load(branch.image());
        disk_.lose(Loss::all);
        disk_.set_fault(fault);
        for (int i = 0; i < bursts * members_a_burst; ++i)
            ledger_.push_back(branch.check_in(i % members, i));
    }

    Run run()
    {
        if (start()) {
            for (std::size_t begin = 0; begin < ledger_.size(); begin += members_a_burst)
                session_->send(ledger_, part(begin), snapshots_);
            run_.refused = session_->refused();
        }
        run_.met = disk_.faults_met() > 0;
        if (end_ == End::after_recovery)
            recover();
        disk_.cut();
        if (session_) {
            session_->stop();
            add(session_->wrong());
            session_.reset();
        }
        const auto left = disk_.durable();
        add(compare(inspect(left), ledger_));
        return run_;
    }

private:
    void add(const std::vector<std::string>& found) { run_.wrong.insert(run_.wrong.end(), found.begin(), found.end()); }

    std::vector<std::size_t> part(std::size_t begin) const
    {
        std::vector<std::size_t> which(members_a_burst);
        std::iota(which.begin(), which.end(), begin);
        return which;
    }

    /// A start that fails says why and is tried again, as the service manager does; false: it never succeeded.
    bool start()
    {
        for (int tries = 0; tries < 2 && !session_; ++tries) {
            try {
                session_.emplace(branch_, vfs_.name(), 12);
            } catch (const storage::Unavailable&) {
            } catch (const std::exception& failure) {
                run_.wrong.push_back(std::string{"the start ended oddly: "} + failure.what());
                return false;
            }
        }
        return session_.has_value();
    }

    void recover()
    {
        disk_.clear_fault();
        if (!session_ && !start()) {
            run_.wrong.push_back("does not start after the fault is gone");
            return;
        }
        const auto before = session_->refused();
        for (std::size_t begin = 0; begin < ledger_.size(); begin += members_a_burst)
            session_->send(ledger_, part(begin), snapshots_);
        if (session_->refused() != before)
            run_.wrong.push_back(std::to_string(session_->refused() - before) +
                                 " messages were refused after the fault was gone");
    }

    const Branch& branch_;
    const End end_;
    const bool snapshots_;
    PowerDisk disk_;
    PowerVfs vfs_;
    std::vector<Line> ledger_;
    std::optional<Session> session_;
    Run run_;
};

std::string describe(const PowerDisk::Fault& fault, End end, bool snapshots)
{
    return std::string{fault.full ? "full" : "error"} + " at call " + std::to_string(fault.at) +
           (fault.from_then_on ? " and on" : "") + (snapshots ? ", readers" : "") +
           (end == End::at_once ? ", power cut at once" : ", power cut after recovery");
}

} // namespace

Verdict prove_faults(std::int64_t bursts, std::uint64_t)
{
    const Branch branch{members};
    Verdict verdict;
    std::int64_t runs = 0;
    std::int64_t refused = 0;
    std::int64_t furthest = 0;
    for (const bool full : {false, true})
        for (const bool from_then_on : {false, true})
            for (const bool snapshots : {false, true})
                for (const auto end : {End::at_once, End::after_recovery})
                    for (std::int64_t at = 1; verdict.wrong.size() < 20; ++at) {
                        const PowerDisk::Fault fault{at, from_then_on, full};
                        const auto run = Faulty{branch, fault, end, snapshots, bursts}.run();
                        ++runs;
                        refused += run.refused;
                        for (const auto& wrong : run.wrong)
                            verdict.wrong.push_back(describe(fault, end, snapshots) + ": " + wrong);
                        if (!run.met)
                            break;
                        furthest = std::max(furthest, at);
                    }
    if (refused == 0)
        verdict.wrong.push_back("no message was ever refused: the faults do not reach the bot");
    verdict.done = std::to_string(runs) + " runs, each write, sync, truncation and opening of up to " +
                   std::to_string(furthest) +
                   " failing once or from then on, or finding the disk full; then a power cut; " +
                   std::to_string(refused) + " messages refused";
    return verdict;
}

} // namespace fingertip::tests::power
