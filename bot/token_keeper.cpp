#include "bot/token_keeper.hpp"

#include "bot/log.hpp"
#include "bot/platforms/wechat_api.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fingertip::bot {

namespace asio = boost::asio;
using std::chrono::steady_clock;

namespace {

constexpr std::chrono::minutes early{5};
constexpr std::chrono::seconds pause{10}; ///< between two attempts, and between two refreshes that are forced
constexpr std::chrono::seconds deadline{8};

} // namespace

TokenKeeper::TokenKeeper(asio::any_io_executor executor, HttpClient& http, std::string api_base, std::string app_id,
                         Secret app_secret)
    : http_{http}, api_base_{std::move(api_base)}, app_id_{std::move(app_id)}, app_secret_{std::move(app_secret)},
      refreshed_{executor}
{
}

asio::awaitable<std::optional<std::string>> TokenKeeper::token()
{
    if (app_secret_.empty())
        co_return std::nullopt;
    while (token_.empty() || steady_clock::now() >= good_until_) {
        if (refreshing_) {
            refreshed_.expires_at(steady_clock::time_point::max());
            co_await refreshed_.async_wait(asio::as_tuple(asio::use_awaitable));
            if (token_.empty())
                co_return std::nullopt;
            continue;
        }
        if (steady_clock::now() < not_before_)
            co_return std::nullopt;
        refreshing_ = true;
        not_before_ = steady_clock::now() + pause;
        co_await refresh();
        refreshing_ = false;
        refreshed_.cancel();
        if (token_.empty())
            co_return std::nullopt;
    }
    co_return token_;
}

void TokenKeeper::reject(const std::string& token)
{
    if (token != token_)
        return; // somebody has seen to it already
    token_.clear();
    force_ = true;
}

asio::awaitable<void> TokenKeeper::refresh()
{
    token_.clear();
    HttpCall call;
    call.method = "POST";
    call.url = api_base_ + "/cgi-bin/stable_token";
    call.headers = {{"Content-Type", "application/json; charset=utf-8"}};
    call.body = platforms::stable_token_body(app_id_, app_secret_.reveal(), force_);
    call.deadline = deadline;
    auto result = co_await http_.call(std::move(call));
    if (const auto* error = std::get_if<HttpCallError>(&result)) {
        log::warning_at_most(std::chrono::minutes{1}, "token_refused", {{"why", name(*error)}});
        co_return;
    }
    const auto& answer = std::get<HttpAnswer>(result);
    const auto fresh = answer.status == 200 ? platforms::read_access_token(answer.body) : std::nullopt;
    if (!fresh) {
        log::warning_at_most(std::chrono::minutes{1}, "token_refused",
                             {{"status", answer.status}, {"errcode", platforms::api_error_code(answer.body)}});
        co_return;
    }
    force_ = false;
    token_ = fresh->token;
    const auto lives = fresh->lives > 2 * early ? fresh->lives - early : fresh->lives / 2;
    good_until_ = steady_clock::now() + lives;
}

} // namespace fingertip::bot
