// Durable check-ins of bound members in an open meeting, secure mode, beside bare Beast, in turn and in one run.
#include "storage/database.hpp"
#include "tests/bench/pump.hpp"
#include "tests/support/bot_process.hpp"
#include "tests/support/branch.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <signal.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

using namespace fingertip;
using namespace fingertip::tests;
using bench::pump;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int members = 60'000;
constexpr int repetitions = 3;
constexpr int slice = members / (2 * repetitions); ///< check-ins of one measurement

/// bare_beast as a child process; its port is the first line that it prints.
class BareBeast
{
public:
    BareBeast()
    {
        int ends[2];
        if (::pipe(ends) != 0)
            throw std::runtime_error{"no pipe"};
        child_ = ::fork();
        if (child_ == 0) {
            ::dup2(ends[1], 1);
            ::execl(FINGERTIP_BARE_BEAST, FINGERTIP_BARE_BEAST, static_cast<char*>(nullptr));
            ::_exit(127);
        }
        ::close(ends[1]);
        FILE* out = ::fdopen(ends[0], "r");
        int port = 0;
        if (std::fscanf(out, "%d", &port) != 1)
            throw std::runtime_error{"bare_beast did not start"};
        port_ = static_cast<std::uint16_t>(port);
        std::fclose(out);
    }
    ~BareBeast()
    {
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
    }
    std::uint16_t port() const { return port_; }

private:
    pid_t child_ = -1;
    std::uint16_t port_ = 0;
};

double median(std::vector<double> numbers)
{
    std::sort(numbers.begin(), numbers.end());
    return numbers[numbers.size() / 2];
}

constexpr storage::Sql present{"bench.present", "SELECT present FROM meetings"};

std::int64_t came(const std::string& database)
{
    storage::Database books{storage::make_sqlite_engine({.path = database, .on_batch = {}})};
    std::int64_t found = 0;
    books.read_now([&](storage::ReadTx& tx) {
        auto rows = tx.query(present);
        rows.next();
        found = rows.integer(0);
    });
    books.stop();
    return found;
}

/// Milliseconds from starting the program to its first verified answer.
double first_answer(BotProcess& bot, const std::string& xml)
{
    const auto began = Clock::now();
    bot.start();
    WechatSender sender{bot.port(), bot.secrets()};
    const auto answer = sender.post(xml);
    const double took = std::chrono::duration<double, std::milli>(Clock::now() - began).count();
    if (!answer || answer->reply.empty())
        throw std::runtime_error{"the first answer does not verify"};
    return took;
}

} // namespace

int main()
{
    BotProcess bot{FINGERTIP_PROGRAM};
    bot.configure("[limits]\nmessages_per_minute = 10000\n");
    const auto now = std::time(nullptr);
    std::printf("founding a branch of %d members …\n", members);
    found_branch(bot.database(), bot.key_file(), members, now);

    std::vector<std::string> requests;
    {
        WechatSender maker{0, bot.secrets()};
        for (int i = 0; i < members; ++i) // scattered, so that neighbours in the roster do not come together
            requests.push_back(maker.request_for(WechatSender::text_xml(
                account_of(static_cast<int>((i * 7919LL) % members)), 24'000'000'000'000'001 + i, now, meeting_code)));
    }
    BareBeast bare;
    bot.start();
    std::size_t used = 0;
    for (const int connections : {64, 256}) {
        std::vector<double> ours;
        std::vector<double> theirs;
        std::vector<double> ratios;
        bench::PumpResult last;
        for (int repetition = 0; repetition < repetitions; ++repetition) {
            const std::vector<std::string> some(requests.begin() + static_cast<std::ptrdiff_t>(used),
                                                requests.begin() + static_cast<std::ptrdiff_t>(used + slice));
            used += slice;
            const auto limit = pump(bare.port(), some, connections, "");
            last = pump(bot.port(), some, connections, "<Encrypt>");
            if (last.not_200 || last.without)
                throw std::runtime_error{"an answer was no reply"};
            ours.push_back(last.per_second());
            theirs.push_back(limit.per_second());
            ratios.push_back(last.per_second() / limit.per_second());
        }
        std::printf("c%-4d check-ins %8.0f/s (p50 %.2f ms, p99 %.2f ms)   bare Beast %8.0f/s   median ratio %.2f\n",
                    connections, median(ours), last.percentile(0.5), last.percentile(0.99), median(theirs),
                    median(ratios));
    }
    if (bot.stop() != 0 || came(bot.database()) != static_cast<std::int64_t>(used))
        throw std::runtime_error{"the register does not hold every check-in"};
    std::printf("register: %zu check-ins, as many as were sent\n", used);

    std::vector<double> starts;
    for (int i = 0; i < 5; ++i) {
        starts.push_back(
            first_answer(bot, WechatSender::text_xml(account_of(0), 25'000'000'000'000'001 + i, now, "帮助")));
        if (i < 4)
            bot.stop();
    }
    std::vector<double> bare_starts;
    for (int i = 0; i < 5; ++i) {
        const auto began = Clock::now();
        BareBeast one;
        pump(one.port(), {requests.front()}, 1, "");
        bare_starts.push_back(std::chrono::duration<double, std::milli>(Clock::now() - began).count());
    }
    std::printf("start to first verified answer: %.0f ms (bare Beast %.0f ms), median of 5\n", median(starts),
                median(bare_starts));
    std::printf("PSS with %d members: %ld KiB\n", members, bot.pss_kib());
}
