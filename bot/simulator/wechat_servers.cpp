#include "bot/simulator/wechat_servers.hpp"

#include "bot/platforms/digest.hpp"
#include "bot/platforms/flat_xml.hpp"
#include "storage/json.hpp"

#include <chrono>
#include <stdexcept>

namespace fingertip::bot::simulator {

namespace asio = boost::asio;
using platforms::random16;
using platforms::WechatMode;

namespace {

constexpr std::chrono::seconds patience{5};
constexpr int most_attempts = 3;
constexpr std::string_view address_prefix = "http://weixin.qq.com/q/";
constexpr std::string_view access_token = "simulated-access-token";

std::int64_t seconds_now()
{
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// Above what any earlier process gave out, even one that began within the same second: a number used twice would be
/// the same message delivered again.
std::int64_t first_message_id()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

HttpResponse json(std::string body)
{
    HttpResponse response;
    response.content_type = "application/json; charset=utf-8";
    response.body = std::move(body);
    return response;
}

HttpResponse error(int code, const char* message)
{
    storage::JsonWriter out;
    out.object().field("errcode", code).field("errmsg", message).end();
    return json(out.take());
}

} // namespace

WechatServers::WechatServers(HttpClient& http, std::string webhook_url, const AccountSecrets& secrets)
    : http_{http}, webhook_url_{std::move(webhook_url)}, token_{secrets.token}, mode_{secrets.mode},
      message_id_{first_message_id()}
{
    if (mode_ != WechatMode::plaintext)
        crypto_.emplace(secrets.token, secrets.encoding_aes_key, secrets.app_id);
}

WechatServers::Signed WechatServers::sign() const
{
    Signed made{std::to_string(seconds_now()), platforms::random_nonce(10), {}};
    made.query = "?signature=" + platforms::sorted_sha1({token_, made.timestamp, made.nonce}) +
                 "&timestamp=" + made.timestamp + "&nonce=" + made.nonce;
    return made;
}

asio::awaitable<UrlCheck> WechatServers::verify_url()
{
    const auto echo = platforms::random_nonce(19);
    HttpCall call;
    call.url = webhook_url_ + sign().query + "&echostr=" + echo;
    call.deadline = patience;
    const auto result = co_await http_.call(std::move(call));
    const auto* answer = std::get_if<HttpAnswer>(&result);
    if (!answer)
        co_return UrlCheck::unreachable;
    co_return answer->status == 200 && answer->body == echo ? UrlCheck::verified : UrlCheck::refused;
}

void WechatServers::put_in_envelope(Delivery& delivery, const Signed& with) const
{
    if (!crypto_) {
        delivery.request_body = delivery.event_xml;
        return;
    }
    const auto encrypted = crypto_->seal(delivery.event_xml, random16());
    delivery.request_line += "&encrypt_type=aes&msg_signature=" + crypto_->sign(with.timestamp, with.nonce, encrypted);
    const auto sealed = "<Encrypt><![CDATA[" + encrypted + "]]></Encrypt></xml>";
    // In compatible mode the readable fields come as well.
    delivery.request_body = mode_ == WechatMode::compatible
                                ? delivery.event_xml.substr(0, delivery.event_xml.rfind("</xml>")) + sealed
                                : "<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName>" + sealed;
}

asio::awaitable<Delivery> WechatServers::deliver(std::string event_xml)
{
    Delivery delivery;
    delivery.event_xml = std::move(event_xml);
    const auto event = platforms::FlatXml::parse(delivery.event_xml);
    if (!event)
        throw std::invalid_argument{"no event: " + delivery.event_xml};
    const auto made = sign();
    delivery.request_line = "POST " + webhook_url_ + made.query + "&openid=" + event->field("FromUserName");
    put_in_envelope(delivery, made);
    const auto began = std::chrono::steady_clock::now();
    while (delivery.status != 200 && delivery.attempts < most_attempts) {
        ++delivery.attempts;
        HttpCall call;
        call.method = "POST";
        call.url = delivery.request_line.substr(5);
        call.headers = {{"Content-Type", "text/xml"}};
        call.body = delivery.request_body;
        call.deadline = patience;
        auto result = co_await http_.call(std::move(call));
        auto* answer = std::get_if<HttpAnswer>(&result);
        delivery.status = answer ? answer->status : 0;
        delivery.answer_body = answer ? std::move(answer->body) : std::string{};
    }
    delivery.milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
    if (delivery.status != 200 || delivery.answer_body.empty() || delivery.answer_body == "success")
        co_return delivery;
    read_answer(delivery);
    co_return delivery;
}

void WechatServers::read_answer(Delivery& delivery) const
{
    delivery.reply_is_genuine = false;
    const auto answer = platforms::FlatXml::parse(delivery.answer_body);
    if (!answer)
        return;
    auto opened = std::optional{delivery.answer_body};
    if (crypto_) {
        const auto sealed = answer->field("Encrypt");
        if (!crypto_->signature_matches(answer->field("MsgSignature"), answer->field("TimeStamp"),
                                        answer->field("Nonce"), sealed))
            return;
        opened = crypto_->open(sealed);
    }
    if (!opened)
        return;
    delivery.reply_is_genuine = true;
    delivery.reply_xml = *std::move(opened);
    delivery.shown = read_reply(delivery.reply_xml);
}

HttpResponse WechatServers::answer_call(const HttpRequest& request)
{
    const auto in = storage::Json::parse(request.body);
    if (request.method == "POST" && request.path == "/cgi-bin/stable_token") {
        if (!in || in->text("grant_type") != "client_credential")
            return error(40002, "invalid grant_type");
        storage::JsonWriter out;
        out.object().field("access_token", access_token).field("expires_in", 7200).end();
        return json(out.take());
    }
    if (request.method == "POST" && request.path == "/cgi-bin/qrcode/create") {
        if (request.query != "access_token=" + std::string{access_token})
            return error(40001, "invalid credential");
        const auto info = in ? in->at("action_info") : std::nullopt;
        const auto scene = info ? info->at("scene") : std::nullopt;
        const auto word = scene ? scene->text("scene_str") : std::nullopt;
        if (!word || word->empty() || word->size() > 64)
            return error(40053, "invalid action info");
        storage::JsonWriter out;
        out.object()
            .field("ticket", "simulated-ticket")
            .field("expire_seconds", in->integer("expire_seconds").value_or(60))
            .field("url", std::string{address_prefix} + *word)
            .end();
        return json(out.take());
    }
    return error(48001, "this call is not played");
}

std::string WechatServers::scene_of(const std::string& address)
{
    return address.starts_with(address_prefix) ? address.substr(address_prefix.size()) : "";
}

} // namespace fingertip::bot::simulator
