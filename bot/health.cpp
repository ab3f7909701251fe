#include "bot/health.hpp"

#include "storage/outbox.hpp"
#include "storage/settings.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <filesystem>
#include <optional>

namespace fingertip::bot {

namespace asio = boost::asio;

namespace {

/// So long a request waits for the database, and so long what was found is good for the next one.
constexpr std::chrono::seconds look_takes{1};
/// Before this the program did not exist, so the clock must be wrong: 2026-01-01.
constexpr storage::Time earliest_believable{std::chrono::seconds{1'767'225'600}};
/// A disk with less than this part free is nearly full.
constexpr double least_free = 0.05;

/// The part of the disk with this file that the program may still fill, 0 to 1; empty: nobody can tell.
std::optional<double> disk_free(const std::string& file)
{
    std::error_code failed;
    const auto folder = std::filesystem::absolute(std::filesystem::path{file}, failed).parent_path();
    const auto space = std::filesystem::space(folder, failed);
    if (failed || space.capacity == 0)
        return std::nullopt;
    return static_cast<double>(space.available) / static_cast<double>(space.capacity);
}

HttpResponse plain(int status, std::string body)
{
    HttpResponse response;
    response.status = status;
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::move(body);
    return response;
}

} // namespace

/// Something asked of the database. A request that has waited long enough leaves it behind; it is never asked a second
/// time while the first is under way, so that a database which hangs is not buried under questions.
struct Health::Look
{
    explicit Look(const asio::any_io_executor& executor) : patience{executor, look_takes} {}

    static bool wanted(const std::shared_ptr<Look>& last)
    {
        return !last || (last->done && last->patience.expiry() <= std::chrono::steady_clock::now());
    }
    asio::awaitable<void> wait()
    {
        if (!done)
            co_await patience.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    void end()
    {
        done = true;
        patience.cancel(); // its expiry stays what it was
    }

    asio::steady_timer patience; ///< expires when nobody waits any more
    bool done = false;
    std::string trouble; ///< empty: none
};

asio::awaitable<HttpResponse> Health::handle(HttpRequest request)
{
    if (request.method != "GET" && request.method != "HEAD")
        co_return plain(405, "GET only\n");
    if (request.path == "/livez")
        co_return plain(200, "ok\n");
    if (request.path == "/metrics")
        co_return co_await numbers();
    if (request.path != "/readyz")
        co_return plain(404, "not found\n");
    std::string found;
    if (!stopping_)
        found = co_await trouble();
    if (stopping_)
        co_return plain(503, "stopping\n");
    co_return found.empty() ? plain(200, "ok\n") : plain(503, found + "\n");
}

/// What keeps the bot from its work; empty: nothing.
asio::awaitable<std::string> Health::trouble()
{
    if (clock_() < earliest_believable)
        co_return "the clock is wrong";
    const auto free = disk_free(database_path_);
    if (free && *free < least_free)
        co_return "the disk is nearly full";
    if (Look::wanted(writing_)) {
        writing_ = std::make_shared<Look>(executor_);
        asio::co_spawn(executor_, try_to_write(writing_), [](std::exception_ptr) {}); // catches everything itself
    }
    const auto look = writing_;
    co_await look->wait();
    co_return look->done ? look->trouble : "the database has not taken a write for a second";
}

/// A real write: a full disk or a read-only file shows nowhere else.
asio::awaitable<void> Health::try_to_write(std::shared_ptr<Look> look)
{
    const auto now = std::to_string(storage::seconds(clock_()));
    auto probe = [&now](storage::Tx& tx) { storage::settings::put(tx, "last_ready", now); };
    try {
        co_await database_.write(probe);
    } catch (const storage::Busy&) {
        look->trouble = "the writer has too much to do";
    } catch (const std::exception&) {
        look->trouble = "the database cannot be written";
    }
    look->end();
}

asio::awaitable<HttpResponse> Health::numbers()
{
    metrics_.set_queue_depth(database_.waiting());
    metrics_.set_clock(clock_());
    if (const auto free = disk_free(database_path_))
        metrics_.set_disk_free(*free);
    if (Look::wanted(counting_)) {
        counting_ = std::make_shared<Look>(executor_);
        asio::co_spawn(executor_, count_outbox(counting_), [](std::exception_ptr) {});
    }
    const auto look = counting_;
    co_await look->wait(); // afterwards the last number known is shown
    HttpResponse response = plain(200, metrics_.text());
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    co_return response;
}

asio::awaitable<void> Health::count_outbox(std::shared_ptr<Look> look)
{
    std::int64_t waiting = 0;
    auto count = [&waiting](storage::ReadTx& tx) { waiting = storage::outbox::waiting(tx); };
    try {
        co_await database_.read(count);
        metrics_.set_outbox_pending(static_cast<std::size_t>(waiting));
    } catch (const std::exception&) { // /readyz says what is wrong
    }
    look->end();
}

} // namespace fingertip::bot
