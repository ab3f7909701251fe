#pragma once

#include "bot/http_message.hpp"
#include "bot/platforms/wechat.hpp"
#include "tests/support/node_child.hpp"

#include <optional>
#include <string>

namespace fingertip::tests {

/// WeChat's side of one account as an npm package plays it: every signature and every byte of ciphertext is somebody
/// else's.
class ForeignCrypt
{
public:
    std::string by = "wechat-crypto"; ///< or "@wecom/crypto"
    std::string token = "quizToken";
    std::string key = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C";
    std::string app_id = "wx0123456789abcdef";
    std::string timestamp = "1761900000";
    std::string nonce = "kq7Zr2mW";

    struct Sealed
    {
        std::string encrypted;
        std::string signature; ///< over token, time stamp, nonce and the encrypted text
    };
    Sealed seal(const std::string& message);

    struct Opened
    {
        std::string message;
        std::string id;
        std::string signature; ///< what it would have signed
    };
    Opened open(const std::string& encrypted);

    /// Over token, time stamp and nonce.
    std::string signature();

    /// The request that delivers an event to the webhook of `platform` in that mode.
    bot::HttpRequest delivery(const std::string& event, bot::platforms::WechatMode mode, const std::string& platform);

    /// What is in an encrypted reply, its envelope read by expat. Throws std::runtime_error when the signature or the
    /// AppID is wrong.
    std::string opened(const std::string& reply);

private:
    storage::Json ask(const char* what, const char* field, const std::string& value);

    NodeChild node_{"wechat_crypto.cjs"};
};

} // namespace fingertip::tests
