#pragma once

#include "bot/http_client.hpp"
#include "bot/http_message.hpp"
#include "bot/platforms/envelope_crypto.hpp"
#include "bot/simulator/wechat_events.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <string>

namespace fingertip::bot::simulator {

/// What the account was given in the platform's admin pages.
struct AccountSecrets
{
    std::string app_id;
    std::string token;
    std::string encoding_aes_key;
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

/// Plays WeChat's servers for one account in secure mode: signs and encrypts what people do, posts it to the bot's
/// webhook over real HTTP, waits five seconds, tries three times in all, and opens the reply. Also answers the few
/// calls that the bot makes to the platform. On one event-loop thread.
class WechatServers
{
public:
    /// `http` must be allowed to call the webhook's host.
    WechatServers(HttpClient& http, std::string webhook_url, const AccountSecrets& secrets);

    /// A number for the next message, larger than any before.
    std::int64_t next_message_id() { return ++message_id_; }

    /// Delivers an event's XML; the same XML again is the same event.
    boost::asio::awaitable<Delivery> deliver(std::string event_xml);

    /// The calls to api.weixin.qq.com that are played: stable_token and qrcode/create.
    HttpResponse answer_call(const HttpRequest& request);

    /// The scene that a picture's address stands for; empty: it is not one of ours.
    static std::string scene_of(const std::string& address);

private:
    void read_answer(Delivery& delivery) const;

    HttpClient& http_;
    std::string webhook_url_;
    std::string token_;
    platforms::EnvelopeCrypto crypto_;
    std::int64_t message_id_;
};

} // namespace fingertip::bot::simulator
