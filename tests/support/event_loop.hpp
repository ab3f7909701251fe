#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <utility>

namespace fingertip::tests {

/// An event loop that the test's own thread turns, as long as it waits for something.
class EventLoop
{
public:
    boost::asio::io_context io{1};

    /// Runs `work` to its end beside everything else on the loop, and returns or throws what it does.
    template<class T>
    T wait(boost::asio::awaitable<T> work)
    {
        std::optional<T> result;
        std::exception_ptr thrown;
        boost::asio::co_spawn(io, std::move(work), [&](std::exception_ptr error, T value) {
            thrown = error;
            result = std::move(value);
        });
        if (!until([&] { return result.has_value(); }, std::chrono::seconds{30}))
            throw std::runtime_error{"nothing came of it in 30 s"};
        if (thrown)
            std::rethrow_exception(thrown);
        return std::move(*result);
    }

    /// Turns the loop until `condition` holds; false: it did not within `limit`.
    bool until(const std::function<bool()>& condition, std::chrono::milliseconds limit = std::chrono::seconds{10})
    {
        const auto end = std::chrono::steady_clock::now() + limit;
        while (!condition()) {
            if (std::chrono::steady_clock::now() >= end)
                return false;
            io.restart();
            io.run_one_for(std::chrono::milliseconds{5});
        }
        return true;
    }
};

} // namespace fingertip::tests
