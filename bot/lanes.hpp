#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace fingertip::bot {

/// One message at a time per conversation, first come first served. On one event-loop thread.
///
/// A lane gives order, not correctness: the transaction does that, and everything holds with lanes switched off as
/// well.
class Lanes
{
public:
    /// At most `bound` messages wait in one lane. `on` false: everybody enters at once.
    Lanes(std::size_t bound, bool on) : bound_{bound}, on_{on} {}

    /// Being inside a lane; leaving hands it to the oldest who waits.
    class Place
    {
    public:
        Place() = default;
        Place(Lanes& lanes, std::string key) : lanes_{&lanes}, key_{std::move(key)} {}
        Place(Place&& other) noexcept : lanes_{std::exchange(other.lanes_, nullptr)}, key_{std::move(other.key_)} {}
        Place& operator=(Place&&) = delete;
        ~Place()
        {
            if (lanes_)
                lanes_->leave(key_);
        }

    private:
        Lanes* lanes_ = nullptr;
        std::string key_;
    };

    /// Waits for the lane. Empty: too many wait already.
    boost::asio::awaitable<std::optional<Place>> enter(std::string key);

private:
    friend class Place;
    void leave(const std::string& key);

    const std::size_t bound_;
    const bool on_;
    std::unordered_map<std::string, std::deque<std::function<void()>>>
        lanes_; ///< who waits, by conversation; present: occupied
};

} // namespace fingertip::bot
