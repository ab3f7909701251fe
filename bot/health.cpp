#include "bot/health.hpp"

#include "storage/settings.hpp"

#include <filesystem>

namespace fingertip::bot {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds looked_is_fresh{1};
/// Before this the program did not exist, so the clock must be wrong: 2026-01-01.
constexpr storage::Time earliest_believable{std::chrono::seconds{1'767'225'600}};

HttpResponse plain(int status, std::string body)
{
    HttpResponse response;
    response.status = status;
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::move(body);
    return response;
}

} // namespace

asio::awaitable<HttpResponse> Health::handle(HttpRequest request)
{
    if (request.method != "GET" && request.method != "HEAD")
        co_return plain(405, "GET only\n");
    if (request.path == "/livez")
        co_return plain(200, "ok\n");
    if (request.path == "/metrics") {
        HttpResponse response = plain(200, metrics_.text());
        response.content_type = "text/plain; version=0.0.4; charset=utf-8";
        co_return response;
    }
    if (request.path != "/readyz")
        co_return plain(404, "not found\n");
    if (std::chrono::steady_clock::now() - looked_ > looked_is_fresh) {
        last_ = co_await trouble();
        looked_ = std::chrono::steady_clock::now();
    }
    if (stopping_)
        co_return plain(503, "stopping\n");
    co_return last_.empty() ? plain(200, "ok\n") : plain(503, last_ + "\n");
}

/// What keeps the bot from its work; empty: nothing.
asio::awaitable<std::string> Health::trouble()
{
    const auto now = clock_();
    if (now < earliest_believable)
        co_return "the clock is wrong";
    std::error_code failed;
    const auto space = std::filesystem::space(std::filesystem::path{database_path_}.parent_path(), failed);
    if (!failed && space.available < space.capacity / 20)
        co_return "the disk is nearly full";
    // A real write: a full disk or a read-only file shows nowhere else.
    auto probe = [now](storage::Tx& tx) {
        storage::settings::put(tx, "last_ready", std::to_string(storage::seconds(now)));
    };
    try {
        co_await database_.write(probe);
    } catch (const storage::Busy&) {
        co_return "the writer has too much to do";
    } catch (const std::exception&) {
        co_return "the database cannot be written";
    }
    co_return "";
}

} // namespace fingertip::bot
