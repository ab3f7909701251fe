#include "bot/bench/messages.hpp"

#include "bot/platforms/digest.hpp"
#include "bot/platforms/flat_xml.hpp"
#include "bot/simulator/wechat_events.hpp"
#include "storage/prepared_books.hpp"

#include <chrono>

namespace fingertip::bot::bench {

namespace {

constexpr std::int64_t step = 7919; ///< a prime: every member's turn comes once
constexpr std::size_t copy_after = 40;

std::int64_t nanoseconds_now()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string request(const Script& script, const platforms::EnvelopeCrypto& crypto, const std::string& token,
                    const std::string& xml, const std::string& now)
{
    const auto nonce = platforms::random_nonce(10);
    const auto encrypted = crypto.seal(xml, platforms::random16());
    const auto body = "<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName><Encrypt><![CDATA[" + encrypted +
                      "]]></Encrypt></xml>";
    return "POST /webhooks/" + script.platform + "?signature=" + platforms::sorted_sha1({token, now, nonce}) +
           "&timestamp=" + now + "&nonce=" + nonce +
           "&encrypt_type=aes&msg_signature=" + crypto.sign(now, nonce, encrypted) +
           " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\n"
           "Content-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace

std::vector<Message> make_messages(const Script& script, const simulator::AccountSecrets& secrets)
{
    const platforms::EnvelopeCrypto crypto{secrets.token, secrets.encoding_aes_key, secrets.app_id};
    const std::int64_t first_id = nanoseconds_now(); // never used before, and growing, as the platform's are
    const std::int64_t second = first_id / 1'000'000'000;
    const auto now = std::to_string(second);
    std::vector<std::string> documents;
    std::vector<std::size_t> places; ///< of the originals among the messages
    std::vector<Message> made;
    std::size_t copied = 0;
    simulator::Act said;
    said.text = script.text;
    for (std::int64_t i = 0; i < script.messages; ++i) {
        const auto member = (script.first + i) * step % script.members;
        documents.push_back(
            simulator::event_xml(said, storage::prepared_books::account_of(member), second, first_id + i));
        places.push_back(made.size());
        made.push_back({request(script, crypto, secrets.token, documents.back(), now), made.size()});
        // So many copies as the share asks of the messages that are old enough.
        if (documents.size() > copy_after &&
            copied * 100 < (documents.size() - copy_after) * static_cast<std::size_t>(script.copies_percent)) {
            const auto original = documents.size() - 1 - copy_after;
            made.push_back({request(script, crypto, secrets.token, documents[original], now), places[original]});
            ++copied;
        }
    }
    return made;
}

std::optional<std::string> opened_reply(const platforms::EnvelopeCrypto& crypto, const std::string& body)
{
    const auto answer = platforms::FlatXml::parse(body);
    if (!answer)
        return std::nullopt;
    const auto sealed = answer->field("Encrypt");
    if (!crypto.signature_matches(answer->field("MsgSignature"), answer->field("TimeStamp"), answer->field("Nonce"),
                                  sealed))
        return std::nullopt;
    const auto xml = crypto.open(sealed);
    return xml ? std::optional{simulator::read_reply(*xml).text} : std::nullopt;
}

} // namespace fingertip::bot::bench
