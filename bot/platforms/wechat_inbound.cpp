#include "bot/platforms/wechat_inbound.hpp"

#include "bot/platforms/digest.hpp"
#include "bot/platforms/flat_xml.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

namespace fingertip::bot::platforms {

namespace {

using handlers::Act;
using handlers::Incoming;
using handlers::Place;

/// Fills in what this kind of message says. False: a field that it must have is missing or absurd.
using Read = bool (*)(const FlatXml&, Incoming&);

struct Kind
{
    std::string_view
        name; ///< as documented; matched without regard to case, since accounts send CLICK and work apps click
    Act act;
    Read read;
};

bool nothing_more(const FlatXml&, Incoming&)
{
    return true;
}

bool read_text(const FlatXml& xml, Incoming& incoming)
{
    incoming.text = xml.field("Content");
    incoming.tapped = !xml.field("bizmsgmenuid").empty();
    return true;
}

bool read_voice(const FlatXml& xml, Incoming& incoming)
{
    constexpr std::string_view full_stop = "。"; // the recogniser ends every sentence with one, nobody says it
    auto text = xml.field("Recognition");
    while (text.ends_with(full_stop))
        text.resize(text.size() - full_stop.size());
    if (!text.empty()) {
        incoming.act = Act::say;
        incoming.text = std::move(text);
        incoming.spoken = true;
    }
    return true;
}

bool read_menu_click(const FlatXml& xml, Incoming& incoming)
{
    incoming.text = xml.field("EventKey");
    incoming.tapped = true;
    return true;
}

bool read_follow(const FlatXml& xml, Incoming& incoming)
{
    // Without the prefix the key is no scene: those who follow after paying come with "last_trade_no_…".
    constexpr std::string_view prefix = "qrscene_";
    const auto key = xml.field("EventKey");
    if (key.starts_with(prefix))
        incoming.scene = key.substr(prefix.size());
    return true;
}

bool read_scan(const FlatXml& xml, Incoming& incoming)
{
    incoming.scene = xml.field("EventKey");
    return true;
}

bool read_menu_scan(const FlatXml& xml, Incoming& incoming)
{
    incoming.scene = xml.field("ScanCodeInfo/ScanResult");
    return true;
}

std::optional<double> number(const std::string& text)
{
    double value = 0;
    const auto* end = text.data() + text.size();
    if (text.empty() || text.size() > 32)
        return std::nullopt;
    const auto [stop, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
    if (error != std::errc{} || stop != end || !std::isfinite(value))
        return std::nullopt;
    return value;
}

bool read_place(Incoming& incoming, const std::string& latitude, const std::string& longitude, double precision_m)
{
    const auto north = number(latitude);
    const auto east = number(longitude);
    if (!north || !east || std::abs(*north) > 90 || std::abs(*east) > 180)
        return false;
    incoming.place = Place{.latitude = *north, .longitude = *east, .precision_m = precision_m};
    return true;
}

bool read_location_message(const FlatXml& xml, Incoming& incoming)
{
    return read_place(incoming, xml.field("Location_X"), xml.field("Location_Y"), 0);
}

bool read_location_report(const FlatXml& xml, Incoming& incoming)
{
    incoming.unasked = true; // sent every few seconds while a conversation is open
    const auto precision = number(xml.field("Precision"));
    return read_place(incoming, xml.field("Latitude"), xml.field("Longitude"),
                      precision && *precision > 0 ? *precision : 0);
}

bool read_location_choice(const FlatXml& xml, Incoming& incoming)
{
    return read_place(incoming, xml.field("SendLocationInfo/Location_X"), xml.field("SendLocationInfo/Location_Y"), 0);
}

constexpr std::array messages{
    Kind{"text", Act::say, &read_text},           Kind{"image", Act::show, &nothing_more},
    Kind{"voice", Act::show, &read_voice},        Kind{"video", Act::show, &nothing_more},
    Kind{"shortvideo", Act::show, &nothing_more}, Kind{"location", Act::locate, &read_location_message},
    Kind{"link", Act::show, &nothing_more},
};

constexpr std::array events{
    Kind{"subscribe", Act::follow, &read_follow},
    Kind{"unsubscribe", Act::unfollow, &nothing_more},
    Kind{"SCAN", Act::scan, &read_scan},
    Kind{"LOCATION", Act::locate, &read_location_report},
    Kind{"CLICK", Act::say, &read_menu_click},
    Kind{"VIEW", Act::notice, &nothing_more},
    Kind{"view_miniprogram", Act::notice, &nothing_more},
    Kind{"scancode_push", Act::scan, &read_menu_scan},
    Kind{"scancode_waitmsg", Act::scan, &read_menu_scan},
    Kind{"pic_sysphoto", Act::show, &nothing_more},
    Kind{"pic_photo_or_album", Act::show, &nothing_more},
    Kind{"pic_weixin", Act::show, &nothing_more},
    Kind{"location_select", Act::locate, &read_location_choice},
    Kind{"TEMPLATESENDJOBFINISH", Act::notice, &nothing_more},
    Kind{"MASSSENDJOBFINISH", Act::notice, &nothing_more},
    Kind{"subscribe_msg_popup_event", Act::notice, &nothing_more},
    Kind{"subscribe_msg_change_event", Act::notice, &nothing_more},
    Kind{"subscribe_msg_sent_event", Act::notice, &nothing_more},
    Kind{"user_info_modified", Act::notice, &nothing_more},
    Kind{"user_authorization_revoke", Act::notice, &nothing_more},
};

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

template<std::size_t Size>
const Kind* find(const std::array<Kind, Size>& kinds, std::string_view name)
{
    const auto found = std::find_if(kinds.begin(), kinds.end(), [name](const Kind& kind) {
        return std::equal(name.begin(), name.end(), kind.name.begin(), kind.name.end(),
                          [](char a, char b) { return lower(a) == lower(b); });
    });
    return found == kinds.end() ? nullptr : &*found;
}

/// A name that we have never heard of, fit for counters and logs.
std::string tame(std::string_view name)
{
    std::string safe;
    for (const auto c : name.substr(0, 40))
        if ((c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '_' || c == '-' || c == '.')
            safe += c;
    return safe.empty() ? "unnamed" : safe;
}

bool is_decimal(std::string_view text, std::size_t most)
{
    return !text.empty() && text.size() <= most &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// openid, or our gh_… id; the platform itself appears as "sys" in some events.
bool is_account(std::string_view text)
{
    return !text.empty() && text.size() <= 128 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

/// Messages have a number of their own. Events have none, and the documents' advice (sender and second) would drop one
/// of two that fall into one second; their decrypted text differs, and is the same in every copy.
std::string delivery_id(const FlatXml& xml, bool is_event, std::int64_t create_time, std::string_view document)
{
    if (const auto message = xml.field("MsgId"); !is_event && is_decimal(message, 20))
        return "m:" + message;
    return "e:" + std::to_string(create_time) + ":" + sha256_hex(document, 32);
}

} // namespace

Decoded read_wechat_event(std::string document, const std::string& platform,
                          std::chrono::sys_time<std::chrono::milliseconds> received_at)
{
    const auto xml = FlatXml::parse(document);
    if (!xml)
        return Unusable{Cause::xml, std::move(document)};

    Incoming incoming;
    incoming.platform = platform;
    incoming.received_at = received_at;
    incoming.account = xml->field("FromUserName");
    incoming.to_account = xml->field("ToUserName");
    const auto type = xml->field("MsgType");
    const auto time = xml->field("CreateTime");
    if (!is_account(incoming.account) || !is_account(incoming.to_account) || type.empty() || !is_decimal(time, 12))
        return Unusable{Cause::fields, std::move(document)};
    std::int64_t create_time = 0;
    std::from_chars(time.data(), time.data() + time.size(), create_time);
    incoming.platform_time = std::chrono::sys_seconds{std::chrono::seconds{create_time}};

    const bool is_event = type == "event";
    const auto name = is_event ? xml->field("Event") : type;
    const auto* kind = is_event ? find(events, name) : find(messages, name);
    incoming.kind = kind ? std::string{kind->name} : tame(name);
    incoming.act = kind ? kind->act : Act::notice;
    incoming.delivery_id = delivery_id(*xml, is_event, create_time, document);
    if (name.empty() || (kind && !kind->read(*xml, incoming)))
        return Unusable{Cause::fields, std::move(document)};
    return incoming;
}

} // namespace fingertip::bot::platforms
