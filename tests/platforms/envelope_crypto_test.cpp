#include "bot/platforms/envelope_crypto.hpp"

#include "bot/platforms/base64.hpp"
#include "bot/platforms/digest.hpp"
#include "tests/support/wechat_fixtures.hpp"
#include "tests/support/wechat_signer.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <random>
#include <set>
#include <thread>

using namespace fingertip::bot::platforms;
using namespace fingertip::tests;

namespace {

std::string text(const fingertip::storage::Json& vector, const char* name)
{
    return vector.text(name).value_or("");
}

Random16 random_of(const std::string& hex)
{
    Random16 bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<unsigned char>(std::stoi(hex.substr(i * 2, 2), nullptr, 16));
    return bytes;
}

std::string flip(std::string bytes, std::size_t at)
{
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    return bytes;
}

/// The same signature but for one bit, still in hexadecimal.
std::string flip_hex(std::string signature, std::size_t at)
{
    constexpr std::string_view digits = "0123456789abcdef";
    signature[at] = digits[digits.find(signature[at]) ^ 1];
    return signature;
}

const WechatSigner sender;

} // namespace

TEST_CASE("every published envelope opens, and is sealed again byte for byte", "[platforms][envelope][vectors]")
{
    int envelopes = 0;
    for (const auto& vector : vectors()) {
        if (text(vector, "encrypted").empty())
            continue;
        ++envelopes;
        INFO(text(vector, "name"));
        const EnvelopeCrypto crypto{text(vector, "token"), text(vector, "encoding_aes_key"),
                                    text(vector, "receive_id")};
        const auto encrypted = text(vector, "encrypted");
        CHECK(crypto.open(encrypted) == text(vector, "plaintext"));
        CHECK(crypto.seal(text(vector, "plaintext"), random_of(text(vector, "random16_hex"))) == encrypted);
        if (text(vector, "msg_signature").empty())
            continue;
        const auto signature = text(vector, "msg_signature");
        CHECK(crypto.sign(text(vector, "timestamp"), text(vector, "nonce"), encrypted) == signature);
        CHECK(crypto.signature_matches(signature, text(vector, "timestamp"), text(vector, "nonce"), encrypted));
        for (std::size_t at = 0; at < signature.size(); ++at)
            CHECK_FALSE(crypto.signature_matches(flip_hex(signature, at), text(vector, "timestamp"),
                                                 text(vector, "nonce"), encrypted));
    }
    CHECK(envelopes == 8);
}

TEST_CASE("every published signature without an envelope is ours too", "[platforms][envelope][vectors]")
{
    int signatures = 0;
    for (const auto& vector : vectors()) {
        INFO(text(vector, "name"));
        const auto kind = text(vector, "kind");
        const auto query_signature =
            text(vector, kind == "query_signature_sha1_3part" ? "signature" : "query_signature");
        if (!query_signature.empty()) {
            ++signatures;
            const auto token = text(vector, "token"), timestamp = text(vector, "timestamp"),
                       nonce = text(vector, "nonce");
            CHECK(sorted_sha1({token, timestamp, nonce}) == query_signature);
            CHECK(sorted_sha1({nonce, token, timestamp}) == query_signature);
            CHECK(sorted_sha1_matches(query_signature, {token, timestamp, nonce}));
            CHECK_FALSE(sorted_sha1_matches(flip_hex(query_signature, 39), {token, timestamp, nonce}));
        }
        if (kind == "sorted_concat_sha1") {
            ++signatures;
            CHECK(sorted_sha1({"c", "a", "b"}) == text(vector, "signature"));
        }
        if (kind == "jsapi_sha1") {
            ++signatures;
            CHECK(sorted_sha1({text(vector, "string1")}) == text(vector, "signature"));
        }
    }
    CHECK(signatures == 8);
}

