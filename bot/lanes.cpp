#include "bot/lanes.hpp"

#include "storage/when_memory_allows.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fingertip::bot {

namespace asio = boost::asio;

using storage::when_memory_allows;

asio::awaitable<std::optional<Lanes::Place>> Lanes::enter(std::string key)
{
    if (!on_)
        co_return std::optional<Place>{std::in_place};
    const auto [lane, empty] = lanes_.try_emplace(key);
    if (!empty) {
        auto& waiting = lane->second;
        if (waiting.size() >= bound_)
            co_return std::nullopt;
        auto initiate = [&waiting](auto handler) {
            // An exception from here would leave the event loop instead of reaching the coroutine, and one from waking
            // would leave a destructor.
            auto waiter = when_memory_allows([&] { return std::make_shared<decltype(handler)>(std::move(handler)); });
            const auto wake = [waiter] {
                auto executor = asio::get_associated_executor(*waiter);
                when_memory_allows([&] { asio::post(executor, [waiter] { std::move (*waiter)(); }); });
            };
            when_memory_allows([&] { waiting.emplace_back(wake); });
        };
        co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(initiate, asio::use_awaitable);
    }
    co_return std::optional<Place>{std::in_place, *this, std::move(key)};
}

void Lanes::leave(const std::string& key)
{
    const auto lane = lanes_.find(key);
    if (lane == lanes_.end())
        return;
    if (lane->second.empty()) {
        lanes_.erase(lane);
        return;
    }
    // The lane stays occupied: it now belongs to the oldest who waited.
    auto next = std::move(lane->second.front());
    lane->second.pop_front();
    next();
}

} // namespace fingertip::bot
