#include "tests/safety/kill_rounds.hpp"

#include "tests/safety/books.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <dirent.h>
#include <fstream>
#include <numeric>
#include <sys/syscall.h>
#include <thread>

namespace fingertip::safety {

using std::chrono::milliseconds;

namespace {

constexpr int lanes = 24;
constexpr int crowded_lanes = 64; ///< so many messages to a commit: it takes longer
constexpr double messages_per_second = 800;
constexpr std::size_t most_of_a_round = 1400; ///< messages
constexpr int least_acknowledged = 50;
constexpr int leave_share = 20; ///< one message in so many asks for leave

/// Whether some thread of it stands in a sync just now.
bool is_syncing(pid_t pid)
{
    const auto folder = "/proc/" + std::to_string(pid) + "/task";
    DIR* tasks = ::opendir(folder.c_str());
    bool found = false;
    while (const auto* entry = tasks ? ::readdir(tasks) : nullptr) {
        std::ifstream in{folder + "/" + entry->d_name + "/syscall"};
        long number = -1;
        if (in >> number)
            found |= number == SYS_fdatasync || number == SYS_fsync;
    }
    if (tasks)
        ::closedir(tasks);
    return found;
}

/// Kills the bot, once, at the first answer of a batch behind the n-th answer: a batch's answers come close together,
/// and one that leaves before its commit has the most of it still before it.
class KillAtAnswer
{
public:
    KillAtAnswer(pid_t pid, int nth, Load& load) : pid_{pid}, nth_{nth}, load_{load} {}