TEST_CASE("a published envelope with one bit changed is refused, wherever the bit is", "[platforms][envelope][vectors]")
{
    int envelopes = 0;
    for (const auto& vector : vectors()) {
        if (text(vector, "encrypted").empty())
            continue;
        ++envelopes;
        INFO(text(vector, "name"));
        WechatSigner platform_side{
            .token = "quizToken", .key = text(vector, "encoding_aes_key"), .app_id = text(vector, "receive_id")};
        const auto encrypted = text(vector, "encrypted");
        const auto wechat = platform_side.platform(WechatMode::secure);
        const auto answer = [&](const fingertip::bot::HttpRequest& request) { return wechat->decode(request); };
        const auto refused = [&](const fingertip::bot::HttpRequest& request) {
            return std::holds_alternative<Refused>(answer(request));
        };

        auto request = platform_side.post_encrypted(encrypted);
        REQUIRE_FALSE(refused(request));

        auto bad_signature = request;
        const auto at = request.query.find("msg_signature=") + 14;
        bad_signature.query = request.query.substr(0, at) + flip_hex(request.query.substr(at, 40), 17);
        CHECK(refused(bad_signature));

        auto bad_ciphertext = request; // the signature still covers the old one
        const auto raw = *decode_base64(encrypted);
        const auto changed = encode_base64(flip(raw, raw.size() / 2));
        bad_ciphertext.body.replace(request.body.find(encrypted), encrypted.size(), changed);
        CHECK(refused(bad_ciphertext));

        RawEnvelope envelope{text(vector, "plaintext"), platform_side.app_id};
        for (std::size_t i = 0; i < envelope.padding.size(); ++i) {
            auto bad_padding = envelope; // rightly signed from here on: only the inside is wrong
            bad_padding.padding = flip(envelope.padding, i);
            CHECK(refused(platform_side.post_encrypted(raw_encrypt(platform_side.key, bad_padding.bytes()))));
        }
        for (std::size_t i = 0; i < platform_side.app_id.size(); ++i) {
            auto bad_id = envelope;
            bad_id.receive_id = flip(envelope.receive_id, i);
            CHECK(refused(platform_side.post_encrypted(raw_encrypt(platform_side.key, bad_id.bytes()))));
        }
        REQUIRE_FALSE(refused(platform_side.post_encrypted(raw_encrypt(platform_side.key, envelope.bytes()))));
    }
    CHECK(envelopes == 8);
}

TEST_CASE("what a holder of the key may try inside the envelope", "[platforms][envelope]")
{
    const EnvelopeCrypto crypto{sender.token, sender.key, sender.app_id};
    const auto opened = [&](const std::string& bytes) { return crypto.open(raw_encrypt(sender.key, bytes)); };
    const RawEnvelope right{"hello", sender.app_id};
    REQUIRE(opened(right.bytes()) == "hello");

    for (const std::uint32_t length :
         {0U, 4U, 6U, 23U, 24U, 1000U, 0x7FFFFFFFU, 0x80000000U, 0xFFFFFFECU, 0xFFFFFFFFU}) {
        INFO(length);
        auto wrong = right;
        wrong.length = length;
        CHECK_FALSE(opened(wrong.bytes()));
    }
    CHECK_FALSE(opened(std::string(32, 32)));                               // nothing but padding
    CHECK_FALSE(opened(std::string(19, 'x') + std::string(13, 13)));        // shorter than random and length
    CHECK_FALSE(opened(std::string(32, '\0')));                             // padding of zero
    CHECK_FALSE(opened(right.bytes().substr(0, 32) + std::string(32, 33))); // padding of 33
    auto sixteen = right; // a sender that pads to the cipher's block instead of 32
    sixteen.message = "12345678901234567890", sixteen.length = 20; // 58 bytes, 6 to the next 16
    sixteen.padding = std::string(6, 6);
    CHECK(opened(sixteen.bytes()) == sixteen.message); // here both agree
    sixteen.message.resize(4), sixteen.length = 4;     // 42 bytes
    CHECK_FALSE(opened(sixteen.bytes()));              // 48: half a block of 32
    CHECK_FALSE(
        EnvelopeCrypto(sender.token, sender.key, sender.app_id + "0").open(raw_encrypt(sender.key, right.bytes())));
    CHECK_FALSE(EnvelopeCrypto(sender.token, sender.key, "").open(raw_encrypt(sender.key, right.bytes())));

    for (const auto* nonsense :
         {"", "=", "====", "AAAA", "not base64", "QUJD\n", "QUJDRA==QUJD", "QUJDRB==", "QUI", "QU=="}) {
        INFO(nonsense);
        CHECK_FALSE(crypto.open(nonsense));
    }
    const auto good = raw_encrypt(sender.key, right.bytes());
    CHECK_FALSE(crypto.open(good + " "));
    CHECK_FALSE(crypto.open(good.substr(0, 40) + "-" + good.substr(41)));
    CHECK_FALSE(crypto.open(good.substr(0, 40) + "\n" + good.substr(40)));
}

