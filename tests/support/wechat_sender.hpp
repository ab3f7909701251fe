#pragma once

#include "tests/support/wechat_signer.hpp"

#include <cstdint>
#include <optional>
#include <random>
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
        std::string head;  ///< status line and header, as they came
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
    std::string platform_;
    WechatSigner signer_;
    std::mt19937_64 dice_{std::random_device{}()};
    int socket_ = -1;
};

/// A request as it goes over the wire.
std::string http_bytes(const bot::HttpRequest& request);

} // namespace fingertip::tests
