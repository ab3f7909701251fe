#pragma once

#include <cstdint>
#include <string>

namespace fingertip::bot::simulator {

/// What a person does in the messaging application.
struct Act
{
    enum class Kind
    {
        text,
        tap,
        menu,
        voice,
        location,
        image,
        follow,
        unfollow,
        scan
    };
    Kind kind = Kind::text;
    std::string text;  ///< what is typed, tapped or spoken; the menu's key
    std::string scene; ///< of a QR code
    double latitude = 0;
    double longitude = 0;
    double accuracy_m = 0; ///< of a place that the application reports by itself; 0: the person sent it as a message
};

/// The XML that WeChat's servers send for it (developer documents 接收普通消息, 接收事件推送). `message_id` counts for
/// messages only; events have none.
std::string event_xml(const Act& act, const std::string& account, std::int64_t sent_at, std::int64_t message_id);

/// What the bot answered, as the application shows it.
struct Shown
{
    std::string text;                    ///< with markup as sent: <a href="weixin://bizmsgmenu?…">word</a>
    std::string title, description, url; ///< of an article
    bool article = false;
};

/// Reads a decrypted reply; empty text and no article when it is none.
Shown read_reply(const std::string& xml);

} // namespace fingertip::bot::simulator
