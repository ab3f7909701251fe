#pragma once

#include "bot/http_message.hpp"
#include "bot/platforms/wechat.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace fingertip::tests {

/// AES-256-CBC over whole blocks, nothing else: makes the envelopes that no honest sender makes.
std::string raw_encrypt(std::string_view encoding_aes_key, std::string plain_blocks);

/// random(16) | length | message | receive id | padding, each as given, so that each can be wrong.
struct RawEnvelope
{
    std::string random = "0123456789abcdef";
    std::uint32_t length = 0;
    std::string message;
    std::string receive_id;
    std::string padding;

    RawEnvelope(std::string message, std::string receive_id); ///< a right one
    std::string bytes() const;
};

/// WeChat's side of one account: signs and encrypts as the platform does, written once more with OpenSSL and on
/// purpose not with our own envelope.
struct WechatSigner
{
    std::string token = "quizToken";
    std::string key = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C";
    std::string app_id = "wx0123456789abcdef";
    std::string timestamp = "1761900000";
    std::string nonce = "kq7Zr2mW";

    bot::platforms::WechatAccount account(bot::platforms::WechatMode mode) const;
    std::unique_ptr<bot::platforms::Platform> platform(bot::platforms::WechatMode mode) const;

    std::string signature() const;                                  ///< of three parts
    std::string signature_over(const std::string& encrypted) const; ///< of four

    bot::HttpRequest verification(const std::string& echo) const;
    bot::HttpRequest post(const std::string& document, bot::platforms::WechatMode mode) const;
    bot::HttpRequest post_encrypted(const std::string& encrypted) const; ///< rightly signed, whatever is inside

    /// What is in an encrypted reply; empty: the signature, the padding or the AppID is wrong, or it is none.
    std::optional<std::string> opened(const std::string& reply) const;
};

/// First thing between two marks; "" if they are not there.
std::string between(std::string_view text, std::string_view open, std::string_view close);

} // namespace fingertip::tests
