#include "bot/token_keeper.hpp"

#include "bot/log.hpp"
#include "bot/platforms/wechat_api.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fingertip::bot {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::minutes early{5};
constexpr std::chrono::seconds deadline{8};
// What the platform is said to allow, a little inside it.
constexpr std::chrono::seconds between_forced{40};
constexpr int forced_a_day = 18;

} // namespace

TokenKeeper::TokenKeeper(asio::any_io_executor executor, HttpClient& http, std::string api_base, std::string app_id,
                         Secret app_secret, SteadyClock clock)
    : http_{http}, api_base_{std::move(api_base)}, app_id_{std::move(app_id)}, app_secret_{std::move(app_secret)},
      clock_{std::move(clock)}, refreshed_{executor, asio::steady_timer::time_point::max()}
{
}

asio::awaitable<std::optional<std::string>> TokenKeeper::token()
{
    if (app_secret_.empty())
        co_return std::nullopt;
    if (!token_.empty() && clock_() < good_until_)
        co_return token_;
    if (refreshing_) { // the timer never expires; setting it again would wake the others who wait
        co_await refreshed_.async_wait(asio::as_tuple(asio::use_awaitable));
    } else if (backoff_.may_try(clock_())) {
        refreshing_ = true;
        co_await refresh();
        refreshing_ = false;
        refreshed_.cancel();
    }
    co_return token_.empty() || clock_() >= good_until_ ? std::nullopt : std::optional{token_};
}

void TokenKeeper::reject(const std::string& token)
{
    if (token != token_)
        return; // somebody has seen to it already
    rejected_ = std::move(token_);
    token_.clear();
}

/// Asks for the valid token first: when another instance has made a new one, ours is invalid and that one is right.
/// Only if the platform gives out the very token that it has refused is a new one forced, which ends everybody's.
asio::awaitable<void> TokenKeeper::refresh()
{
    token_.clear();
    auto fresh = co_await ask(false);
    if (!fresh.empty() && fresh == rejected_) {
        fresh.clear();
        if (may_force())
            fresh = co_await ask(true);
        else
            backoff_.failed(clock_());
    }
    token_ = std::move(fresh);
    told_(!token_.empty());
}

bool TokenKeeper::may_force()
{
    const auto now = clock_();
    if (forced_ == 0 || now - forced_day_ >= std::chrono::hours{24}) {
        forced_day_ = now;
        forced_ = 0;
    }
    if (forced_ >= forced_a_day || (forced_ > 0 && now - forced_at_ < between_forced))
        return false;
    ++forced_;
    forced_at_ = now;
    return true;
}

/// One call; what it comes to is noted in good_until_ and backoff_. Empty: no token.
asio::awaitable<std::string> TokenKeeper::ask(bool force)
{
    HttpCall call;
    call.method = "POST";
    call.url = api_base_ + "/cgi-bin/stable_token";
    call.headers = {{"Content-Type", "application/json; charset=utf-8"}};
    call.body = platforms::stable_token_body(app_id_, app_secret_.reveal(), force);
    call.deadline = deadline;
    auto result = co_await http_.call(std::move(call));
    if (const auto* error = std::get_if<HttpCallError>(&result)) {
        backoff_.failed(clock_());
        log::warning_at_most(std::chrono::minutes{1}, "token_refused", {{"why", name(*error)}});
        co_return std::string{};
    }
    const auto& answer = std::get<HttpAnswer>(result);
    const auto fresh = answer.status == 200 ? platforms::read_access_token(answer.body) : std::nullopt;
    if (!fresh) {
        if (platforms::api_error(answer.body) == platforms::ApiError::stop)
            backoff_.failed_for_long(clock_());
        else
            backoff_.failed(clock_());
        log::warning_at_most(std::chrono::minutes{1}, "token_refused",
                             {{"status", answer.status}, {"errcode", platforms::api_error_code(answer.body)}});
        co_return std::string{};
    }
    backoff_.succeeded();
    const auto lives = fresh->lives > 2 * early ? fresh->lives - early : fresh->lives / 2;
    good_until_ = clock_() + lives;
    co_return fresh->token;
}

} // namespace fingertip::bot
