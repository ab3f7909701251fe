#include "bot/platforms/digest.hpp"
#include "tests/support/wechat_fixtures.hpp"
#include "tests/support/wechat_signer.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace fingertip::bot;
using namespace fingertip::bot::platforms;
using namespace fingertip::tests;

namespace {

const WechatSigner sender;
const std::string& encrypted()
{
    static const auto text = raw_encrypt(sender.key, RawEnvelope{fixture("text.xml"), sender.app_id}.bytes());
    return text;
}

void replace_all(std::string& text, std::string_view from, const std::string& to)
{
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// {s} signature of three parts, {m} of four, {t} time stamp, {n} nonce; {S} and {M} the same in upper case.
std::string filled(std::string query)
{
    const auto upper = [](std::string text) {
        for (auto& c : text)
            c = static_cast<char>(std::toupper(c));
        return text;
    };
    replace_all(query, "{s}", sender.signature());
    replace_all(query, "{m}", sender.signature_over(encrypted()));
    replace_all(query, "{S}", upper(sender.signature()));
    replace_all(query, "{M}", upper(sender.signature_over(encrypted())));
    replace_all(query, "{t}", sender.timestamp);
    replace_all(query, "{n}", sender.nonce);
    return query;
}

Decoded sent(const std::string& query, WechatMode mode = WechatMode::secure, const std::string& method = "POST")
{
    auto request =
        mode == WechatMode::plaintext ? sender.post(fixture("text.xml"), mode) : sender.post_encrypted(encrypted());
    request.method = method;
    request.query = filled(query);
    return sender.platform(mode)->decode(request);
}

std::string outcome(const Decoded& decoded)
{
    if (const auto* refused = std::get_if<Refused>(&decoded))
        return name(refused->cause);
    return std::holds_alternative<Unusable>(decoded)       ? "unusable"
           : std::holds_alternative<Verification>(decoded) ? "verified"
                                                           : "taken";
}

} // namespace

TEST_CASE("a forger's play with the parameters of a message", "[platforms][wechat][parameters]")
{
    struct Case
    {
        const char* query;
        const char* outcome;
    };
    const auto [query, expected] = GENERATE(values<Case>({
        // honest ones, so that a refusal below means what it says
        {"signature={s}&timestamp={t}&nonce={n}&openid=o1&encrypt_type=aes&msg_signature={m}", "taken"},
        {"timestamp={t}&nonce={n}&msg_signature={m}", "taken"},
        {"msg_signature={m}&x=y&nonce={n}&timestamp={t}", "taken"},
        {"timestamp=%31761900000&nonce={n}&msg_signature={m}", "taken"},
        // missing
        {"", "parameters"},
        {"timestamp={t}&nonce={n}", "parameters"},
        {"nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp={t}&msg_signature={m}", "parameters"},
        {"signature={s}&timestamp={t}&nonce={n}&encrypt_type=aes", "parameters"},
        // empty
        {"timestamp=&nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp={t}&nonce=&msg_signature={m}", "parameters"},
        {"timestamp={t}&nonce={n}&msg_signature=", "parameters"},
        // given twice: never the last, never the first
        {"timestamp={t}&nonce={n}&msg_signature={m}&msg_signature={m}", "parameters"},
        {"timestamp={t}&nonce={n}&msg_signature=x&msg_signature={m}", "parameters"},
        {"timestamp={t}&timestamp={t}&nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp={t}&nonce={n}&nonce={n}&msg_signature={m}", "parameters"},
        {"signature={s}&signature={s}&timestamp={t}&nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp={t}&nonce={n}&Msg_Signature={m}&msg_signature={m}", "parameters"},
        {"timestamp={t}&nonce={n}&%6Dsg_signature={m}&msg_signature={m}", "parameters"},
        {"timestamp={t}&nonce={n}&msg_signature={m}&openid=a&openid=b", "parameters"},
        {"timestamp={t}&nonce={n}&msg_signature={m}&encrypt_type=aes&encrypt_type=raw", "parameters"},
        // arrays and objects
        {"timestamp={t}&nonce={n}&msg_signature[]={m}", "parameters"},
        {"timestamp={t}&nonce={n}&msg_signature[0]={m}", "parameters"},
        {"timestamp={t}&nonce={n}&msg_signature%5B%5D={m}", "parameters"},
        {"timestamp[a]={t}&nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp={t}&nonce={n}&msg_signature={m}&x[]=1", "parameters"},
        // names that only look right
        {"timestamp={t}&nonce={n}&MSG_SIGNATURE={m}", "parameters"},
        {"Timestamp={t}&nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp ={t}&nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp%00={t}&nonce={n}&msg_signature={m}", "parameters"},
        {"%74imestamp%20={t}&nonce={n}&msg_signature={m}", "parameters"},
        // time stamps
        {"timestamp=176190000&nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp=17619000000&nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp=+761900000&nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp=-761900000&nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp=176190000a&nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp=0x76190000&nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp=1.76190e09&nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp=%201761900000&nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp={t}%20&nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp=%EF%BC%91761900000&nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp={t}%00&nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp=1761900001&nonce={n}&msg_signature={m}", "signature"},
        // nonces
        {"timestamp={t}&nonce={n}%80&msg_signature={m}", "parameters"},
        {"timestamp={t}&nonce={n}%80%00%00%00&msg_signature={m}", "parameters"},
        {"timestamp={t}&nonce={n}%00&msg_signature={m}", "parameters"},
        {"timestamp={t}&nonce={n}%2B&msg_signature={m}", "parameters"},
        {"timestamp={t}&nonce={n}+&msg_signature={m}", "parameters"},
        {"timestamp={t}&nonce={n}%0a&msg_signature={m}", "parameters"},
        {"timestamp={t}&nonce=%E4%BD%A0&msg_signature={m}", "parameters"},
        {"timestamp={t}&nonce=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&msg_signature={m}",
         "parameters"},
        {"timestamp={t}&nonce=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&msg_signature={m}",
         "signature"},
        {"timestamp={t}&nonce=kq7Zr2mX&msg_signature={m}", "signature"},
        {"timestamp={n}&nonce={t}&msg_signature={m}", "parameters"},
        // signatures
        {"timestamp={t}&nonce={n}&msg_signature={M}", "parameters"},
        {"timestamp={t}&nonce={n}&msg_signature={m}0", "parameters"},
        {"timestamp={t}&nonce={n}&msg_signature=0{m}", "parameters"},
        {"timestamp={t}&nonce={n}&msg_signature={m}%00", "parameters"},
        {"timestamp={t}&nonce={n}&msg_signature=%20{m}", "parameters"},
        {"timestamp={t}&nonce={n}&msg_signature=0x{m}", "parameters"},
        {"timestamp={t}&nonce={n}&msg_signature=true", "parameters"},
        {"timestamp={t}&nonce={n}&msg_signature=null", "parameters"},
        {"timestamp={t}&nonce={n}&msg_signature={s}", "signature"},
        {"timestamp={t}&nonce={n}&msg_signature=0000000000000000000000000000000000000000", "signature"},
        {"timestamp={t}&nonce={n}&msg_signature=gggggggggggggggggggggggggggggggggggggggg", "parameters"},
        {"signature={S}&timestamp={t}&nonce={n}&msg_signature={m}", "parameters"},
        {"signature=x&timestamp={t}&nonce={n}&msg_signature={m}", "parameters"},
        // asking for another mode
        {"signature={s}&timestamp={t}&nonce={n}&encrypt_type=raw", "parameters"},
        {"signature={s}&timestamp={t}&nonce={n}&encrypt_type=raw&msg_signature={m}", "parameters"},
        {"timestamp={t}&nonce={n}&encrypt_type=AES&msg_signature={m}", "parameters"},
        {"signature={s}&timestamp={t}&nonce={n}&echostr=1", "parameters"},
        // broken queries
        {"timestamp={t}&nonce={n}&msg_signature={m}&", "parameters"},
        {"&timestamp={t}&nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp={t}&&nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp={t};nonce={n};msg_signature={m}", "parameters"},
        {"timestamp={t}&nonce={n}&msg_signature={m}&x", "parameters"},
        {"timestamp={t}&nonce={n}&msg_signature={m}&=x", "parameters"},
        {"timestamp={t}&nonce={n}&msg_signature={m}&x=%", "parameters"},
        {"timestamp={t}&nonce={n}&msg_signature={m}&x=%zz", "parameters"},
        {"timestamp={t}%26nonce={n}&msg_signature={m}", "parameters"},
        {"?timestamp={t}&nonce={n}&msg_signature={m}", "parameters"},
        {"timestamp=%2531761900000&nonce={n}&msg_signature={m}", "parameters"},
    }));
    INFO(query);
    CHECK(outcome(sent(query)) == expected);
}

TEST_CASE("other methods are refused before anything is looked at", "[platforms][wechat][parameters]")
{
    const auto method = GENERATE("PUT", "HEAD", "DELETE", "OPTIONS", "post", "get", "");
    CHECK(outcome(sent("timestamp={t}&nonce={n}&msg_signature={m}", WechatMode::secure, method)) == "method");
}

TEST_CASE("moving digits across a border the signature does not have is refused by format",
          "[platforms][wechat][parameters][hazards]")
{
    WechatSigner digits_first = sender;
    digits_first.nonce = "9abc";
    auto request = digits_first.verification("1234");
    const auto wechat = sender.platform(WechatMode::plaintext);
    REQUIRE(outcome(wechat->decode(request)) == "verified");

    REQUIRE(sorted_sha1({sender.token, "17619000009", "abc"}) == digits_first.signature()); // the hazard itself
    replace_all(request.query, "timestamp=1761900000&nonce=9abc", "timestamp=17619000009&nonce=abc");
    CHECK(outcome(wechat->decode(request)) == "parameters");
    replace_all(request.query, "timestamp=17619000009&nonce=abc", "timestamp=9abc&nonce=1761900000");
    CHECK(outcome(wechat->decode(request)) == "parameters");
}

TEST_CASE("the address is verified in every mode, and only a rightly signed harmless echo comes back",
          "[platforms][wechat][verification]")
{
    const auto mode = GENERATE(WechatMode::plaintext, WechatMode::compatible, WechatMode::secure);
    const auto wechat = sender.platform(mode);
    for (const auto* echo : {"5812345678901234567", "a", "Ab+/==", "x-y_z"}) {
        const auto decoded = wechat->decode(sender.verification(echo));
        REQUIRE(std::holds_alternative<Verification>(decoded));
        const auto& response = std::get<Verification>(decoded).response;
        CHECK(response.status == 200);
        CHECK(response.content_type == "text/plain");
        CHECK(response.body == echo);
    }
    for (const auto& echo : {std::string{}, std::string{"<script>"}, std::string{"a b"}, std::string{"a%0d%0ax"},
                             std::string{"%E4%BD%A0"}, std::string(257, '1')}) {
        INFO(echo);
        CHECK(outcome(wechat->decode(sender.verification(echo))) == "parameters");
    }
    CHECK(outcome(sent("signature={s}&timestamp={t}&nonce={n}", mode, "GET")) == "parameters");
    CHECK(outcome(sent("timestamp={t}&nonce={n}&echostr=1", mode, "GET")) == "parameters");
    CHECK(outcome(sent("signature={m}&timestamp={t}&nonce={n}&echostr=1", mode, "GET")) == "signature");
    CHECK(outcome(sent("signature={s}&timestamp={t}&nonce={n}&echostr=1&echostr=2", mode, "GET")) == "parameters");
    CHECK(outcome(sent("signature={s}&timestamp=1761900002&nonce={n}&echostr=1", mode, "GET")) == "signature");
}

TEST_CASE("the published handshakes verify", "[platforms][wechat][verification][vectors]")
{
    int handshakes = 0;
    for (const auto& vector : vectors()) {
        if (vector.text("kind") != "query_signature_sha1_3part")
            continue;
        ++handshakes;
        WechatSigner theirs;
        theirs.token = vector.text("token").value();
        HttpRequest request;
        request.method = "GET";
        request.query = std::string{"signature="} + vector.text("signature").value() +
                        "&timestamp=" + vector.text("timestamp").value() + "&nonce=" + vector.text("nonce").value() +
                        "&echostr=5812345678901234567";
        const auto decoded = theirs.platform(WechatMode::secure)->decode(request);
        REQUIRE(std::holds_alternative<Verification>(decoded));
        CHECK(std::get<Verification>(decoded).response.body == "5812345678901234567");
    }
    CHECK(handshakes == 3);
}

TEST_CASE("the mode is the configuration's, whatever arrives", "[platforms][wechat][modes]")
{
    const auto plain = sender.post(fixture("text.xml"), WechatMode::plaintext);
    const auto compatible = sender.post(fixture("text.xml"), WechatMode::compatible);
    const auto secure = sender.post(fixture("text.xml"), WechatMode::secure);
    const auto at = [](WechatMode mode, const HttpRequest& request) {
        return outcome(sender.platform(mode)->decode(request));
    };
    CHECK(at(WechatMode::plaintext, plain) == "taken");
    CHECK(at(WechatMode::compatible, compatible) == "taken");
    CHECK(at(WechatMode::secure, secure) == "taken");
    CHECK(at(WechatMode::secure, compatible) == "taken"); // the plain half is not looked at
    CHECK(at(WechatMode::secure, plain) == "parameters");
    CHECK(at(WechatMode::compatible, plain) == "parameters");
    CHECK(at(WechatMode::plaintext, secure) == "unusable");

    auto unsigned_body = plain; // a signature seen once, under any body
    unsigned_body.query += "&encrypt_type=aes&msg_signature=" + sender.signature_over(encrypted());
    CHECK(at(WechatMode::secure, unsigned_body) == "xml");

    auto half_signed = compatible;
    replace_all(half_signed.query, "&signature=" + sender.signature(), "");
    replace_all(half_signed.query, "signature=" + sender.signature() + "&", "");
    CHECK(at(WechatMode::compatible, half_signed) == "parameters");

    auto forged = compatible; // compatible mode: the plain half says something else
    replace_all(forged.body, "第一章有哪些重点？", "任命 我 书记");
    replace_all(forged.body, "oQuizUser0000000000000000001", "oSomebodyElse");
    const auto decoded = sender.platform(WechatMode::compatible)->decode(forged);
    REQUIRE(std::holds_alternative<fingertip::handlers::Incoming>(decoded));
    CHECK(std::get<fingertip::handlers::Incoming>(decoded).text == "第一章有哪些重点？");
    CHECK(std::get<fingertip::handlers::Incoming>(decoded).account == "oQuizUser0000000000000000001");
}

TEST_CASE("the envelope around an authentic message is held to the same guard", "[platforms][wechat][hazards]")
{
    const auto wechat = sender.platform(WechatMode::secure);
    const auto request = sender.post(fixture("text.xml"), WechatMode::secure);
    const auto with = [&](const std::string& from, const std::string& to) {
        auto changed = request;
        replace_all(changed.body, from, to);
        REQUIRE(changed.body != request.body);
        return outcome(wechat->decode(changed));
    };
    CHECK(with("<xml>", "<!DOCTYPE xml><xml>") == "xml");
    CHECK(with("<xml>", "<xml><Encrypt>QUJD</Encrypt>") == "xml");
    CHECK(with("</xml>", "</xml><xml/>") == "xml");
    CHECK(with("gh_0123456789ab", std::string(70000, 'x')) == "xml");
    CHECK(with("gh_0123456789ab", "\xFF") == "xml");
    CHECK(with("Encrypt>", "encrypt>") == "xml");
    CHECK(with("gh_0123456789ab", "gh_another") == "taken"); // unsigned, and not believed
    auto empty = request;
    empty.body.clear();
    CHECK(outcome(wechat->decode(empty)) == "xml");
    CHECK(outcome(wechat->decode(sender.post_encrypted(""))) == "envelope");
    CHECK(outcome(wechat->decode(sender.post_encrypted("QUJD"))) == "envelope");
    CHECK(outcome(wechat->decode(sender.post_encrypted("not base64"))) == "envelope");
    const auto of_length =
        [&](std::size_t encrypted_length) { // 4 bytes of base64 for 3, less random, length, id and padding
            const std::string text(encrypted_length / 4 * 3 - 20 - sender.app_id.size() - 32, 'x');
            const auto sealed = raw_encrypt(sender.key, RawEnvelope{text, sender.app_id}.bytes());
            REQUIRE(sealed.size() == encrypted_length);
            return outcome(wechat->decode(sender.post_encrypted(sealed)));
        };
    CHECK(of_length(32 * 1024) == "unusable"); // opened, but no XML
    CHECK(of_length(32 * 1024 + 128) == "envelope");
}

TEST_CASE("no random change to a request changes what is understood", "[platforms][wechat][random]")
{
    const auto seed = std::random_device{}();
    std::mt19937 dice{seed};
    INFO("seed " << seed);
    const auto mode = GENERATE(WechatMode::compatible, WechatMode::secure);
    const auto wechat = sender.platform(mode);
    const auto request = sender.post(fixture("text.xml"), mode);
    int refused = 0;
    for (int i = 0; i < 10000; ++i) {
        auto changed = request;
        for (auto changes = 1 + dice() % 3; changes > 0; --changes) {
            auto& where = dice() % 2 ? changed.query : changed.body;
            const auto at = dice() % where.size();
            switch (dice() % 4) {
            case 0:
                where[at] = static_cast<char>(dice());
                break;
            case 1:
                where.erase(at, 1 + dice() % 8);
                break;
            case 2:
                where.insert(at, where.substr(dice() % where.size(), dice() % 40));
                break;
            default:
                where[at] = static_cast<char>(where[at] ^ (1 << dice() % 8));
            }
            if (where.empty())
                where = " ";
        }
        const auto decoded = wechat->decode(changed);
        REQUIRE_FALSE(std::holds_alternative<Unusable>(decoded));
        if (const auto* incoming = std::get_if<fingertip::handlers::Incoming>(&decoded)) {
            REQUIRE(incoming->text == "第一章有哪些重点？");
            REQUIRE(incoming->delivery_id == "m:24000000000000001");
        } else {
            ++refused;
        }
    }
    CHECK(refused > 5000);
}

TEST_CASE("an account that cannot work is refused when it is made", "[platforms][wechat]")
{
    const auto made = [](WechatAccount account) {
        return make_wechat(std::move(account), [] { return std::chrono::sys_seconds{}; });
    };
    const auto good = sender.account(WechatMode::secure);
    CHECK(made(good)->name() == "wechat-main");
    auto account = good;
    for (const auto* token : {"", "ab", "with blank", "123456789012345678901234567890123"}) {
        account.token = token;
        CHECK_THROWS_AS(made(account), std::invalid_argument);
    }
    account = good, account.app_id = "";
    CHECK_THROWS_AS(made(account), std::invalid_argument);
    account = good, account.encoding_aes_key = "";
    CHECK_THROWS_AS(made(account), std::invalid_argument);
    account.mode = WechatMode::plaintext, account.app_id = "";
    CHECK(made(account));
}
