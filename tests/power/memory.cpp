#include "tests/power/failing_new.hpp"
#include "tests/power/power_vfs.hpp"
#include "tests/power/proofs.hpp"
#include "tests/power/session.hpp"

#include <boost/asio/co_spawn.hpp>

#include <memory>
#include <new>

namespace fingertip::tests::power {

namespace asio = boost::asio;

namespace {

constexpr int members = 60;
constexpr bot::platforms::Capabilities can{.text_bytes = 2048, .tap_overhead_bytes = 66};

/// How a request ended.
struct Ending
{
    bool ended = false;
    bool left_loop = false; ///< the event loop itself was left by an exception
    bool acknowledged = false;
    std::int64_t allocations = 0;
    std::string reply;
};

asio::awaitable<void> request(bot::Dispatcher& dispatcher, handlers::Incoming incoming, Ending& ending, int& left)
{
    // Asio destroys a coroutine whose next wait could not be set going: then the caller sees its connection closed.
    const std::shared_ptr<void> end{nullptr, [&](void*) {
                                        ending.ended = true;
                                        if (--left == 0)
                                            stop_failing_new();
                                    }};
    try {
        const auto answer = co_await dispatcher.dispatch(std::move(incoming), can);
        ending.acknowledged =
            answer.kind == bot::Answer::Kind::reply && (answer.outcome == "done" || answer.outcome == "repeated");
        ending.reply = answer.reply.text;
    } catch (const std::bad_alloc&) { // the caller is told: that is clean
    }
}

/// Sends all at once while one allocation fails, and waits for every end.
std::vector<Ending> ask(Session& session, const std::vector<Line>& lines, std::int64_t fail_at)
{
    std::vector<Ending> endings(lines.size());
    int left = static_cast<int>(lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i)
        asio::co_spawn(session.io(), request(session.dispatcher(), lines[i].incoming, endings[i], left),
                       [](std::exception_ptr) {});
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    fail_new_at(fail_at);
    while (left > 0 && std::chrono::steady_clock::now() < until) {
        try {
            session.io().restart();
            session.io().run_for(std::chrono::milliseconds{200});
        } catch (const std::bad_alloc&) {
            endings.front().left_loop = true;
        }
    }
    endings.front().allocations = stop_failing_new();
    return endings;
}

} // namespace

Verdict prove_memory(std::int64_t requests, std::uint64_t)
{
    const Branch branch{members};
    Verdict verdict;
    std::int64_t total = 0;
    std::int64_t failed = 0;
    std::int64_t tried = 0;
    std::int64_t step = 1;
    for (std::int64_t at = 0; at <= total && verdict.wrong.size() < 20; at += at == 0 ? 1 : step) {
        const auto wrong = [&](const std::string& what) {
            verdict.wrong.push_back("allocation " + std::to_string(at) + ": " + what);
        };
        PowerDisk disk{1};
        disk.load(branch.image());
        const PowerVfs vfs{disk, "power-memory"};
        Session session{branch, vfs.name(), 40, std::chrono::milliseconds{700}};
        // Two in one conversation, so that one of them waits in its lane; then somebody else.
        std::vector<Line> ledger{branch.check_in(0, 0), branch.check_in(0, 1)};
        // The first round fails nothing: it counts.
        const auto endings = ask(session, ledger, at);
        if (at == 0) {
            total = endings.front().allocations;
            step = std::max<std::int64_t>(1, requests > 0 ? total / requests : 1);
        }
        ++tried;
        verdict.known += endings.front().left_loop;
        for (std::size_t i = 0; i < ledger.size(); ++i) {
            if (!endings[i].ended) {
                wrong("message " + std::to_string(i) + " was never answered");
                // What waits still refers to its ending.
                session.stop();
                return verdict;
            }
            failed += !endings[i].acknowledged;
            if (endings[i].acknowledged)
                ledger[i].reply = endings[i].reply;
        }
        // Another one works, and so do the same ones when the platform sends them again.
        ledger.push_back(branch.check_in(1, 2));
        session.send(ledger, {2});
        session.send(ledger, {0, 1});
        if (session.refused() > 0)
            wrong("the next request failed");
        for (const auto& what : session.wrong())
            if (what.find("bad_alloc") == std::string::npos)
                wrong(what);
        session.stop();
        for (const auto& what : compare(inspect(disk.durable()), ledger))
            wrong(what);
    }
    if (failed == 0)
        verdict.wrong.push_back("no request failed: the allocations that fail do not reach the bot");
    verdict.done = std::to_string(tried) + " pairs of requests, one of " + std::to_string(total) +
                   " allocations failing in each; " + std::to_string(failed) + " requests failed, each was redelivered";
    if (verdict.known > 0)
        verdict.done += "; in " + std::to_string(verdict.known) +
                        " the exception left the event loop (Asio could not set a wait going), which ends the program";
    return verdict;
}

} // namespace fingertip::tests::power
