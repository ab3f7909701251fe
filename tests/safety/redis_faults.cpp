// R1: the cache server dies, freezes, dawdles, forgets, comes back from the past and talks nonsense, under load.
#include "tests/safety/redis_faults.hpp"

#include "tests/safety/books.hpp"
#include "tests/safety/hall.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/serving.hpp"
#include "tests/support/tcp_gate.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <random>

namespace fingertip::safety {

using namespace std::chrono_literals;
using tests::GateMode;
using tests::RedisServer;
using tests::TcpGate;

namespace {

constexpr double messages_per_second = 250;
constexpr auto open_within = 1s; ///< of the first failure: from then on nobody waits for the cache
constexpr auto patience = 300ms;
constexpr auto warm_up = 500ms;

/// The bot, its cache server, and a gate between them.
struct Stage
{
    RedisServer redis{RedisServer::Listen::loopback};
    TcpGate gate{redis.port()};
    Hall hall;
    std::vector<std::size_t> order; ///< not sent yet, last first
    std::vector<std::size_t> sent;

    Stage(const Options& options, std::mt19937_64& dice)
        : hall{options.program, {.members = 3000, .meetings = options.is_long ? 24 : 6}}
    {
        hall.bot().configure("[cache]\nurl = \"redis://127.0.0.1:" + std::to_string(gate.port()) + "/0\"\n");
        for (int meeting = hall.size().meetings; meeting >= 1; --meeting) {
            std::vector<std::size_t> some;
            for (int member = 0; member < hall.size().members; ++member) {
                some.push_back(hall.ledger().add(hall.check_in(member, meeting, hall.founded_at())));
                if (member % 2 == 0)
                    some.push_back(hall.ledger().add(hall.question(member, hall.founded_at())));
            }
            std::shuffle(some.begin(), some.end(), dice);
            order.insert(order.end(), some.begin(), some.end());
        }
    }

