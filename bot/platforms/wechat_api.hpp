#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace fingertip::bot::platforms {

/// The calls to api.weixin.qq.com as bytes out and bytes in (WeChat developer documents 获取稳定版接口调用凭据,
/// 生成带参数的二维码). Who sends them, and when, is not decided here.

/// Body of POST /cgi-bin/stable_token. `force` asks for a new token although the old one is valid: only after the
/// platform has called it invalid, as it may be done 20 times a day.
std::string stable_token_body(std::string_view app_id, std::string_view app_secret, bool force);

struct AccessToken
{
    std::string token;
    std::chrono::seconds lives{0};
};

/// Body of POST /cgi-bin/qrcode/create for a temporary code with a text scene of 1–64 characters; `lives` up to 30
/// days.
std::string scene_code_body(std::string_view scene, std::chrono::seconds lives);

/// What to do about an error code.
enum class ApiError
{
    none,
    token,     ///< get a new one and call again, once
    busy,      ///< try again a little later
    stop,      ///< wrong AppID, secret or caller address: a person must mend it
    refused,   ///< this call is wrong and stays wrong
    unreadable ///< no answer of the platform's
};

/// The platform's code in an answer; none when there is no errcode or it is 0.
ApiError api_error(std::string_view answer);
/// The number itself, for a log line; 0: none.
long long api_error_code(std::string_view answer);

/// Empty: not such an answer.
std::optional<AccessToken> read_access_token(std::string_view answer);
/// The address that the code's picture must hold; empty: not such an answer.
std::optional<std::string> read_scene_code(std::string_view answer);

} // namespace fingertip::bot::platforms
