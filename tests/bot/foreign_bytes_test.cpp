// Published requests, byte for byte as their authors made them, and the platform's handshakes, against the whole bot
// over HTTP.
#include "storage/people/bindings.hpp"
#include "storage/people/members.hpp"
#include "storage/people/organizations.hpp"
#include "tests/support/bot_server.hpp"
#include "tests/support/expat_xml.hpp"
#include "tests/support/foreign_crypt.hpp"
#include "tests/support/wechat_fixtures.hpp"
#include "tests/support/wechat_sender.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace fingertip;
using namespace fingertip::tests;
using namespace std::chrono_literals;
using bot::WechatMode;
using Catch::Contains;

namespace {

storage::Json vector_named(const std::string& name)
{
    for (auto& vector : vectors())
        if (vector.text("name") == name)
            return vector;
    throw std::runtime_error{"no vector " + name};
}

std::string text(const storage::Json& vector, const char* field)
{
    return vector.text(field).value_or("");
}

storage::Time at(std::int64_t seconds)
{
    return storage::Time{std::chrono::seconds{seconds}};
}

storage::Time when_made(const storage::Json& vector)
{
    const auto sent = between(text(vector, "plaintext"), "<CreateTime>", "</CreateTime>");
    return at(std::atoll(sent.empty() ? "1761900000" : sent.c_str()));
}

/// The whole bot with the account that a vector was made for, at the time it was made.
class VectorBot
{
public:
    explicit VectorBot(const storage::Json& vector, WechatMode mode = WechatMode::secure, std::string app_id = {})
        : bot_{[&](bot::Config& config) {
                   auto token = text(vector, "token");
                   if (token.empty())
                       token = "quizToken";
                   auto key = text(vector, "encoding_aes_key");
                   if (key.empty())
                       key = WechatSigner{}.key;
                   if (app_id.empty())
                       app_id = text(vector, "receive_id").empty() ? "wx0123456789abcdef" : text(vector, "receive_id");
                   config.platforms.push_back(BotServer::account("wechat-main", mode, token, key, app_id));
               },
               when_made(vector) + 1s},
          line_{bot_.port(), {}}
    {
    }

    WechatSender::Answer post(const std::string& query, const std::string& body)
    {
        bot::HttpRequest request;
        request.method = "POST";
        request.path = "/webhooks/wechat-main";
        request.query = query;
        request.body = body;
        return line_.exchange(http_bytes(request)).value();
    }
    WechatSender::Answer get(const std::string& query)
    {
        return line_.exchange("GET /webhooks/wechat-main?" + query + " HTTP/1.1\r\nHost: bot.example.org\r\n\r\n")
            .value();
    }

    /// Makes an account somebody's whom the bot knows.
    void know(const std::string& account)
    {
        bot_.write([&](storage::Tx& tx) {
            storage::Organization branch;
            branch.code = "B1";
            branch.name = "星火支部";
            branch.level = "branch";
            storage::Member member;
            member.member_no = "1001";
            member.name = "李梅";
            member.category = "full";
            member.home = storage::organizations::add(tx, branch);
            const auto id = storage::members::add(tx, *bot_.installation().vault, member, at(0));
            storage::bindings::bind(tx, "wechat-main", account, id, "seed", 1, at(0), at(0));
        });
    }

    /// Everything that an event can leave behind.
    std::int64_t traces()
    {
        return bot_.number({"test.inbox", "SELECT count(*) FROM inbox"}) +
               bot_.number({"test.letters", "SELECT count(*) FROM dead_letters"}) +
               bot_.number({"test.conversations", "SELECT count(*) FROM conversations"});
    }
    std::string letter() { return bot_.word({"test.letter", "SELECT cause FROM dead_letters"}); }
    std::string dialogue() { return bot_.word({"test.dialogue", "SELECT dialogue FROM conversations"}); }
    std::int64_t inbox() { return bot_.number({"test.inbox", "SELECT count(*) FROM inbox"}); }

private:
    BotServer bot_;
    WechatSender line_;
};

std::string query_of(const storage::Json& vector)
{
    const auto plain_signature = text(vector, "query_signature");
    return (plain_signature.empty() ? "" : "signature=" + plain_signature + "&") +
           "timestamp=" + text(vector, "timestamp") + "&nonce=" + text(vector, "nonce") +
           "&openid=o1&encrypt_type=aes&msg_signature=" + text(vector, "msg_signature");
}

std::string secure_body(const std::string& encrypted)
{
    return "<xml>\n<ToUserName><![CDATA[gh_1]]></ToUserName>\n<Encrypt><![CDATA[" + encrypted + "]]></Encrypt>\n</xml>";
}

/// The text without one character at `at`, another of the same class in its place.
std::string changed(std::string text, std::size_t at)
{
    text.at(at) = text.at(at) == '1' ? '2' : '1';
    return text;
}

void configure(ForeignCrypt& crypt, const storage::Json& vector)
{
    crypt.token = text(vector, "token");
    crypt.key = text(vector, "encoding_aes_key");
    crypt.app_id = text(vector, "receive_id");
}

bool skipped()
{
    if (!foreign_is_missing())
        return false;
    WARN("skipped: npm ci in tests/foreign has not been run");
    return true;
}

} // namespace

