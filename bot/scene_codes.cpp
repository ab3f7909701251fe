#include "bot/scene_codes.hpp"

#include "bot/log.hpp"
#include "bot/platforms/wechat_api.hpp"

namespace fingertip::bot {

namespace asio = boost::asio;
using platforms::ApiError;

namespace {

constexpr std::chrono::seconds deadline{8};
constexpr std::size_t most_remembered = 10'000;

} // namespace

asio::awaitable<std::optional<std::string>> SceneCodes::address(std::string scene, std::chrono::seconds lives)
{
    if (const auto known = made_.find(scene); known != made_.end() && known->second.until > clock_())
        co_return known->second.address;
    if (!backoff_.may_try(clock_()))
        co_return std::nullopt;
    auto address = co_await ask(scene, lives);
    if (!address)
        co_return std::nullopt;
    if (made_.size() >= most_remembered)
        made_.clear();
    made_[scene] = {*address, clock_() + lives - lives / 24}; // somebody may still be looking at the picture
    co_return address;
}

/// Twice at most: a second token that is refused as well is not the token's fault.
asio::awaitable<std::optional<std::string>> SceneCodes::ask(const std::string& scene, std::chrono::seconds lives)
{
    for (int attempt = 0; attempt < 2; ++attempt) {
        const auto token = co_await tokens_.token();
        if (!token)
            co_return std::nullopt;
        HttpCall call;
        call.method = "POST";
        call.url = api_base_ + "/cgi-bin/qrcode/create?access_token=" + *token;
        call.headers = {{"Content-Type", "application/json; charset=utf-8"}};
        call.body = platforms::scene_code_body(scene, lives);
        call.deadline = deadline;
        auto result = co_await http_.call(std::move(call));
        if (const auto* error = std::get_if<HttpCallError>(&result)) {
            backoff_.failed(clock_());
            log::warning_at_most(std::chrono::minutes{1}, "scene_code_refused", {{"why", name(*error)}});
            co_return std::nullopt;
        }
        const auto& answer = std::get<HttpAnswer>(result);
        const auto error = platforms::api_error(answer.body);
        auto address = answer.status == 200 ? platforms::read_scene_code(answer.body) : std::nullopt;
        if (address) {
            backoff_.succeeded();
            co_return address;
        }
        if (error == ApiError::token)
            tokens_.reject(*token);
        if (error == ApiError::token && attempt == 0)
            continue;
        if (error == ApiError::stop)
            backoff_.failed_for_long(clock_());
        else if (error != ApiError::refused) // that is this scene's fault; others may do
            backoff_.failed(clock_());
        log::warning_at_most(std::chrono::minutes{1}, "scene_code_refused",
                             {{"status", answer.status}, {"errcode", platforms::api_error_code(answer.body)}});
        co_return std::nullopt;
    }
    co_return std::nullopt;
}

} // namespace fingertip::bot
