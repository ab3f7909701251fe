#include "bot/platforms/base64.hpp"
#include "bot/platforms/envelope_crypto.hpp"
#include "tests/support/branch.hpp"
#include "tests/support/serving.hpp"

#include <catch2/catch.hpp>

#include <ctime>
#include <fstream>
#include <iterator>
#include <map>
#include <vector>

using namespace fingertip;
using namespace fingertip::tests;
using bot::platforms::decode_base64;
using bot::platforms::encode_base64;
using bot::platforms::EnvelopeCrypto;

namespace {

/// The files that hold the books, byte for byte.
std::string books_of(const BotProcess& bot)
{
    std::string all;
    for (const char* part : {"", "-wal"}) {
        std::ifstream in{bot.database() + part, std::ios::binary};
        all.append(std::istreambuf_iterator<char>{in}, {});
    }
    return all;
}

/// Somebody who writes webhooks, right in everything but what is changed.
struct Forger
{
    const WechatSecrets secrets{};
    const EnvelopeCrypto right{secrets.token, secrets.aes_key, secrets.app_id};
    std::string xml = WechatSender::text_xml(account_of(0), 31, std::time(nullptr), meeting_code);
    std::string timestamp = std::to_string(std::time(nullptr));
    std::string nonce = "nonce31";

    std::string sealed() const { return right.seal(xml, bot::platforms::random16()); }

    /// The ciphertext with one bit of one byte turned; `at` counts from the end when it is negative.
    std::string bent(int at, unsigned char bit) const
    {
        std::string bytes = decode_base64(sealed()).value();
        auto& byte = bytes.at(at < 0 ? bytes.size() - static_cast<std::size_t>(-at) : static_cast<std::size_t>(at));
        byte = static_cast<char>(static_cast<unsigned char>(byte) ^ bit);
        return encode_base64(bytes);
    }

    std::string query(const std::string& signature) const
    {
        return "signature=" + std::string(40, 'a') + "&timestamp=" + timestamp + "&nonce=" + nonce +
               "&openid=x&encrypt_type=aes&msg_signature=" + signature;
    }

    std::string request(const std::string& query, const std::string& body, const std::string& method = "POST") const
    {
        return method + " /webhooks/wechat-main?" + query +
               " HTTP/1.1\r\nHost: bot.example.org\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
               body;
    }

    static std::string wrapped(const std::string& encrypted)
    {
        return "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><Encrypt><![CDATA[" + encrypted + "]]></Encrypt></xml>";
    }

    /// Signed with the right token, whatever is inside.
    std::string signed_request(const std::string& encrypted, const std::string& method = "POST") const
    {
        return request(query(right.sign(timestamp, nonce, encrypted)), wrapped(encrypted), method);
    }
};

struct Forgery
{
    const char* what;
    const char* cause; ///< under which it is counted
    std::string request;
};

std::vector<Forgery> forgeries()
{
    const Forger forger;
    const auto sealed = forger.sealed();
    auto signature = forger.right.sign(forger.timestamp, forger.nonce, sealed);
    auto wrong = signature;
    wrong[7] = wrong[7] == '0' ? '1' : '0';
    const auto good_query = forger.query(signature);
    const auto body = Forger::wrapped(sealed);
    const EnvelopeCrypto other_app{forger.secrets.token, forger.secrets.aes_key, "wxanother000000000"};
    const EnvelopeCrypto other_key{forger.secrets.token, std::string(43, 'k'), forger.secrets.app_id};
    Forger swapped;
    swapped.timestamp = "12345";
    Forger broken_inside;
    broken_inside.xml = "<xml><never closed";

    std::vector<Forgery> all{
        {"a signature with one digit changed", "signature", forger.request(forger.query(wrong), body)},
        {"a body with one letter changed", "signature",
         forger.request(good_query, Forger::wrapped(sealed.substr(1) + sealed.front()))},
        {"broken XML inside, and a signature that does not fit", "signature",
         forger.request(forger.query(wrong), Forger::wrapped(broken_inside.sealed()))},
        {"a signature in capitals", "parameters", forger.request(forger.query(std::string(40, 'A')), body)},
        {"no signature", "parameters", forger.request("timestamp=" + forger.timestamp + "&nonce=n", body)},
        {"two signatures", "parameters", forger.request(good_query + "&msg_signature=" + signature, body)},
        {"no query", "parameters", forger.request("", body)},
        {"a short time stamp", "parameters", swapped.signed_request(sealed)},
        {"a letter that base64 does not have", "envelope", forger.signed_request("!" + sealed.substr(1))},
        {"base64 of a wrong length", "envelope", forger.signed_request(sealed.substr(0, sealed.size() - 1))},
        {"not a whole block", "envelope", forger.signed_request(encode_base64("seventeen letters"))},
        {"a wrong padding", "envelope", forger.signed_request(forger.bent(-17, 0xff))},
        {"a length beyond the end", "envelope", forger.signed_request(forger.bent(0, 0x80))},
        {"a length that is one off", "envelope", forger.signed_request(forger.bent(3, 0x01))},
        {"another account's AppID", "envelope",
         forger.signed_request(other_app.seal(forger.xml, bot::platforms::random16()))},
        {"another key", "envelope", forger.signed_request(other_key.seal(forger.xml, bot::platforms::random16()))},
        {"an empty envelope", "xml", forger.request(good_query, "<xml></xml>")},
        {"XML that does not end", "xml", forger.request(good_query, "<xml><Encrypt><![CDATA[" + sealed)},
        {"no XML", "xml", forger.request(good_query, "hello")},
        {"no body", "xml", forger.request(good_query, "")},
        {"a wrong method", "method", forger.signed_request(sealed, "PUT")},
        {"a question about the address with a wrong signature", "signature",
         forger.request(forger.query("") + "&echostr=123", "", "GET")},
        {"a question about the address without an echo", "parameters", forger.request(good_query, "", "GET")},
    };
    return all;
}

} // namespace

SCENARIO("whoever is not the platform learns nothing from what is refused", "[serve][refusals]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 1, std::time(nullptr));
    bot.start();
    WechatSender sender{bot.port(), bot.secrets()};
    CHECK_THAT(says(sender, 0, meeting_code), Catch::Contains("签到成功"));
    const auto books = books_of(bot);

    std::string refusal;
    std::map<std::string, int> causes;
    for (const auto& forgery : forgeries()) {
        const auto answer = ask(bot.port(), forgery.request);
        INFO(forgery.what);
        CHECK(answer.status == 403);
        if (refusal.empty())
            refusal = answer.raw;
        CHECK(answer.raw == refusal);
        ++causes[forgery.cause];
    }
    CHECK_THAT(refusal, Catch::Contains("Content-Length: 0\r\n"));
    CHECK(causes.size() == 5);
    for (const auto& [cause, times] : causes) {
        INFO(cause);
        CHECK(metric(bot, "fingertip_refused_total{cause=\"" + cause + "\",platform=\"wechat-main\"}") == times);
    }

    // A path that nobody has configured tells nothing either.
    const auto nowhere = get(bot.port(), "/webhooks/wechat-other");
    CHECK(nowhere.status == 404);
    CHECK(get(bot.port(), "/anything").raw == nowhere.raw);
    CHECK(get(bot.port(), "/webhooks/").raw == nowhere.raw);

    CHECK(books_of(bot) == books);
    CHECK_THAT(bot.log(), !Catch::Contains("error"));
    CHECK_THAT(says(sender, 0, meeting_code), Catch::Contains("不用再签"));
    CHECK(books_of(bot) != books);
}
