#pragma once

#include "bot/backoff.hpp"
#include "bot/http_client.hpp"
#include "bot/secret.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace fingertip::bot {

/// Tells the time that tokens and pauses are counted by.
using SteadyClock = std::function<std::chrono::steady_clock::time_point()>;

/// The access token of one WeChat account: one refresher, many readers. Kept in memory only; taken anew five minutes
/// before its end, or when the platform has called the very one we hold invalid. On one event-loop thread.
class TokenKeeper
{
public:
    TokenKeeper(boost::asio::any_io_executor executor, HttpClient& http, std::string api_base, std::string app_id,
                Secret app_secret, SteadyClock clock = &std::chrono::steady_clock::now);

    /// Told after each attempt to get a token whether the platform gave one.
    void on_answer(std::function<void(bool given)> told) { told_ = std::move(told); }

    /// A valid token. Empty: there is no AppSecret, or the platform gives none now; then it is left alone for a while.
    boost::asio::awaitable<std::optional<std::string>> token();

    /// The platform has called `token` invalid: the next reader gets another one, unless that has happened meanwhile.
    void reject(const std::string& token);

private:
    boost::asio::awaitable<void> refresh();
    boost::asio::awaitable<std::string> ask(bool force);
    bool may_force();

    HttpClient& http_;
    std::string api_base_;
    std::string app_id_;
    Secret app_secret_;
    SteadyClock clock_;
    std::function<void(bool given)> told_ = [](bool) {};
    boost::asio::steady_timer refreshed_; ///< waited for by everybody but the one who refreshes
    bool refreshing_ = false;
    std::string token_;
    std::string rejected_; ///< what the platform has called invalid last
    std::chrono::steady_clock::time_point good_until_{};
    Backoff backoff_;
    std::chrono::steady_clock::time_point forced_at_{}, forced_day_{};
    int forced_ = 0; ///< since forced_day_
};

} // namespace fingertip::bot
