#pragma once

#include "bot/http_client.hpp"
#include "bot/secret.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace fingertip::bot {

/// The access token of one WeChat account: one refresher, many readers. Kept in memory only; taken anew five minutes
/// before its end, or when the platform has called the very one we hold invalid. On one event-loop thread.
class TokenKeeper
{
public:
    TokenKeeper(boost::asio::any_io_executor executor, HttpClient& http, std::string api_base, std::string app_id,
                Secret app_secret);

    /// A valid token. Empty: there is no AppSecret, or the platform gives none now; asked again after ten seconds at
    /// the earliest.
    boost::asio::awaitable<std::optional<std::string>> token();

    /// The platform has called `token` invalid: the next reader gets another one, unless that has happened meanwhile.
    void reject(const std::string& token);

private:
    boost::asio::awaitable<void> refresh();

    HttpClient& http_;
    std::string api_base_;
    std::string app_id_;
    Secret app_secret_;
    boost::asio::steady_timer refreshed_; ///< waited for by everybody but the one who refreshes
    bool refreshing_ = false;
    bool force_ = false;
    std::string token_;
    std::chrono::steady_clock::time_point good_until_{};
    std::chrono::steady_clock::time_point not_before_{};
};

} // namespace fingertip::bot
