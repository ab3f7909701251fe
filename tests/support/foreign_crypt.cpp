#include "tests/support/foreign_crypt.hpp"

#include "tests/support/expat_xml.hpp"

#include <stdexcept>
#include <tuple>

namespace fingertip::tests {

using bot::platforms::WechatMode;

storage::Json ForeignCrypt::ask(const char* what, const char* field, const std::string& value)
{
    storage::JsonWriter job;
    job.object()
        .field("by", by)
        .field("dir", what)
        .field("token", token)
        .field("key", key)
        .field("id", app_id)
        .field("timestamp", timestamp)
        .field("nonce", nonce)
        .field(field, value)
        .end();
    return node_.ask(job.take());
}

ForeignCrypt::Sealed ForeignCrypt::seal(const std::string& message)
{
    const auto answer = ask("seal", "message", message);
    return {answer.text("encrypted").value(), answer.text("signature").value()};
}

ForeignCrypt::Opened ForeignCrypt::open(const std::string& encrypted)
{
    const auto answer = ask("open", "encrypted", encrypted);
    return {answer.text("message").value(), answer.text("id").value(), answer.text("signature").value()};
}

std::string ForeignCrypt::signature()
{
    return ask("sign", "message", "").text("signature").value();
}

bot::HttpRequest ForeignCrypt::delivery(const std::string& event, WechatMode mode, const std::string& platform)
{
    bot::HttpRequest request;
    request.method = "POST";
    request.path = "/webhooks/" + platform;
    request.query = "signature=" + signature() + "&timestamp=" + timestamp + "&nonce=" + nonce +
                    "&openid=oQuizUser0000000000000000001";
    request.body = event;
    if (mode == WechatMode::plaintext)
        return request;
    const auto sealed = seal(event);
    request.query += "&encrypt_type=aes&msg_signature=" + sealed.signature;
    const auto field = "<Encrypt><![CDATA[" + sealed.encrypted + "]]></Encrypt></xml>";
    request.body = mode == WechatMode::compatible
                       ? event.substr(0, event.rfind("</xml>")) + field
                       : "<xml>\n<ToUserName><![CDATA[gh_0123456789ab]]></ToUserName>\n" + field;
    return request;
}

std::string ForeignCrypt::opened(const std::string& reply)
{
    const auto envelope = read_by_expat(reply);
    const auto sent = std::pair{timestamp, nonce};
    timestamp = envelope.at("/xml/TimeStamp");
    nonce = envelope.at("/xml/Nonce");
    const auto opened = open(envelope.at("/xml/Encrypt"));
    std::tie(timestamp, nonce) = sent;
    if (opened.signature != envelope.at("/xml/MsgSignature"))
        throw std::runtime_error{"the reply's signature is not what " + by + " makes of it"};
    if (opened.id != app_id)
        throw std::runtime_error{"the reply is for another account"};
    return opened.message;
}

} // namespace fingertip::tests