SCENARIO("a published request is answered to whoever sent it, and one changed character is worth nothing",
         "[bot][foreign][vectors]")
{
    if (skipped())
        return;
    ForeignCrypt crypt;
    int requests = 0;
    for (const auto& vector : vectors()) {
        if (!text(vector, "kind").starts_with("message_xml"))
            continue;
        ++requests;
        INFO(text(vector, "name"));
        configure(crypt, vector);
        const auto plain = text(vector, "plaintext");
        const auto sender = between(plain, "<FromUserName><![CDATA[", "]]></FromUserName>");
        const auto query = query_of(vector);
        const auto encrypted = text(vector, "encrypted");
        VectorBot bot{vector};
        if (between(plain, "<MsgType><![CDATA[", "]]></MsgType>") == "text")
            bot.know(sender);

        for (const auto& bad :
             {changed(query, query.find("msg_signature=") + 20), changed(query, query.find("timestamp=") + 18),
              changed(query, query.find("nonce=") + 7)}) {
            const auto refused = bot.post(bad, secure_body(encrypted));
            CHECK(refused.status == 403);
            CHECK(refused.body.empty());
        }
        CHECK(bot.post(query, secure_body(changed(encrypted, 40))).status == 403);
        CHECK(bot.post(query, "<xml><Encrypt></Encrypt></xml>").status == 403);
        CHECK(bot.post(query, plain).status == 403); // nobody chooses the mode by what they send
        VectorBot other{vector, WechatMode::secure, "wx0000000000000000"};
        CHECK(other.post(query, secure_body(encrypted)).status == 403);
        REQUIRE(bot.traces() == 0);

        const auto answer = bot.post(query, secure_body(encrypted));
        CHECK(answer.status == 200);
        if (sender.empty()) { // an open platform's event about another account: authentic, and of no use here
            CHECK(answer.body == "success");
            CHECK(bot.letter() == "fields");
            continue;
        }
        const auto reply = read_by_expat(crypt.opened(answer.body));
        CHECK(reply.at("/xml/ToUserName") == sender);
        CHECK(reply.at("/xml/FromUserName") == between(plain, "<ToUserName><![CDATA[", "]]></ToUserName>"));
        if (text(vector, "name") == "derived_mp_secure_subscribe_scan") {
            CHECK_THAT(reply.at("/xml/Content"), Contains("隐私说明"));
            CHECK(bot.inbox() == 1);
            CHECK(bot.dialogue() == "consent"); // and in it the scene, for after the binding
        } else {
            CHECK_THAT(reply.at("/xml/Content"), Contains("李梅")); // a greeting is answered with the day's card
        }
        CHECK(bot.letter().empty());
    }
    CHECK(requests == 5);
}

SCENARIO("the recorded envelopes count as given, secure and compatible", "[bot][foreign][vectors]")
{
    const auto vector = vector_named("derived_mp_secure_subscribe_scan");
    const auto plain_signature = text(vector_named("derived_plain_handshake"), "signature");
    const auto [file, mode] =
        GENERATE(table<std::string, WechatMode>({{"envelope-secure.xml", WechatMode::secure},
                                                 {"envelope-compatible.xml", WechatMode::secure},
                                                 {"envelope-compatible.xml", WechatMode::compatible}}));
    VectorBot bot{vector, mode};
    INFO(file);
    if (mode == WechatMode::compatible) { // there both signatures must hold
        CHECK(bot.post(query_of(vector), fixture(file)).status == 403);
        CHECK(bot.post("signature=" + changed(plain_signature, 3) + "&" + query_of(vector), fixture(file)).status ==
              403);
    }
    CHECK(bot.traces() == 0);
    const auto answer = bot.post("signature=" + plain_signature + "&" + query_of(vector), fixture(file));
    CHECK(answer.status == 200);
    CHECK_THAT(answer.body, Contains("<Encrypt>"));
    CHECK(bot.inbox() == 1);
    CHECK(bot.dialogue() == "consent");
}