    std::vector<std::size_t> deal(std::size_t count)
    {
        std::vector<std::size_t> cards;
        while (cards.size() < count && !order.empty()) {
            cards.push_back(order.back());
            order.pop_back();
        }
        sent.insert(sent.end(), cards.begin(), cards.end());
        return cards;
    }
};

struct Fault
{
    const char* name;
    void (*before)(Stage&); ///< ahead of some normal service
    void (*begin)(Stage&);
    void (*end)(Stage&);
};

void nothing(Stage&) {}

void pass(Stage& stage)
{
    stage.gate.set(GateMode::pass);
}

constexpr Fault faults[] = {
    {"killed", &nothing, [](Stage& stage) { stage.redis.kill(); }, [](Stage& stage) { stage.redis.start(); }},
    {"stopped", &nothing, [](Stage& stage) { stage.redis.freeze(); }, [](Stage& stage) { stage.redis.thaw(); }},
    {"slow by 500 ms", &nothing, [](Stage& stage) { stage.gate.set(GateMode::delay, 500); }, &pass},
    {"flushed", &nothing, [](Stage& stage) { stage.redis.ask({"FLUSHALL"}); }, &nothing},
    {"restarted empty", &nothing, [](Stage& stage) { stage.redis.restart(); }, &nothing},
    {"restarted with an older dump", [](Stage& stage) { stage.redis.ask({"SAVE"}); },
     [](Stage& stage) { stage.redis.restart(); }, &nothing},
    {"garbled", &nothing, [](Stage& stage) { stage.gate.set(GateMode::corrupt); }, &pass},
    {"answering nonsense", &nothing,
     [](Stage& stage) { stage.gate.inject("HTTP/1.1 200 OK\r\n\r\n$-7\r\n*99999999\r\n"); }, &nothing},
};

/// Members' messages for so long; how long the answers took that came in later than `from`.
std::vector<std::chrono::microseconds> serve(Stage& stage, Tally& tally, std::chrono::milliseconds length,
                                             std::chrono::milliseconds from)
{
    const auto cards =
        stage.deal(static_cast<std::size_t>(messages_per_second * static_cast<double>(length.count()) / 1000));
    Load load{stage.hall.ledger(), stage.hall.bot().port(), stage.hall.bot().secrets(), Weather::fault};
    std::mutex guard;
    std::vector<std::chrono::microseconds> times;
    const auto began = std::chrono::steady_clock::now();
    load.run(cards, {.lanes = 16, .per_second = messages_per_second}, [&](int, std::chrono::microseconds took) {
        const std::lock_guard lock{guard};
        if (std::chrono::steady_clock::now() - began > from)
            times.push_back(took);
    });
    if (load.unanswered() > 0)
        tally.wrong(std::to_string(load.unanswered()) + " messages without an answer");
    tally.counts["answers"] += load.answers();
    return times;
}

double stored(Stage& stage)
{
    return tests::metric(stage.hall.bot(), "fingertip_cache_total{outcome=\"stored\"}");
}

/// What members are told of their points must be what the ledger makes of them, whatever the cache remembers.
void check_balances(Stage& stage, Tally& tally, std::mt19937_64& dice)
{
    constexpr int asked = 20;
    std::map<int, int> came;
    for (const auto index : stage.sent)
        if (stage.hall.ledger()[index].kind == Message::Kind::check_in && stage.hall.ledger().acknowledged(index))
            ++came[stage.hall.ledger()[index].member];
    std::vector<std::size_t> order;
    for (int i = 0; i < asked && !came.empty(); ++i) {
        const auto one = std::next(came.begin(), static_cast<std::ptrdiff_t>(dice() % came.size()));
        auto message = stage.hall.question(one->first, stage.hall.founded_at());
        message.expected = "您的积分共" + std::to_string(5 * one->second) + "分";
        order.push_back(stage.hall.ledger().add(std::move(message)));
    }
    Load load{stage.hall.ledger(), stage.hall.bot().port(), stage.hall.bot().secrets(), Weather::quiet};
    load.run(order, {.lanes = 4});
    tally.counts["balances"] += load.answers();
}

void break_once(Stage& stage, const Fault& fault, Tally& tally, std::mt19937_64& dice, std::chrono::milliseconds length)
{
    fault.before(stage);
    serve(stage, tally, warm_up, warm_up);
    fault.begin(stage);
    auto times = serve(stage, tally, length, open_within);
    std::sort(times.begin(), times.end());
    if (times.empty() || times[times.size() * 99 / 100] > patience)
        tally.wrong(std::string{"Redis "} + fault.name + ": one answer in a hundred took " +
                    (times.empty() ? "for ever" : std::to_string(times[times.size() * 99 / 100].count()) + " us"));
    fault.end(stage);
    // Normal service again: what is asked is kept in the cache.
    const auto before = stored(stage);
    bool normal = false;
    for (int i = 0; i < 20 && !normal; ++i) {
        serve(stage, tally, warm_up, warm_up);
        normal = stored(stage) > before;
    }
    if (!normal)
        tally.wrong(std::string{"the cache is not used again after Redis was "} + fault.name);
    check_balances(stage, tally, dice);
    ++tally.counts["faults"];
}

Tally break_redis(const Options& options)
{
    Tally tally;
    std::mt19937_64 dice{options.seed};
    Stage stage{options, dice};
    stage.hall.bot().start();
    for (const auto& fault : faults)
        break_once(stage, fault, tally, dice, options.is_long ? 30s : 3s);
    stage.hall.judge_everything(tally);
    if (stage.hall.bot().stop() != 0)
        tally.wrong("serve did not stop with 0");
    return tally;
}

} // namespace

std::vector<Campaign> redis_campaigns()
{
    return {{"R1", 1, &break_redis,
             [](const Tally& tally) {
                 std::string names;
                 for (const auto& fault : faults)
                     names += std::string{names.empty() ? "" : ", "} + fault.name;
                 return "Redis " + names + "; " + grouped(tally.count("answers")) + " answers, " +
                        grouped(tally.count("balances")) + " balances compared";
             },
             [](const Tally& tally, bool) {
                 return tally.count("faults") == static_cast<std::int64_t>(std::size(faults)) &&
                        tally.count("balances") > 0;
             }}};
}

} // namespace fingertip::safety
