#pragma once

#include "bot/http_client.hpp"
#include "bot/http_message.hpp"
#include "bot/platforms/envelope_crypto.hpp"
#include "bot/platforms/wechat.hpp"
#include "bot/simulator/wechat_events.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace fingertip::bot::simulator {

/// What the account was given in the platform's admin pages.
struct AccountSecrets
{
    std::string app_id;
    std::string token;
    std::string encoding_aes_key; ///< may be empty in plaintext mode
    platforms::WechatMode mode = platforms::WechatMode::secure;
};

/// What came of 提交 on the page 服务器配置.
enum class UrlCheck
{
    verified,
    unreachable, ///< no answer at all
    refused      ///< something answers, but not with the echo: another program, another account or another token
};

/// One delivery as it went over the wire, for whoever wants to watch.
struct Delivery
{
    std::string event_xml;    ///< before encryption
    std::string request_line; ///< method and target
    std::string request_body;
    int attempts = 0; ///< how often it was sent; the platform tries three times
    int status = 0;   ///< of the last answer; 0: none
    std::string answer_body;
    std::string reply_xml; ///< decrypted, its signature verified; empty: an empty acknowledgement, or no valid reply
    bool reply_is_genuine = true; ///< false: an answer that is neither an acknowledgement nor a reply whose signature
                                  ///< and envelope hold; then the application says that the service is not available
    double milliseconds = 0;
    Shown shown;
};

/// Plays WeChat's servers for one account: signs and, as its mode has it, encrypts what people do, posts it to the
/// bot's webhook over real HTTP, waits five seconds, tries three times in all, and opens the reply. Also answers the
/// few calls that the bot makes to the platform. On one event-loop thread.
class WechatServers
{
public:
    /// `http` must be allowed to call the webhook's host.
    WechatServers(HttpClient& http, std::string webhook_url, const AccountSecrets& secrets);

    /// A number for the next message, larger than any before.
    std::int64_t next_message_id() { return ++message_id_; }

    /// Asks the webhook the question that the platform asks when its address is entered (接入指南).
    boost::asio::awaitable<UrlCheck> verify_url();

    /// Delivers an event's XML; the same XML again is the same event.
    boost::asio::awaitable<Delivery> deliver(std::string event_xml);

    /// The calls to api.weixin.qq.com that are played: stable_token and qrcode/create.
    HttpResponse answer_call(const HttpRequest& request);

    /// The scene that a picture's address stands for; empty: it is not one of ours.
    static std::string scene_of(const std::string& address);

private:
    struct Signed
    {
        std::string timestamp, nonce, query;
    };
    Signed sign() const;
    void put_in_envelope(Delivery& delivery, const Signed& with) const;
    void read_answer(Delivery& delivery) const;

    HttpClient& http_;
    std::string webhook_url_;
    std::string token_;
    platforms::WechatMode mode_;
    std::optional<platforms::EnvelopeCrypto> crypto_; ///< empty in plaintext mode
    std::int64_t message_id_;
};

} // namespace fingertip::bot::simulator
