#pragma once

#include "bot/backoff.hpp"
#include "bot/http_client.hpp"
#include "bot/token_keeper.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace fingertip::bot {

/// QR codes of a WeChat account that carry a scene: whoever scans one follows, or is already following, and the scene
/// comes to us with the event. Made by the platform once per scene and remembered while they live.
/// On one event-loop thread.
class SceneCodes
{
public:
    SceneCodes(HttpClient& http, TokenKeeper& tokens, std::string api_base,
               SteadyClock clock = &std::chrono::steady_clock::now)
        : http_{http}, tokens_{tokens}, api_base_{std::move(api_base)}, clock_{std::move(clock)}
    {
    }

    /// The address that the picture must hold. Empty: the platform cannot be asked now, or refuses.
    boost::asio::awaitable<std::optional<std::string>> address(std::string scene,
                                                               std::chrono::seconds lives = std::chrono::hours{24});

private:
    struct Made
    {
        std::string address;
        std::chrono::steady_clock::time_point until;
    };

    boost::asio::awaitable<std::optional<std::string>> ask(const std::string& scene, std::chrono::seconds lives);

    HttpClient& http_;
    TokenKeeper& tokens_;
    std::string api_base_;
    SteadyClock clock_;
    Backoff backoff_;
    std::map<std::string, Made> made_;
};

} // namespace fingertip::bot
