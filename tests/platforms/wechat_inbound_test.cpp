#include "tests/support/wechat_fixtures.hpp"
#include "tests/support/wechat_signer.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace fingertip;
using namespace fingertip::bot::platforms;
using namespace fingertip::tests;
using handlers::Act;
using handlers::Incoming;

namespace {

const WechatSigner sender;

Decoded decoded(const std::string& document, WechatMode mode = WechatMode::secure)
{
    return sender.platform(mode)->decode(sender.post(document, mode));
}

Incoming taken(const std::string& document, WechatMode mode = WechatMode::secure)
{
    const auto result = decoded(document, mode);
    INFO(document);
    REQUIRE(std::holds_alternative<Incoming>(result));
    return std::get<Incoming>(result);
}

std::string document(const std::string& fields, const std::string& type = "text")
{
    return "<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>1761900000</"
           "CreateTime><MsgType>" +
           type + "</MsgType>" + fields + "</xml>";
}

std::string event(const std::string& name, const std::string& fields = "")
{
    return document("<Event>" + name + "</Event>" + fields, "event");
}

/// What one recorded body must become.
struct Expected
{
    std::string file;
    Act act;
    std::string kind;
    std::string text;
    std::string scene;
    std::string delivery; ///< whole for messages, beginning for events
    bool tapped = false;
    bool spoken = false;
};

const std::vector<Expected> recorded{
    {"text.xml", Act::say, "text", "第一章有哪些重点？", "", "m:24000000000000001"},
    {"text-from-article.xml", Act::say, "text", "B", "", "m:24000000000000002"},
    {"text-from-msgmenu.xml", Act::say, "text", "满意", "", "m:24000000000000003", true},
    {"image.xml", Act::show, "image", "", "", "m:24000000000000004"},
    {"voice.xml", Act::show, "voice", "", "", "m:24000000000000005"},
    {"voice-recognition.xml", Act::say, "voice", "支部书记的职责是什么", "", "m:24000000000000006", false, true},
    {"video.xml", Act::show, "video", "", "", "m:24000000000000007"},
    {"shortvideo.xml", Act::show, "shortvideo", "", "", "m:24000000000000008"},
    {"location.xml", Act::locate, "location", "", "", "m:24000000000000009"},
    {"link.xml", Act::show, "link", "", "", "m:24000000000000010"},
    {"unknown-type.xml", Act::notice, "hardware_future", "", "", "m:24000000000000011"},
    {"event-subscribe.xml", Act::follow, "subscribe", "", "", "e:1761900000:"},
    {"event-subscribe-qrscene.xml", Act::follow, "subscribe", "", "quiz_17", "e:1761900000:"},
    {"event-unsubscribe.xml", Act::unfollow, "unsubscribe", "", "", "e:1761900000:"},
    {"event-scan.xml", Act::scan, "SCAN", "", "quiz_17", "e:1761900000:"},
    {"event-location.xml", Act::locate, "LOCATION", "", "", "e:1761900000:"},
    {"event-click.xml", Act::say, "CLICK", "MENU_TODAY_QUIZ", "", "e:1761900000:", true},
    {"event-view.xml", Act::notice, "VIEW", "", "", "e:1761900000:"},
    {"event-view-miniprogram.xml", Act::notice, "view_miniprogram", "", "", "e:1761900000:"},
    {"event-scancode-push.xml", Act::scan, "scancode_push", "", "https://example.org/checkin?m=8", "e:1761900000:"},
    {"event-scancode-waitmsg.xml", Act::scan, "scancode_waitmsg", "", "https://example.org/checkin?m=8",
     "e:1761900000:"},
    {"event-pic-sysphoto.xml", Act::show, "pic_sysphoto", "", "", "e:1761900000:"},
    {"event-pic-photo-or-album.xml", Act::show, "pic_photo_or_album", "", "", "e:1761900000:"},
    {"event-pic-weixin.xml", Act::show, "pic_weixin", "", "", "e:1761900000:"},
    {"event-location-select.xml", Act::locate, "location_select", "", "", "e:1761900000:"},
    {"event-templatesendjobfinish-success.xml", Act::notice, "TEMPLATESENDJOBFINISH", "", "", "e:1761900000:"},
    {"event-templatesendjobfinish-user-block.xml", Act::notice, "TEMPLATESENDJOBFINISH", "", "", "e:1761900000:"},
    {"event-templatesendjobfinish-system-failed.xml", Act::notice, "TEMPLATESENDJOBFINISH", "", "", "e:1761900000:"},
    {"event-masssendjobfinish.xml", Act::notice, "MASSSENDJOBFINISH", "", "", "e:1761900000:"},
    {"event-subscribe-msg-popup-event.xml", Act::notice, "subscribe_msg_popup_event", "", "", "e:1761900000:"},
    {"event-subscribe-msg-change-event.xml", Act::notice, "subscribe_msg_change_event", "", "", "e:1761900000:"},
    {"event-subscribe-msg-sent-event.xml", Act::notice, "subscribe_msg_sent_event", "", "", "e:1761900000:"},
    {"event-user-info-modified.xml", Act::notice, "user_info_modified", "", "", "e:1761900000:"},
    {"event-user-authorization-revoke.xml", Act::notice, "user_authorization_revoke", "", "", "e:1761900000:"},
};

} // namespace

