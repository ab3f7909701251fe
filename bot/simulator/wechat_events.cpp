#include "bot/simulator/wechat_events.hpp"

#include "bot/platforms/flat_xml.hpp"
#include "bot/platforms/utf8.hpp"

namespace fingertip::bot::simulator {

namespace {

/// The application never lets through what XML has no character for.
std::string cdata(const std::string& typed)
{
    auto text = platforms::xml_characters(typed);
    for (std::size_t at = 0; (at = text.find("]]>", at)) != std::string::npos; at += 15)
        text.replace(at, 3, "]]]]><![CDATA[>");
    return "<![CDATA[" + text + "]]>";
}

std::string tag(const std::string& name, const std::string& text)
{
    return "<" + name + ">" + cdata(text) + "</" + name + ">";
}

std::string number(const std::string& name, const std::string& digits)
{
    return "<" + name + ">" + digits + "</" + name + ">";
}

std::string event(const std::string& name, const std::string& key, bool ticket)
{
    return tag("MsgType", "event") + tag("Event", name) + tag("EventKey", key) +
           (ticket ? tag("Ticket", "gQSIMULATEDTICKET") : "");
}

std::string content(const Act& act, std::int64_t message_id)
{
    const std::string id = number("MsgId", std::to_string(message_id));
    switch (act.kind) {
    case Act::Kind::text:
        return tag("MsgType", "text") + tag("Content", act.text) + id;
    case Act::Kind::tap:
        return tag("MsgType", "text") + tag("Content", act.text) + id + number("bizmsgmenuid", "1");
    case Act::Kind::menu:
        return event("CLICK", act.text, false);
    case Act::Kind::voice:
        return tag("MsgType", "voice") + tag("MediaId", "simulated-voice") + tag("Format", "amr") +
               tag("Recognition", act.text) + id;
    case Act::Kind::location:
        if (act.accuracy_m > 0)
            return tag("MsgType", "event") + tag("Event", "LOCATION") +
                   number("Latitude", std::to_string(act.latitude)) +
                   number("Longitude", std::to_string(act.longitude)) +
                   number("Precision", std::to_string(act.accuracy_m));
        return tag("MsgType", "location") + number("Location_X", std::to_string(act.latitude)) +
               number("Location_Y", std::to_string(act.longitude)) + number("Scale", "16") + tag("Label", "") + id;
    case Act::Kind::image:
        return tag("MsgType", "image") + tag("PicUrl", "https://example.org/p.jpg") +
               tag("MediaId", "simulated-image") + id;
    case Act::Kind::follow:
        return event("subscribe", act.scene.empty() ? "" : "qrscene_" + act.scene, !act.scene.empty());
    case Act::Kind::unfollow:
        return event("unsubscribe", "", false);
    case Act::Kind::scan:
        return event("SCAN", act.scene, true);
    }
    return {};
}

} // namespace

std::string event_xml(const Act& act, const std::string& account, std::int64_t sent_at, std::int64_t message_id)
{
    return "<xml>" + tag("ToUserName", "gh_0123456789ab") + tag("FromUserName", account) +
           number("CreateTime", std::to_string(sent_at)) + content(act, message_id) + "</xml>";
}

Shown read_reply(const std::string& xml)
{
    Shown shown;
    const auto document = platforms::FlatXml::parse(xml);
    if (!document)
        return shown;
    const auto field = [&](const char* name) { return document->field(name); };
    shown.text = field("Content");
    shown.article = field("MsgType") == "news";
    if (shown.article) {
        shown.title = field("Articles/item/Title");
        shown.description = field("Articles/item/Description");
        shown.url = field("Articles/item/Url");
    }
    return shown;
}

} // namespace fingertip::bot::simulator