    void operator()(int count)
    {
        constexpr std::int64_t gap_us = 400;
        constexpr int at_last = 200; ///< answers later, gap or not
        const auto now =
            std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
                .count();
        const auto silent = now - last_.exchange(now);
        if (count < nth_ || (silent < gap_us && count < nth_ + at_last) || killed_.exchange(true))
            return;
        ::kill(pid_, SIGKILL);
        load_.cut();
    }

private:
    const pid_t pid_;
    const int nth_;
    Load& load_;
    std::atomic<std::int64_t> last_ = 0;
    std::atomic<bool> killed_ = false;
};

} // namespace

KillRounds::KillRounds(std::string program, std::uint64_t seed, Tally& tally)
    : program_{std::move(program)}, dice_{seed}, tally_{tally}
{
}

KillRounds::~KillRounds() = default;

void KillRounds::prepare()
{
    if (hall_ && left() < most_of_a_round)
        finish();
    if (!hall_) {
        hall_ = std::make_unique<Hall>(program_, Hall::Size{.members = 1500, .meetings = 36});
        fill_ledger();
    }
    if (!hall_->bot().running())
        hall_->bot().start();
}

/// Everybody once in every meeting, in random order, and between them some who ask for leave from the one to come.
void KillRounds::fill_ledger()
{
    auto& ledger = hall_->ledger();
    const auto now = hall_->founded_at();
    std::vector<int> everybody(static_cast<std::size_t>(hall_->size().members));
    std::iota(everybody.begin(), everybody.end(), 0);
    auto leavers = everybody;
    std::shuffle(leavers.begin(), leavers.end(), dice_);
    for (int meeting = 1; meeting <= hall_->size().meetings; ++meeting) {
        std::shuffle(everybody.begin(), everybody.end(), dice_);
        for (const int member : everybody) {
            ledger.add(hall_->check_in(member, meeting, now));
            if (leavers.empty() || dice_() % leave_share != 0)
                continue;
            ledger.add(hall_->leave(leavers.back(), now));
            leavers.pop_back();
        }
    }
    dealt_ = 0;
}

std::vector<std::size_t> KillRounds::deal()
{
    std::vector<std::size_t> cards;
    while (cards.size() < most_of_a_round && dealt_ < hall_->ledger().size())
        cards.push_back(dealt_++);
    return cards;
}

void KillRounds::take_back_unsent(std::vector<std::size_t>& dealt)
{
    while (!dealt.empty() && hall_->ledger()[dealt.back()].sends == 0) {
        dealt.pop_back();
        --dealt_;
    }
}

bool KillRounds::round()
{
    return dice_() % 2 == 0 ? round_at_a_moment() : round_at_an_answer();
}

bool KillRounds::round_at_an_answer()
{
    prepare();
    auto& bot = hall_->bot();
    const auto dealt = deal();
    Load load{hall_->ledger(), bot.port(), bot.secrets(), Weather::fault};
    KillAtAnswer killer{bot.pid(), std::uniform_int_distribution<int>{50, 1000}(dice_), load};
    const auto began = Clock::now();
    load.run(dealt, {.lanes = crowded_lanes}, [&](int count, std::chrono::microseconds) { killer(count); });
    const auto loaded = Clock::now() - began;
    bot.kill();
    return aftermath(dealt, loaded, true);
}

bool KillRounds::round_at_a_moment()
{
    prepare();
    auto& bot = hall_->bot();
    const auto dealt = deal();
    Load load{hall_->ledger(), bot.port(), bot.secrets(), Weather::fault};
    const milliseconds wait{std::uniform_int_distribution<int>{50, 1500}(dice_)};
    const auto began = Clock::now();
    std::thread senders{[&] { load.run(dealt, {.lanes = lanes, .per_second = messages_per_second}); }};
    std::this_thread::sleep_for(wait);
    while (load.in_flight() == 0 && !load.over()) // something must be under way, or the kill would prove little
        std::this_thread::yield();
    tally_.counts["in a sync"] += is_syncing(bot.pid());
    load.cut();
    bot.kill();
    const auto loaded = Clock::now() - began;
    senders.join();
    return aftermath(dealt, loaded, true);
}

bool KillRounds::round_at(const std::string& failpoint)
{
    prepare();
    auto& bot = hall_->bot();
    if (bot.stop() != 0)
        tally_.wrong("serve did not stop with 0");
    bot.set_environment("FINGERTIP_FAILPOINT", failpoint);
    bot.start();
    bot.set_environment("FINGERTIP_FAILPOINT", "");
    const auto dealt = deal();
    Load load{hall_->ledger(), bot.port(), bot.secrets(), Weather::fault};
    const auto began = Clock::now();
    load.run(dealt, {.lanes = lanes});
    const bool died = load.unanswered() > 0;
    bot.kill();
    return aftermath(dealt, Clock::now() - began, died);
}

bool KillRounds::aftermath(std::vector<std::size_t> dealt, Clock::duration loaded, bool died)
{
    auto& bot = hall_->bot();
    auto& ledger = hall_->ledger();
    take_back_unsent(dealt);
    check_integrity(bot, tally_);
    bot.start();
    hall_->judge(dealt, tally_);

    // The platform delivers again: everything that had no answer, and some of what had one.
    std::vector<std::size_t> again;
    int in_flight = 0;
    int acknowledged = 0;
    for (const auto index : dealt) {
        const bool known = ledger.acknowledged(index);
        acknowledged += known;
        in_flight += !known && ledger[index].sends > 0;
        if (!known || dice_() % 20 == 0)
            again.push_back(index);
    }
    Load retry{ledger, bot.port(), bot.secrets(), Weather::quiet};
    retry.run(again, {.lanes = 8, .per_second = 0});
    if (retry.unanswered() > 0)
        tally_.wrong("the restarted bot left " + std::to_string(retry.unanswered()) + " without an answer");
    for (const auto index : again)
        if (!ledger.acknowledged(index))
            tally_.wrong("delivered again and never answered: " + ledger[index].xml);
    const bool counts = died && in_flight > 0 && acknowledged >= least_acknowledged;
    if (counts) {
        ++tally_.counts["kills"];
        tally_.counts["acknowledged"] += acknowledged;
        tally_.counts["in flight"] += in_flight;
        tally_.counts["load ms"] += std::chrono::duration_cast<milliseconds>(loaded).count();
    }
    tally_.counts["delivered again"] += static_cast<std::int64_t>(again.size());
    return counts;
}

void KillRounds::finish()
{
    if (!hall_)
        return;
    if (!hall_->bot().running())
        hall_->bot().start();
    hall_->judge_everything(tally_);
    if (hall_->bot().stop() != 0)
        tally_.wrong("serve did not stop with 0");
    check_integrity(hall_->bot(), tally_);
    hall_.reset();
}

} // namespace fingertip::safety