TEST_CASE("every recorded message and event is what the person meant, in all three modes",
          "[platforms][wechat][inbound]")
{
    const auto mode = GENERATE(WechatMode::plaintext, WechatMode::compatible, WechatMode::secure);
    for (const auto& expected : recorded) {
        INFO(expected.file);
        const auto incoming = taken(fixture(expected.file), mode);
        CHECK(incoming.act == expected.act);
        CHECK(incoming.kind == expected.kind);
        CHECK(incoming.text == expected.text);
        CHECK(incoming.scene == expected.scene);
        CHECK(incoming.tapped == expected.tapped);
        CHECK(incoming.spoken == expected.spoken);
        CHECK(incoming.place.has_value() == (expected.act == Act::locate));
        CHECK(incoming.platform == "wechat-main");
        CHECK(incoming.account == "oQuizUser0000000000000000001");
        CHECK(incoming.to_account == "gh_0123456789ab");
        CHECK(incoming.group.empty());
        CHECK(incoming.platform_time.time_since_epoch().count() == 1761900000);
        CHECK(incoming.received_at.time_since_epoch().count() == 1761900000250);
        if (expected.delivery.starts_with("m:")) {
            CHECK(incoming.delivery_id == expected.delivery);
        } else {
            CHECK(incoming.delivery_id.starts_with(expected.delivery));
            CHECK(incoming.delivery_id.size() == expected.delivery.size() + 32);
        }
    }
}

TEST_CASE("the table has a row for every recorded body", "[platforms][wechat][inbound]")
{
    std::set<std::string> rows;
    for (const auto& expected : recorded)
        rows.insert(expected.file);
    for (const auto& file : fixtures())
        if (!file.starts_with("reply-") && !file.starts_with("envelope-") && file != "vectors.json")
            CHECK(rows.contains(file));
    CHECK(rows.size() == recorded.size());
}

TEST_CASE("recorded envelopes open", "[platforms][wechat][inbound]")
{
    const auto [file, mode] =
        GENERATE(table<std::string, WechatMode>({{"envelope-secure.xml", WechatMode::secure},
                                                 {"envelope-compatible.xml", WechatMode::compatible},
                                                 {"envelope-compatible.xml", WechatMode::secure}}));
    auto request = sender.post("", WechatMode::plaintext);
    request.query += "&encrypt_type=aes&msg_signature=7ed69dbd032f49c4e8c9c4104897908c9c42b2eb";
    request.body = fixture(file);
    const auto result = sender.platform(mode)->decode(request);
    REQUIRE(std::holds_alternative<Incoming>(result));
    const auto& incoming = std::get<Incoming>(result);
    CHECK(incoming.act == Act::follow);
    CHECK(incoming.scene == "quiz_17");
}

TEST_CASE("places are read from all three kinds of message", "[platforms][wechat][inbound]")
{
    const auto sent = taken(fixture("location.xml")).place.value();
    CHECK(sent.latitude == Approx(23.134521));
    CHECK(sent.longitude == Approx(113.358803));
    CHECK(sent.precision_m == 0);
    const auto reported = taken(fixture("event-location.xml")).place.value();
    CHECK(reported.latitude == Approx(23.137466));
    CHECK(reported.longitude == Approx(113.352425));
    CHECK(reported.precision_m == Approx(119.38504));
    const auto chosen = taken(fixture("event-location-select.xml")).place.value();
    CHECK(chosen.latitude == 23);
    CHECK(chosen.longitude == 113);

    for (const auto* bad :
         {"", "x", "91", "-91", "nan", "inf", "1e1", "0x10", " 1", "1 ", "1,5", "000000000000000000000000000000001"}) {
        INFO(bad);
        CHECK(std::holds_alternative<Unusable>(decoded(
            document(std::string{"<Location_X>"} + bad + "</Location_X><Location_Y>1</Location_Y>", "location"))));
    }
    CHECK(std::holds_alternative<Unusable>(
        decoded(document("<Location_X>1</Location_X><Location_Y>181</Location_Y>", "location"))));
    CHECK(taken(document("<Location_X>-90</Location_X><Location_Y>180</Location_Y>", "location")).place->latitude ==
          -90);
}

