#pragma once

#include <chrono>
#include <new>
#include <thread>

namespace fingertip::storage {

/// Does what must be done whatever happens (waking who waits for an answer), again and again while memory is short.
/// Blocks the calling thread meanwhile. The action must leave nothing behind when it throws std::bad_alloc.
template<class Action>
auto when_memory_allows(Action action)
{
    for (;;) {
        try {
            return action();
        } catch (const std::bad_alloc&) {
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        }
    }
}

} // namespace fingertip::storage
