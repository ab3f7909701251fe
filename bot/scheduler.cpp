#include "bot/scheduler.hpp"

#include "handlers/timers.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fingertip::bot {

namespace asio = boost::asio;

namespace {

constexpr int timers_a_round = 50;

}

Scheduler::Scheduler(asio::any_io_executor executor, storage::Database& database,
                     std::shared_ptr<const Installation> installation, std::function<storage::Time()> clock,
                     std::function<void(const std::string&, const std::exception&)> on_failure)
    : database_{database}, installation_{std::move(installation)}, clock_{std::move(clock)},
      on_failure_{std::move(on_failure)}, pause_{executor}
{
}

asio::awaitable<void> Scheduler::run()
{
    while (!stopped_) {
        bool more = false;
        try {
            more = co_await round();
        } catch (const std::exception& failure) {
            on_failure_("timers", failure);
        }
        pause_.expires_after(more ? std::chrono::milliseconds{1} : std::chrono::milliseconds{1000});
        if (!stopped_)
            co_await pause_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

void Scheduler::stop()
{
    stopped_ = true;
    pause_.cancel();
}

asio::awaitable<bool> Scheduler::round()
{
    const auto now = clock_();
    const auto installation = installation_;
    std::vector<storage::timers::Timer> due;
    auto look = [&](storage::ReadTx& tx) { due = storage::timers::due(tx, now, timers_a_round); };
    co_await database_.read(look);
    for (const auto& timer : due) {
        auto work = [&](storage::Tx& tx) {
            if (!storage::timers::take(tx, timer))
                return;
            const auto around = installation->surroundings();
            handlers::TimerContext ctx{around, tx, now};
            handlers::fire(ctx, timer);
        };
        try {
            co_await database_.write(work);
        } catch (const std::exception& failure) { // the others still have their turn
            on_failure_(timer.kind, failure);
        }
    }
    co_return due.size() == timers_a_round;
}

} // namespace fingertip::bot
