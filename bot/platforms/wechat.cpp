#include "bot/platforms/wechat.hpp"

#include "bot/platforms/digest.hpp"
#include "bot/platforms/envelope_crypto.hpp"
#include "bot/platforms/flat_xml.hpp"
#include "bot/platforms/query_string.hpp"
#include "bot/platforms/random_pool.hpp"
#include "bot/platforms/wechat_inbound.hpp"
#include "bot/platforms/wechat_outbound.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace fingertip::bot::platforms {

namespace {

bool is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool consists_of(std::string_view text, std::size_t least, std::size_t most, std::string_view also)
{
    return text.size() >= least && text.size() <= most && std::all_of(text.begin(), text.end(), [also](char c) {
               return is_letter_or_digit(c) || also.find(c) != std::string_view::npos;
           });
}

// The formats close what the signature leaves open: it joins its parts without borders, so swapping time stamp and
// nonce, or moving digits from one to the other, gives the same digest; and extending a SHA-1 needs bytes that are in
// no class here.

bool is_timestamp(std::string_view text)
{
    return text.size() == 10 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_nonce(std::string_view text)
{
    return consists_of(text, 1, 64, "_-");
}

bool is_echo(std::string_view text)
{
    return consists_of(text, 1, 256, "_+/=-");
}

bool is_signature(std::string_view text)
{
    return text.size() == 40 && std::all_of(text.begin(), text.end(),
                                            [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// The longest event known (a finished broadcast of eight articles) is about 6 KB of it; hashing more than this for
/// somebody who has proved nothing would cost more than an honest message.
constexpr std::size_t longest_encrypted = 32 * std::size_t{1024};

using Authentic = std::variant<std::string, Refused>; ///< the document, or why it is not believed

class Wechat final : public Platform
{
public:
    Wechat(WechatAccount account, WallClock clock) : account_{std::move(account)}, clock_{std::move(clock)}
    {
        if (!consists_of(account_.token, 3, 32, ""))
            throw std::invalid_argument{"Token must consist of 3 to 32 letters and digits"};
        if (account_.mode == WechatMode::plaintext)
            return;
        if (account_.app_id.empty())
            throw std::invalid_argument{"AppID is missing"};
        crypto_.emplace(account_.token, account_.encoding_aes_key, account_.app_id);
    }

    const std::string& name() const override { return account_.name; }

    Capabilities capabilities() const override
    {
        return {.text_bytes = wechat_text_bytes,
                .tap_overhead_bytes = wechat_tap_overhead_bytes(),
                .redelivers = true,
                .group_messages = false};
    }

    Decoded decode(const HttpRequest& request) const override
    {
        const bool verifies_url = request.method == "GET";
        if (!verifies_url && request.method != "POST")
            return Refused{Cause::method};
        const auto query = QueryString::parse(request.query);
        if (!query || !is_timestamp(query->value("timestamp")) || !is_nonce(query->value("nonce")))
            return Refused{Cause::parameters};
        if (verifies_url)
            return verify_url(*query);
        auto document = authentic_document(*query, request.body);
        if (const auto* refused = std::get_if<Refused>(&document))
            return *refused;
        return read_wechat_event(std::get<std::string>(std::move(document)), account_.name, request.received_at);
    }

    HttpResponse encode(const handlers::Reply& reply, const handlers::Incoming& incoming) const override
    {
        const auto now = clock_();
        const auto document = wechat_reply(reply, incoming, now);
        if (document.empty())
            return acknowledge();
        return {.content_type = "text/xml; charset=utf-8",
                .body = crypto_ ? in_envelope(document, now) : document,
                .headers = {}};
    }

    HttpResponse acknowledge() const override
    {
        return {.content_type = "text/plain", .body = "success", .headers = {}};
    }

private:
    /// 接入指南: the platform asks once whether this address is ours. Never encrypted, in no mode.
    Decoded verify_url(const QueryString& query) const
    {
        const auto echo = query.value("echostr");
        if (!is_signature(query.value("signature")) || !is_echo(echo))
            return Refused{Cause::parameters};
        if (!query_signature_matches(query))
            return Refused{Cause::signature};
        return Verification{{.content_type = "text/plain",
                             .body = std::string{echo},
                             .headers = {{"X-Content-Type-Options", "nosniff"}}}};
    }

    bool query_signature_matches(const QueryString& query) const
    {
        return sorted_sha1_matches(query.value("signature"),
                                   {account_.token, query.value("timestamp"), query.value("nonce")});
    }

    Authentic authentic_document(const QueryString& query, const std::string& body) const
    {
        const auto signature = query.value("signature");
        if (account_.mode != WechatMode::secure) {
            if (!is_signature(signature))
                return Refused{Cause::parameters};
            if (!query_signature_matches(query))
                return Refused{Cause::signature};
            if (account_.mode == WechatMode::plaintext)
                return body;
        } else if (!signature.empty() && !is_signature(signature)) { // sent beside the other one, proves nothing more
            return Refused{Cause::parameters};
        }
        const auto encrypt_type = query.value("encrypt_type");
        if (!is_signature(query.value("msg_signature")) || (!encrypt_type.empty() && encrypt_type != "aes"))
            return Refused{Cause::parameters};
        const auto encrypted = unparsed_field(body, "Encrypt");
        if (!encrypted)
            return Refused{Cause::xml};
        if (encrypted->size() > longest_encrypted)
            return Refused{Cause::envelope};
        if (!crypto_->signature_matches(query.value("msg_signature"), query.value("timestamp"), query.value("nonce"),
                                        *encrypted))
            return Refused{Cause::signature};
        auto document = crypto_->open(*encrypted);
        if (!document)
            return Refused{Cause::envelope};
        return *std::move(document);
    }

    std::string in_envelope(const std::string& document, std::chrono::sys_seconds now) const
    {
        const auto timestamp = std::to_string(now.time_since_epoch().count());
        const auto nonce = random_nonce(16);
        const auto encrypted = crypto_->seal(document, random16());
        const auto signature = crypto_->sign(timestamp, nonce, encrypted);
        std::string envelope;
        envelope.reserve(encrypted.size() + 256);
        envelope.append("<xml><Encrypt><![CDATA[").append(encrypted);
        envelope.append("]]></Encrypt><MsgSignature><![CDATA[").append(signature);
        envelope.append("]]></MsgSignature><TimeStamp>").append(timestamp);
        envelope.append("</TimeStamp><Nonce><![CDATA[").append(nonce);
        envelope.append("]]></Nonce></xml>");
        return envelope;
    }

    WechatAccount account_;
    WallClock clock_;
    std::optional<EnvelopeCrypto> crypto_; ///< empty in plaintext mode
};

} // namespace

std::unique_ptr<Platform> make_wechat(WechatAccount account, WallClock clock)
{
    return std::make_unique<Wechat>(std::move(account), std::move(clock));
}

} // namespace fingertip::bot::platforms
