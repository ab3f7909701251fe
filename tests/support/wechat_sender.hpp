#pragma once

#include "bot/platforms/envelope_crypto.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fingertip::tests {

/// The secrets of one invented account.
struct WechatSecrets
{
    std::string token = "fingertipTestToken123456";
    std::string aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
    std::string app_id = "wx0123456789abcdef";
};

/// Sends signed and encrypted webhooks over one keep-alive connection, as WeChat does. Blocking; one thread.
class WechatSender
{
public:
    WechatSender(std::uint16_t port, WechatSecrets secrets, std::string platform = "wechat-main");
    ~WechatSender();

    struct Answer
    {
        int status = 0;
        std::string body;  ///< as it came
        std::string reply; ///< decrypted and its signature verified; empty for "success"
    };

    /// The XML of a text message; the same arguments are the same event.
    static std::string text_xml(std::string_view from, std::int64_t message_id, std::int64_t sent_at,
                                std::string_view text);

    /// Posts an event's XML. Empty: no answer (connection refused, reset or closed).
    std::optional<Answer> post(const std::string& xml);
    /// Posts raw bytes as they are and reads one answer.
    std::optional<Answer> exchange(const std::string& request);
    /// The request for an event: one POST with query and body.
    std::string request_for(const std::string& xml);

private:
    bool connect();
    void close();

    std::uint16_t port_;
    WechatSecrets secrets_;
    std::string platform_;
    bot::platforms::EnvelopeCrypto crypto_;
    int socket_ = -1;
};

/// First thing between two marks; "" if they are not there.
std::string between(std::string_view text, std::string_view open, std::string_view close);

} // namespace fingertip::tests