SCENARIO("in compatible mode the readable half of a published request is not read", "[bot][foreign][vectors]")
{
    if (skipped())
        return;
    const auto vector = vector_named("senparc_mp_aes_text");
    ForeignCrypt crypt;
    configure(crypt, vector);
    auto body = text(vector, "plaintext");
    body.replace(body.find("olPjZjsXuQPJoV0HlruZkNzKc91E"), 28, "oSomebodyElse000000000000000");
    body.insert(body.rfind("</xml>"), "<Encrypt><![CDATA[" + text(vector, "encrypted") + "]]></Encrypt>");
    VectorBot bot{vector, WechatMode::compatible};
    bot.know("olPjZjsXuQPJoV0HlruZkNzKc91E");
    const auto reply = read_by_expat(crypt.opened(bot.post(query_of(vector), body).body));
    CHECK(reply.at("/xml/ToUserName") == "olPjZjsXuQPJoV0HlruZkNzKc91E");
    CHECK_THAT(reply.at("/xml/Content"), Contains("李梅"));
}

SCENARIO("in plaintext mode the published three-part signature opens the door", "[bot][foreign][vectors]")
{
    const auto vector = vector_named("senparc_mp_aes_text");
    VectorBot bot{vector, WechatMode::plaintext};
    bot.know("olPjZjsXuQPJoV0HlruZkNzKc91E");
    const auto query = "signature=" + text(vector, "query_signature") + "&timestamp=" + text(vector, "timestamp") +
                       "&nonce=" + text(vector, "nonce") + "&openid=olPjZjsXuQPJoV0HlruZkNzKc91E";
    CHECK(bot.post(changed(query, 20), text(vector, "plaintext")).status == 403);
    const auto answer = bot.post(query, text(vector, "plaintext"));
    CHECK(answer.status == 200);
    CHECK_THAT(read_by_expat(answer.body).at("/xml/Content"), Contains("李梅"));
}

SCENARIO("published ciphertexts without a signature count once somebody has signed them", "[bot][foreign][vectors]")
{
    if (skipped())
        return;
    ForeignCrypt crypt;
    const auto [name, letter] = GENERATE(table<std::string, std::string>({
        {"chanxuehong_aes_encrypt", ""},    // a text; its key ends in a character with bits to spare
        {"wxjava_aes_encrypt_1", "xml"},    // no XML at all
        {"wxjava_aes_encrypt_2", "fields"}, // a reply: its sender is no account's id
    }));
    INFO(name);
    const auto vector = vector_named(name);
    configure(crypt, vector);
    if (crypt.token.empty())
        crypt.token = "quizToken";
    const auto encrypted = text(vector, "encrypted");
    const auto opened = crypt.open(encrypted);
    CHECK(opened.message == text(vector, "plaintext"));
    VectorBot bot{vector};
    const auto answer = bot.post("timestamp=" + crypt.timestamp + "&nonce=" + crypt.nonce +
                                     "&encrypt_type=aes&msg_signature=" + opened.signature,
                                 secure_body(encrypted));
    CHECK(answer.status == 200);
    CHECK(bot.letter() == letter);
    if (letter.empty())
        CHECK_THAT(crypt.opened(answer.body), Contains("okPEat9FRX96xG8JQvTxHLpzDV64"));
    else
        CHECK(answer.body == "success");
}

SCENARIO("the address is verified by published and foreign handshakes in every mode", "[bot][foreign][vectors]")
{
    const auto mode = GENERATE(WechatMode::secure, WechatMode::compatible, WechatMode::plaintext);
    int handshakes = 0;
    for (const auto& vector : vectors()) {
        if (text(vector, "kind") != "query_signature_sha1_3part")
            continue;
        ++handshakes;
        INFO(text(vector, "name"));
        VectorBot bot{vector, mode};
        const auto query = "signature=" + text(vector, "signature") + "&timestamp=" + text(vector, "timestamp") +
                           "&nonce=" + text(vector, "nonce") + "&echostr=";
        const auto echo = text(vector, "echostr").empty() ? "5812345678901234567" : text(vector, "echostr");
        const auto answer = bot.get(query + echo);
        CHECK(answer.status == 200);
        CHECK(answer.body == echo);
        const auto refused = bot.get(changed(query, 25) + echo);
        CHECK(refused.status == 403);
        CHECK(refused.body.empty());
        CHECK(bot.traces() == 0);
    }
    CHECK(handshakes == 3);
    if (skipped())
        return;
    ForeignCrypt crypt;
    for (const auto* by : {"wechat-crypto", "@wecom/crypto"}) {
        crypt.by = by;
        crypt.nonce = "a_nonce-7";
        VectorBot bot{vector_named("derived_mp_secure_subscribe_scan"), mode};
        const auto query = "signature=" + crypt.signature() + "&timestamp=" + crypt.timestamp + "&nonce=" + crypt.nonce;
        CHECK(bot.get(query + "&echostr=P9nAzCzyDtyTWESHep1vC5X9xho%2FqYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp%2B4Q%3D%3D")
                  .body == "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4Q==");
        CHECK(bot.get(query + "1&echostr=1").status == 403);
    }
}
