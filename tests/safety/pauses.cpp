// D6: the bot is stopped for ten seconds while the platform delivers again, and goes on.
#include "tests/safety/pauses.hpp"

#include "tests/safety/books.hpp"
#include "tests/safety/hall.hpp"

#include <algorithm>
#include <csignal>
#include <numeric>
#include <random>
#include <thread>

namespace fingertip::safety {

using namespace std::chrono_literals;

namespace {

constexpr int rounds_a_slice = 10; ///< beside each other: a stopped program needs no processor
constexpr auto pause_length = 10s;
constexpr int least_acknowledged = 50;

/// One installation, one pause. The senders wait five seconds for an answer and deliver three times in all, as WeChat
/// does, so that copies of one message wait for the bot in several connections when it goes on.
void pause_once(const Options& options, std::uint64_t seed, Tally& tally)
{
    std::mt19937_64 dice{seed};
    Hall hall{options.program, {.members = 600, .meetings = 2}};
    std::vector<std::size_t> order;
    for (int meeting = 1; meeting <= hall.size().meetings; ++meeting)
        for (int member = 0; member < hall.size().members; ++member)
            order.push_back(hall.ledger().add(hall.check_in(member, meeting, hall.founded_at())));
    std::shuffle(order.begin(), order.end(), dice);
    order.resize(order.size() / 2);
    hall.bot().start();
    Load load{hall.ledger(), hall.bot().port(), hall.bot().secrets(), Weather::paused};
    std::thread senders{[&] { load.run(order, {.lanes = 16, .per_second = 200, .tries = 3}); }};
    std::this_thread::sleep_for(std::chrono::milliseconds{500 + dice() % 1500});
    while (load.in_flight() == 0 && !load.over())
        std::this_thread::yield();
    hall.bot().signal(SIGSTOP);
    const int in_flight = load.in_flight();
    std::this_thread::sleep_for(pause_length);
    hall.bot().signal(SIGCONT);
    senders.join();
    hall.judge_everything(tally);
    for (const auto index : order)
        if (!hall.ledger().acknowledged(index))
            tally.wrong("delivered three times and never answered: " + hall.ledger()[index].xml);
    if (hall.bot().stop() != 0)
        tally.wrong("serve did not stop with 0");
    check_integrity(hall.bot(), tally);
    if (in_flight == 0 || load.unanswered() == 0 || load.answers() < least_acknowledged)
        return;
    ++tally.counts["pauses"];
    tally.counts["acknowledged"] += load.answers();
    tally.counts["delivered again"] += load.unanswered();
}

Tally pause(const Options& options)
{
    std::vector<Tally> tallies(rounds_a_slice);
    std::vector<std::thread> rounds;
    for (int i = 0; i < rounds_a_slice; ++i)
        rounds.emplace_back([&, i] {
            auto& tally = tallies[static_cast<std::size_t>(i)];
            try {
                pause_once(options, options.seed + static_cast<std::uint64_t>(i), tally);
            } catch (const std::exception& why) {
                tally.wrong(std::string{"the round broke off: "} + why.what());
            }
        });
    for (auto& round : rounds)
        round.join();
    Tally sum;
    for (const auto& tally : tallies)
        sum.add(tally);
    return sum;
}

} // namespace

std::vector<Campaign> pause_campaigns()
{
    return {{"D6", 10, &pause,
             [](const Tally& tally) {
                 return grouped(tally.count("pauses")) + " pauses of 10 s, " + grouped(tally.count("acknowledged")) +
                        " acknowledged, " + grouped(tally.count("delivered again")) +
                        " delivered again while it stood still";
             },
             [](const Tally& tally, bool is_long) {
                 return tally.count("pauses") >= (is_long ? 10 : 1) * rounds_a_slice;
             }}};
}

} // namespace fingertip::safety
