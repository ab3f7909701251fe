#include "bot/scene_codes.hpp"

#include "bot/log.hpp"
#include "bot/platforms/wechat_api.hpp"

namespace fingertip::bot {

namespace asio = boost::asio;
using std::chrono::steady_clock;

namespace {

constexpr std::chrono::hours code_lives{24};
constexpr std::chrono::seconds deadline{8};
constexpr std::size_t most_remembered = 10'000;

} // namespace

asio::awaitable<std::optional<std::string>> SceneCodes::address(std::string scene)
{
    const auto now = steady_clock::now();
    if (const auto known = made_.find(scene); known != made_.end() && known->second.until > now)
        co_return known->second.address;
    for (int attempt = 0; attempt < 2; ++attempt) {
        const auto token = co_await tokens_.token();
        if (!token)
            co_return std::nullopt;
        HttpCall call;
        call.method = "POST";
        call.url = api_base_ + "/cgi-bin/qrcode/create?access_token=" + *token;
        call.headers = {{"Content-Type", "application/json; charset=utf-8"}};
        call.body = platforms::scene_code_body(scene, code_lives);
        call.deadline = deadline;
        auto result = co_await http_.call(std::move(call));
        const auto* answer = std::get_if<HttpAnswer>(&result);
        if (!answer)
            co_return std::nullopt;
        if (platforms::api_error(answer->body) == platforms::ApiError::token) {
            tokens_.reject(*token); // once: another one that is refused as well is not our token's fault
            continue;
        }
        auto address = platforms::read_scene_code(answer->body);
        if (!address) {
            log::warning_at_most(std::chrono::minutes{1}, "scene_code_refused",
                                 {{"errcode", platforms::api_error_code(answer->body)}});
            co_return std::nullopt;
        }
        if (made_.size() >= most_remembered)
            made_.clear();
        made_[scene] = {*address, now + code_lives - std::chrono::hours{1}};
        co_return address;
    }
    co_return std::nullopt;
}

} // namespace fingertip::bot
