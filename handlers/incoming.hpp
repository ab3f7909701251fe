#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace fingertip::handlers {

/// A point on earth in degrees, WGS-84 or whatever the platform sends; `precision_m` is its stated error in metres (0:
/// not said).
struct Place
{
    double latitude = 0;
    double longitude = 0;
    double precision_m = 0;
};

/// What a person did, whatever the platform called it.
enum class Act
{
    say,      ///< typed, spoke (recognised), tapped a menu entry or a word: `text` is what was meant
    follow,   ///< followed the account; `scene` is set when a QR code led here
    unfollow, ///< left; nobody reads a reply
    scan,     ///< scanned a QR code of ours while already following; `scene` says which
    locate,   ///< sent a place; `place` is set
    show,     ///< sent a picture, video, link, unrecognised voice … that we cannot read
    notice,   ///< the platform reports something; nobody waits for an answer
};

/// One event of one person, decoded by a platform adapter and authentic: nothing in here was not covered by the
/// signature.
struct Incoming
{
    Act act = Act::say;
    std::string platform;    ///< configured name, e.g. "wechat-main"
    std::string account;     ///< who: the sender's id on that platform
    std::string to_account;  ///< our own id as the sender addressed it
    std::string group;       ///< group conversation's id; empty: a direct conversation
    std::string delivery_id; ///< equal for every copy of one event and for nothing else of this sender on this platform
    std::string kind;        ///< the platform's own name of the message or event, for counters ("text", "CLICK")
    std::string text;
    std::string scene;
    std::optional<Place> place;
    std::chrono::sys_seconds platform_time{};                       ///< the platform's stamp
    std::chrono::sys_time<std::chrono::milliseconds> received_at{}; ///< our clock when the first byte was read
    bool tapped = false;                                            ///< a tap on a menu or word, not typed text
    bool unasked = false; ///< the platform reports it by itself, over and over: silence is a fine answer
    bool spoken = false;  ///< recognised speech
};

} // namespace fingertip::handlers
