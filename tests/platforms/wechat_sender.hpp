#pragma once

#include "bot/http_message.hpp"
#include "bot/platforms/wechat.hpp"
#include "storage/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fingertip::tests {

std::string fixture(const std::string& name); ///< bytes of tests/fixtures/wechat/NAME
std::vector<std::string> fixtures();          ///< sorted
std::vector<storage::Json> vectors();         ///< the published and derived test vectors

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

/// WeChat's side of one account: signs and encrypts as the platform does.
struct WechatSender
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
};

} // namespace fingertip::tests
