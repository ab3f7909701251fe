// From the bytes of an authentic document to what the core is told, and back to a reply.

#include "bot/platforms/utf8.hpp"
#include "bot/platforms/wechat.hpp"
#include "tests/fuzz/harness.hpp"
#include "tests/support/expat_xml.hpp"
#include "tests/support/wechat_signer.hpp"

using namespace fingertip;
using namespace fingertip::bot::platforms;
using namespace fingertip::fuzz;

namespace {

void clean(const std::string& text)
{
    promise(is_utf8(text) && text.find('\0') == std::string::npos, "the core is handed unclean text");
}

void run(std::string_view input)
{
    static const tests::WechatSigner signer;
    static const auto platform = signer.platform(WechatMode::plaintext);
    static const auto signed_request = signer.post("", WechatMode::plaintext);
    auto request = signed_request;
    request.body = input;
    const auto decoded = platform->decode(request);
    promise(std::holds_alternative<handlers::Incoming>(decoded) || std::holds_alternative<Unusable>(decoded),
            "an authentic request is refused, or taken for a verification");
    const auto* event = std::get_if<handlers::Incoming>(&decoded);
    if (!event)
        return;

    promise(!event->account.empty() && !event->delivery_id.empty(), "an event of nobody, or without identity");
    promise(event->kind.size() <= 40, "a kind that is too long for a counter");
    for (const auto* text : {&event->account, &event->to_account, &event->text, &event->scene, &event->delivery_id})
        clean(*text);
    request.received_at += std::chrono::seconds{30};
    const auto again = platform->decode(request);
    promise(std::get<handlers::Incoming>(again).delivery_id == event->delivery_id,
            "a second delivery has another identity");

    const auto answer = platform->encode(handlers::Reply{event->text, {}}, *event);
    if (answer.body != "success")
        promise(tests::read_by_expat(answer.body).contains("/xml/Content"), "a reply without text");
}

const Registered registered{"webhook_event", run};

} // namespace
