#pragma once

#include "bot/platforms/platform.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace fingertip::bot::platforms {

/// 消息加解密方式, as chosen in the account's admin pages. Taken from the configuration, never from what arrives:
/// whoever forges a message would choose the weakest.
enum class WechatMode
{
    plaintext,  ///< the signature does not cover the body: anyone who saw one callback URL can send anything
    compatible, ///< both forms in one body; only the encrypted one is read
    secure,
};

struct WechatAccount
{
    std::string name; ///< our own name for it, becomes Incoming::platform
    WechatMode mode = WechatMode::secure;
    std::string app_id;           ///< needed unless plaintext
    std::string token;            ///< 3–32 letters and digits
    std::string encoding_aes_key; ///< 43 characters, needed unless plaintext
};

/// Tells the time that replies are stamped with.
using WallClock = std::function<std::chrono::sys_seconds()>;

/// A WeChat Official Account (公众号, 服务号): passive messages and passive replies, as in the developer documents
/// 接收普通消息, 接收事件推送 and 被动回复用户消息. Usable by any number of threads.
/// Throws std::invalid_argument, without quoting secrets, when token, AppID or key cannot be what they should be.
std::unique_ptr<Platform> make_wechat(WechatAccount account, WallClock clock);

} // namespace fingertip::bot::platforms
