#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <vector>

namespace fingertip::storage::sqlite {

/// A bounded queue between many producers and a few threads; closing it lets the threads finish what is in it.
template<class Item>
class Queue
{
public:
    explicit Queue(std::size_t bound) : bound_{bound} {}

    /// False: full or closed.
    bool push(Item item)
    {
        {
            const std::lock_guard lock{mutex_};
            if (closed_ || items_.size() >= bound_)
                return false;
            items_.push_back(std::move(item));
        }
        ready_.notify_one();
        return true;
    }

    /// Waits for work, then takes up to `most`. Empty: closed and drained. Throws std::bad_alloc and has taken nothing.
    std::vector<Item> take(std::size_t most)
    {
        std::unique_lock lock{mutex_};
        ready_.wait(lock, [&] { return closed_ || !items_.empty(); });
        std::vector<Item> taken;
        taken.reserve(std::min(most, items_.size()));
        while (!items_.empty() && taken.size() < most) {
            taken.push_back(std::move(items_.front()));
            items_.pop_front();
        }
        return taken;
    }

    void close()
    {
        {
            const std::lock_guard lock{mutex_};
            closed_ = true;
        }
        ready_.notify_all();
    }

    std::size_t size() const
    {
        const std::lock_guard lock{mutex_};
        return items_.size();
    }

private:
    const std::size_t bound_;
    mutable std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Item> items_;
    bool closed_ = false;
};

} // namespace fingertip::storage::sqlite
