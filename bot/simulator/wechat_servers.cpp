#include "bot/simulator/wechat_servers.hpp"

#include "bot/platforms/digest.hpp"
#include "bot/platforms/flat_xml.hpp"
#include "storage/json.hpp"

#include <chrono>
#include <stdexcept>

namespace fingertip::bot::simulator {

namespace asio = boost::asio;
using platforms::random16;

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
    : http_{http}, webhook_url_{std::move(webhook_url)}, token_{secrets.token},
      crypto_{secrets.token, secrets.encoding_aes_key, secrets.app_id}, message_id_{seconds_now() * 10'000'000}
{
}

asio::awaitable<Delivery> WechatServers::deliver(std::string event_xml)
{
    Delivery delivery;
    delivery.event_xml = std::move(event_xml);
    const auto event = platforms::FlatXml::parse(delivery.event_xml);
    if (!event)
        throw std::invalid_argument{"no event: " + delivery.event_xml};
    const std::string timestamp = std::to_string(seconds_now());
    const std::string nonce = platforms::random_nonce(10);
    const std::string encrypted = crypto_.seal(delivery.event_xml, random16());
    const std::string query = "?signature=" + platforms::sorted_sha1({token_, timestamp, nonce}) +
                              "&timestamp=" + timestamp + "&nonce=" + nonce +
                              "&openid=" + event->field("FromUserName") +
                              "&encrypt_type=aes&msg_signature=" + crypto_.sign(timestamp, nonce, encrypted);
    delivery.request_line = "POST " + webhook_url_ + query;
    delivery.request_body = "<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName><Encrypt><![CDATA[" + encrypted +
                            "]]></Encrypt></xml>";
    const auto began = std::chrono::steady_clock::now();
    while (delivery.status != 200 && delivery.attempts < most_attempts) {
        ++delivery.attempts;
        HttpCall call;
        call.method = "POST";
        call.url = webhook_url_ + query;
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
    const auto envelope = platforms::FlatXml::parse(delivery.answer_body);
    if (!envelope)
        return;
    const auto sealed = envelope->field("Encrypt");
    if (!crypto_.signature_matches(envelope->field("MsgSignature"), envelope->field("TimeStamp"),
                                   envelope->field("Nonce"), sealed))
        return;
    const auto opened = crypto_.open(sealed);
    if (!opened)
        return;
    delivery.reply_is_genuine = true;
    delivery.reply_xml = *opened;
    delivery.shown = read_reply(*opened);
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
