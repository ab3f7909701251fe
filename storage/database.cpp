#include "storage/database.hpp"

#include "storage/when_memory_allows.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <future>
#include <utility>

namespace fingertip::storage {

namespace asio = boost::asio;

namespace {

/// Hands a unit to the engine and resumes the coroutine on its own executor with what went wrong. The handler sits in a
/// shared pointer because std::function wants something to copy.
template<class Start>
asio::awaitable<void> run(Start start)
{
    auto initiate = [&start](auto handler) {
        auto work = when_memory_allows([&] { return std::make_shared<decltype(handler)>(std::move(handler)); });
        auto done = [work](std::exception_ptr error) {
            auto executor = asio::get_associated_executor(*work);
            // The error moves along with what carries it, so that nobody else holds it; what carries it is made first.
            auto carried = when_memory_allows([&] { return std::make_shared<std::exception_ptr>(); });
            *carried = std::move(error);
            when_memory_allows([&] {
                asio::post(executor, [work, carried] { std::move (*work)(std::exchange(*carried, nullptr)); });
            });
        };
        // An exception from here would leave the event loop instead of reaching the coroutine.
        try {
            if (!start(done))
                done(std::make_exception_ptr(Busy{}));
        } catch (...) {
            done(std::current_exception());
        }
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr)>(initiate,
                                                                                           asio::use_awaitable);
}

/// The exception travels as a value and not as the promise's own, whose shared state both threads hold: the one that
/// throws it here is the only one to hold it.
template<class Start>
void run_now(Start start)
{
    auto promise = std::make_shared<std::promise<std::exception_ptr>>();
    auto future = promise->get_future();
    auto done = [promise](std::exception_ptr error) { promise->set_value(std::move(error)); };
    if (!start(done))
        throw Busy{};
    if (auto error = future.get())
        std::rethrow_exception(std::move(error));
}

} // namespace

asio::awaitable<void> Database::write(std::function<void(Tx&)> unit)
{
    return run([this, unit = std::move(unit)](Engine::Done done) mutable {
        return engine_->write(std::move(unit), std::move(done));
    });
}

asio::awaitable<void> Database::read(std::function<void(ReadTx&)> unit)
{
    return run([this, unit = std::move(unit)](Engine::Done done) mutable {
        return engine_->read(std::move(unit), std::move(done));
    });
}

void Database::write_now(std::function<void(Tx&)> unit)
{
    run_now([&](Engine::Done done) { return engine_->write(std::move(unit), std::move(done)); });
}

void Database::read_now(std::function<void(ReadTx&)> unit)
{
    run_now([&](Engine::Done done) { return engine_->read(std::move(unit), std::move(done)); });
}

} // namespace fingertip::storage