TEST_CASE("lengths around the padding's block survive a round trip, with and without receive id",
          "[platforms][envelope]")
{
    const auto receive_id = GENERATE("", "wx0123456789abcdef");
    const EnvelopeCrypto crypto{"token", sender.key, receive_id};
    for (std::size_t length = 0; length <= 130; ++length) {
        const std::string message(length, '\x05'); // looks like padding
        const auto sealed = crypto.seal(message, random16());
        CHECK(sealed.size() % 4 == 0);
        REQUIRE(crypto.open(sealed) == message);
        const Random16 known{'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
        REQUIRE(crypto.seal(message, known) == raw_encrypt(sender.key, RawEnvelope{message, receive_id}.bytes()));
    }
}

TEST_CASE("a key is 43 characters of base64, and its two unused bits do not matter", "[platforms][envelope]")
{
    const std::string key = "AdiqDDDvUNCeE1ZW5XJmjf9fqNBJpGBs4vL4cHKmHBS"; // S = 010010: unused bits set
    const auto sealed = EnvelopeCrypto{"t", key, "id"}.seal("hello", Random16{});
    for (const auto last : {'Q', 'R', 'S', 'T'})
        CHECK(EnvelopeCrypto("t", key.substr(0, 42) + last, "id").open(sealed) == "hello");
    CHECK_FALSE(EnvelopeCrypto("t", key.substr(0, 42) + 'U', "id").open(sealed));

    for (const auto& bad : {std::string{}, key.substr(0, 42), key + "A", key + "=", key.substr(0, 42) + "=",
                            key.substr(0, 42) + "-", key.substr(0, 42) + " ", key.substr(0, 42) + '\0'}) {
        INFO(bad);
        CHECK_THROWS_AS(EnvelopeCrypto("t", bad, "id"), std::invalid_argument);
    }
}

TEST_CASE("a signature is 40 lower-case hexadecimal digits or none", "[platforms][envelope]")
{
    const EnvelopeCrypto crypto{sender.token, sender.key, sender.app_id};
    const auto good = crypto.sign("1761900000", "abc", "QUJD");
    CHECK(crypto.signature_matches(good, "1761900000", "abc", "QUJD"));
    std::string upper = good;
    for (auto& c : upper)
        c = static_cast<char>(std::toupper(c));
    REQUIRE(upper != good);
    for (const auto& bad : {std::string{}, upper, good + "0", good.substr(1), good.substr(0, 39) + "g",
                            good.substr(0, 39) + '\0', " " + good.substr(1)}) {
        INFO(bad);
        CHECK_FALSE(crypto.signature_matches(bad, "1761900000", "abc", "QUJD"));
    }
}

TEST_CASE("more accounts than a thread keeps contexts for, used by several threads", "[platforms][envelope]")
{
    std::vector<std::unique_ptr<EnvelopeCrypto>> accounts;
    for (int i = 0; i < 40; ++i) {
        auto key = sender.key;
        key[5] = static_cast<char>('A' + i % 26), key[6] = static_cast<char>('A' + i / 26);
        accounts.push_back(std::make_unique<EnvelopeCrypto>("token", key, "id" + std::to_string(i)));
    }
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            std::mt19937 dice{static_cast<unsigned>(t)};
            for (int i = 0; i < 2000; ++i) {
                const auto& crypto = *accounts[dice() % accounts.size()];
                const std::string message(dice() % 100, 'm');
                if (crypto.open(crypto.seal(message, random16())) != message)
                    ++wrong;
            }
        });
    for (auto& thread : threads)
        thread.join();
    CHECK(wrong == 0);
}

TEST_CASE("random bytes and nonces are drawn anew, across the pool's edge", "[platforms][envelope]")
{
    std::set<Random16> bytes;
    std::set<std::string> nonces;
    for (int i = 0; i < 1000; ++i) { // the pool holds 256 draws
        bytes.insert(random16());
        const auto nonce = random_nonce(16);
        CHECK(nonce.size() == 16);
        CHECK(nonce.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") ==
              std::string::npos);
        nonces.insert(nonce);
    }
    CHECK(bytes.size() == 1000);
    CHECK(nonces.size() == 1000);
}
