#include "bot/lanes.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fingertip::bot {

namespace asio = boost::asio;

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
            auto waiter = std::make_shared<decltype(handler)>(std::move(handler));
            waiting.push_back([waiter] {
                auto executor = asio::get_associated_executor(*waiter);
                asio::post(executor, [waiter] { std::move (*waiter)(); });
            });
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