TEST_CASE("event names are matched whatever their case, unknown ones are tamed", "[platforms][wechat][inbound]")
{
    CHECK(taken(event("click", "<EventKey>K</EventKey>")).kind == "CLICK");
    CHECK(taken(event("Click", "<EventKey>K</EventKey>")).text == "K");
    CHECK(taken(event("scan", "<EventKey>7</EventKey>")).scene == "7");
    CHECK(taken(event("SUBSCRIBE", "<EventKey>qrscene_7</EventKey>")).scene == "7");
    CHECK(taken(event("UNSUBSCRIBE")).act == Act::unfollow);
    CHECK(taken(event("brand_new_event")).act == Act::notice);
    CHECK(taken(event("brand_new_event")).kind == "brand_new_event");
    CHECK(taken(event("a\"b{c}\nd 你")).kind == "abcd");
    CHECK(taken(event("你好")).kind == "unnamed");
    CHECK(taken(event(std::string(100, 'x'))).kind == std::string(40, 'x'));
    CHECK(taken(document("", "Text")).kind == "text");
    CHECK(taken(document("", "hologram")).act == Act::notice);
}

TEST_CASE("scenes, spoken and tapped words lose only what the platform added", "[platforms][wechat][inbound]")
{
    CHECK(taken(event("subscribe", "<EventKey>last_trade_no_4000</EventKey>")).scene.empty());
    CHECK(taken(event("subscribe", "<EventKey>qrscene_qrscene_1</EventKey>")).scene == "qrscene_1");
    CHECK(taken(event("subscribe")).scene.empty());
    const auto voice = [](const std::string& words) {
        return taken(document("<Recognition>" + words + "</Recognition>", "voice"));
    };
    CHECK(voice("签到。").text == "签到");
    CHECK(voice("签到。。").text == "签到");
    CHECK(voice("好。签到").text == "好。签到");
    CHECK(voice("签到。").spoken);
    CHECK(voice("。").act == Act::show);
    CHECK_FALSE(voice("").spoken);
    CHECK_FALSE(taken(document("<Content>x</Content><bizmsgmenuid></bizmsgmenuid>")).tapped);
    CHECK(taken(document("<Content><![CDATA[  a<b & c ]]></Content>")).text == "  a<b & c ");
    CHECK(taken(document("")).text.empty());
}

TEST_CASE("copies have one delivery id, different events never the same", "[platforms][wechat][inbound][delivery]")
{
    const auto click = fixture("event-click.xml");
    const auto first = taken(click).delivery_id;
    WechatSigner later = sender; // the platform repeats with another envelope: new random bytes, nonce and signature
    later.nonce = "another1";
    const auto again = later.platform(WechatMode::compatible)->decode(later.post(click, WechatMode::compatible));
    CHECK(std::get<Incoming>(again).delivery_id == first);
    RawEnvelope other{click, sender.app_id};
    other.random = "fedcba9876543210";
    const auto third =
        sender.platform(WechatMode::secure)->decode(sender.post_encrypted(raw_encrypt(sender.key, other.bytes())));
    CHECK(std::get<Incoming>(third).delivery_id == first);

    std::set<std::string> ids;
    const auto wechat = sender.platform(WechatMode::secure);
    for (int i = 0; i < 5000; ++i) { // same sender, same second: two menu entries, or a follow and a scan
        const auto key = "<EventKey>" + std::to_string(i) + "</EventKey>";
        for (const auto* name : {"CLICK", "SCAN"})
            ids.insert(
                std::get<Incoming>(wechat->decode(sender.post(event(name, key), WechatMode::secure))).delivery_id);
    }
    CHECK(ids.size() == 10000);
}

