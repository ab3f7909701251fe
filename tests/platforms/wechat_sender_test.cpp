// What the tests of this room share; the platform's side is written here once more, on purpose not with our own
// envelope.
#include "tests/platforms/wechat_sender.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace fingertip::tests {

namespace {

using bot::platforms::WechatMode;

const std::string folder = std::string{FINGERTIP_SOURCE_DIR} + "/tests/fixtures/wechat/";

std::string openssl_base64(std::string_view bytes)
{
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const auto length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

std::string sha1_of_sorted(std::vector<std::string> parts)
{
    std::sort(parts.begin(), parts.end());
    std::string all;
    for (const auto& part : parts)
        all += part;
    unsigned char digest[20];
    SHA1(reinterpret_cast<const unsigned char*>(all.data()), all.size(), digest);
    std::string hex;
    char two[3];
    for (const auto byte : digest) {
        std::snprintf(two, sizeof two, "%02x", byte);
        hex += two;
    }
    return hex;
}

std::string percent_encoded(const std::string& text)
{
    std::string result;
    for (const auto c : text)
        result += c == '+' ? "%2B" : c == '/' ? "%2F" : c == '=' ? "%3D" : std::string(1, c);
    return result;
}

} // namespace

std::string fixture(const std::string& name)
{
    std::ifstream file{folder + name, std::ios::binary};
    INFO(folder + name);
    REQUIRE(file);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
}

std::vector<std::string> fixtures()
{
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<storage::Json> vectors()
{
    const auto document = storage::Json::parse(fixture("vectors.json"));
    REQUIRE(document);
    REQUIRE(document->size() >= 13);
    return document->items();
}

std::string raw_encrypt(std::string_view encoding_aes_key, std::string plain_blocks)
{
    REQUIRE(plain_blocks.size() % 16 == 0);
    const auto text = std::string{encoding_aes_key} + "=";
    unsigned char key[33];
    REQUIRE(EVP_DecodeBlock(key, reinterpret_cast<const unsigned char*>(text.data()), 44) == 33);
    auto* context = EVP_CIPHER_CTX_new();
    auto* data = reinterpret_cast<unsigned char*>(plain_blocks.data());
    int written = 0;
    EVP_EncryptInit_ex(context, EVP_aes_256_cbc(), nullptr, key, key);
    EVP_CIPHER_CTX_set_padding(context, 0);
    EVP_EncryptUpdate(context, data, &written, data, static_cast<int>(plain_blocks.size()));
    EVP_CIPHER_CTX_free(context);
    REQUIRE(written == static_cast<int>(plain_blocks.size()));
    return openssl_base64(plain_blocks);
}

RawEnvelope::RawEnvelope(std::string text, std::string id)
    : length{static_cast<std::uint32_t>(text.size())}, message{std::move(text)}, receive_id{std::move(id)}
{
    const auto count = 32 - (20 + message.size() + receive_id.size()) % 32;
    padding.assign(count, static_cast<char>(count));
}

std::string RawEnvelope::bytes() const
{
    auto all = random;
    for (const int shift : {24, 16, 8, 0})
        all += static_cast<char>(length >> shift);
    return all + message + receive_id + padding;
}

bot::platforms::WechatAccount WechatSender::account(WechatMode mode) const
{
    return {.name = "wechat-main", .mode = mode, .app_id = app_id, .token = token, .encoding_aes_key = key};
}

std::unique_ptr<bot::platforms::Platform> WechatSender::platform(WechatMode mode) const
{
    return make_wechat(account(mode), [] { return std::chrono::sys_seconds{std::chrono::seconds{1761900001}}; });
}

std::string WechatSender::signature() const
{
    return sha1_of_sorted({token, timestamp, nonce});
}

std::string WechatSender::signature_over(const std::string& encrypted) const
{
    return sha1_of_sorted({token, timestamp, nonce, encrypted});
}

bot::HttpRequest WechatSender::verification(const std::string& echo) const
{
    bot::HttpRequest request;
    request.method = "GET";
    request.path = "/wechat/main";
    request.query = "signature=" + signature() + "&echostr=" + percent_encoded(echo) + "&timestamp=" + timestamp +
                    "&nonce=" + nonce;
    return request;
}

bot::HttpRequest WechatSender::post(const std::string& document, WechatMode mode) const
{
    if (mode != WechatMode::plaintext) {
        auto request = post_encrypted(raw_encrypt(key, RawEnvelope{document, app_id}.bytes()));
        if (mode == WechatMode::compatible) {
            const auto encrypted = request.body.substr(request.body.find("<Encrypt>"));
            request.body = document.substr(0, document.rfind("</xml>")) + encrypted;
        }
        return request;
    }
    bot::HttpRequest request;
    request.method = "POST";
    request.path = "/wechat/main";
    request.query = "signature=" + signature() + "&timestamp=" + timestamp + "&nonce=" + nonce +
                    "&openid=oQuizUser0000000000000000001";
    request.body = document;
    request.received_at = std::chrono::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{1761900000250}};
    return request;
}

bot::HttpRequest WechatSender::post_encrypted(const std::string& encrypted) const
{
    auto request = post("", WechatMode::plaintext);
    request.query += "&encrypt_type=aes&msg_signature=" + signature_over(encrypted);
    request.body = "<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName><Encrypt><![CDATA[" + encrypted +
                   "]]></Encrypt></xml>";
    return request;
}

} // namespace fingertip::tests