TEST_CASE("a message without a usable number is known by its digest", "[platforms][wechat][inbound][delivery]")
{
    const auto id = [](const std::string& fields) {
        return taken(document("<Content>x</Content>" + fields)).delivery_id;
    };
    CHECK(id("<MsgId>1</MsgId>") == "m:1");
    CHECK(id("<MsgId>18446744073709551615</MsgId>") == "m:18446744073709551615");
    for (const auto* fields : {"", "<MsgId></MsgId>", "<MsgId>-1</MsgId>", "<MsgId>123456789012345678901</MsgId>",
                               "<MsgId>1a</MsgId>", "<MsgID>5</MsgID>"}) {
        INFO(fields);
        CHECK(id(fields).starts_with("e:1761900000:"));
    }
    CHECK(taken(event("CLICK", "<MsgId>5</MsgId>")).delivery_id.starts_with("e:"));
}

TEST_CASE("authentic but unusable is kept whole, in all three modes", "[platforms][wechat][inbound]")
{
    struct Case
    {
        std::string document;
        Cause cause;
    };
    const auto mode = GENERATE(WechatMode::plaintext, WechatMode::compatible, WechatMode::secure);
    const std::string to = "<ToUserName>gh_1</ToUserName>", from = "<FromUserName>o1</FromUserName>",
                      time = "<CreateTime>1761900000</CreateTime>", type = "<MsgType>text</MsgType>";
    for (const auto& [body, cause] : {
             Case{"<xml>" + to + time + type + "</xml>", Cause::fields},
             Case{"<xml>" + to + from + type + "</xml>", Cause::fields},
             Case{"<xml>" + to + from + time + "</xml>", Cause::fields},
             Case{"<xml>" + from + time + type + "</xml>", Cause::fields},
             Case{"<xml>" + to + "<FromUserName>a b</FromUserName>" + time + type + "</xml>", Cause::fields},
             Case{"<xml>" + to + "<FromUserName>" + std::string(129, 'o') + "</FromUserName>" + time + type + "</xml>",
                  Cause::fields},
             Case{"<xml>" + to + from + "<CreateTime>soon</CreateTime>" + type + "</xml>", Cause::fields},
             Case{"<xml>" + to + from + "<CreateTime>-1</CreateTime>" + type + "</xml>", Cause::fields},
             Case{"<xml>" + to + from + "<CreateTime>99999999999999999999</CreateTime>" + type + "</xml>",
                  Cause::fields},
             Case{"<xml>" + to + from + time + "<MsgType>event</MsgType></xml>", Cause::fields},
             Case{"<xml></xml>", Cause::fields},
             Case{"<xml>" + to + from + from + time + type + "</xml>", Cause::xml},
             Case{"<xml>" + to + from + time + type + "<a>&#0;</a></xml>", Cause::xml},
             Case{"<!DOCTYPE xml><xml>" + to + from + time + type + "</xml>", Cause::xml},
             Case{"<xml>" + to + from + time + type + "<a>\xFF</a></xml>", Cause::xml},
             Case{"<xml>" + to + "</xml><xml/>", Cause::xml},
         }) {
        INFO(body);
        auto request = sender.post(body, mode);
        if (mode == WechatMode::compatible) // the plain half is not read, but must not spoil the envelope here
            request.body = request.body.substr(request.body.find("<Encrypt>")).insert(0, "<xml>");
        const auto result = sender.platform(mode)->decode(request);
        REQUIRE(std::holds_alternative<Unusable>(result));
        CHECK(std::get<Unusable>(result).cause == cause);
        CHECK(std::get<Unusable>(result).body == body);
    }
    const auto empty = sender.platform(WechatMode::plaintext)->decode(sender.post("", WechatMode::plaintext));
    REQUIRE(std::holds_alternative<Unusable>(empty));
    CHECK(std::get<Unusable>(empty).cause == Cause::xml);
}

TEST_CASE("what is inside an envelope may be of any length up to the limit", "[platforms][wechat][inbound]")
{
    const auto frame = document("<Content></Content>").size();
    const auto wechat = sender.platform(WechatMode::plaintext);
    const auto with = [&](std::size_t size) {
        return wechat->decode(
            sender.post(document("<Content>" + std::string(size - frame, 'x') + "</Content>"), WechatMode::plaintext));
    };
    CHECK(std::get<Incoming>(with(64 * 1024)).text.size() == 64 * 1024 - frame);
    CHECK(std::holds_alternative<Unusable>(with(64 * 1024 + 1)));
}
