#include "tests/support/wechat_signer.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <vector>

namespace fingertip::tests {

namespace {

using bot::platforms::WechatMode;

std::string openssl_base64(std::string_view bytes)
{
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const auto length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

/// Empty: no base64 of whole groups.
std::string openssl_unbase64(std::string_view text)
{
    std::string bytes(text.size() / 4 * 3 + 1, '\0');
    const auto length =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    if (length < 0 || text.size() % 4 != 0)
        return {};
    const auto fill = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    bytes.resize(static_cast<std::size_t>(length - fill));
    return bytes;
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

/// AES-256-CBC over whole blocks, either way.
std::string raw_cipher(std::string_view encoding_aes_key, std::string blocks, int encrypt)
{
    const auto text = std::string{encoding_aes_key} + "=";
    unsigned char key[33];
    if (blocks.size() % 16 != 0 || EVP_DecodeBlock(key, reinterpret_cast<const unsigned char*>(text.data()), 44) != 33)
        throw std::invalid_argument{"raw_cipher: no whole blocks, or no key"};
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context{EVP_CIPHER_CTX_new(),
                                                                                  &EVP_CIPHER_CTX_free};
    auto* data = reinterpret_cast<unsigned char*>(blocks.data());
    int written = 0;
    EVP_CipherInit_ex(context.get(), EVP_aes_256_cbc(), nullptr, key, key, encrypt);
    EVP_CIPHER_CTX_set_padding(context.get(), 0);
    EVP_CipherUpdate(context.get(), data, &written, data, static_cast<int>(blocks.size()));
    if (written != static_cast<int>(blocks.size()))
        throw std::runtime_error{"raw_cipher: OpenSSL wrote something else"};
    return blocks;
}

} // namespace

std::string raw_encrypt(std::string_view encoding_aes_key, std::string plain_blocks)
{
    return openssl_base64(raw_cipher(encoding_aes_key, std::move(plain_blocks), 1));
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

bot::platforms::WechatAccount WechatSigner::account(WechatMode mode) const
{
    return {.name = "wechat-main", .mode = mode, .app_id = app_id, .token = token, .encoding_aes_key = key};
}

std::unique_ptr<bot::platforms::Platform> WechatSigner::platform(WechatMode mode) const
{
    return make_wechat(account(mode), [] { return std::chrono::sys_seconds{std::chrono::seconds{1761900001}}; });
}

std::string WechatSigner::signature() const
{
    return sha1_of_sorted({token, timestamp, nonce});
}

std::string WechatSigner::signature_over(const std::string& encrypted) const
{
    return sha1_of_sorted({token, timestamp, nonce, encrypted});
}

bot::HttpRequest WechatSigner::verification(const std::string& echo) const
{
    bot::HttpRequest request;
    request.method = "GET";
    request.path = "/webhooks/wechat-main";
    request.query = "signature=" + signature() + "&echostr=" + percent_encoded(echo) + "&timestamp=" + timestamp +
                    "&nonce=" + nonce;
    return request;
}

bot::HttpRequest WechatSigner::post(const std::string& document, WechatMode mode) const
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
    request.path = "/webhooks/wechat-main";
    request.query = "signature=" + signature() + "&timestamp=" + timestamp + "&nonce=" + nonce +
                    "&openid=oQuizUser0000000000000000001";
    request.body = document;
    request.received_at = std::chrono::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{1761900000250}};
    return request;
}

bot::HttpRequest WechatSigner::post_encrypted(const std::string& encrypted) const
{
    auto request = post("", WechatMode::plaintext);
    request.query += "&encrypt_type=aes&msg_signature=" + signature_over(encrypted);
    request.body = "<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName><Encrypt><![CDATA[" + encrypted +
                   "]]></Encrypt></xml>";
    return request;
}

std::optional<std::string> WechatSigner::opened(const std::string& reply) const
{
    const auto encrypted = between(reply, "<Encrypt><![CDATA[", "]]></Encrypt>");
    auto as_signed = *this;
    as_signed.timestamp = between(reply, "<TimeStamp>", "</TimeStamp>");
    as_signed.nonce = between(reply, "<Nonce><![CDATA[", "]]></Nonce>");
    auto blocks = openssl_unbase64(encrypted);
    if (blocks.empty() || blocks.size() % 32 != 0 ||
        as_signed.signature_over(encrypted) != between(reply, "<MsgSignature><![CDATA[", "]]></MsgSignature>"))
        return std::nullopt;
    const auto plain = raw_cipher(key, std::move(blocks), 0);
    std::size_t length = 0;
    for (std::size_t i = 16; i < 20; ++i)
        length = length << 8 | static_cast<unsigned char>(plain[i]);
    if (20 + length > plain.size())
        return std::nullopt;
    RawEnvelope right{plain.substr(20, length), app_id};
    right.random = plain.substr(0, 16);
    return right.bytes() == plain ? std::optional{right.message} : std::nullopt;
}

std::string between(std::string_view text, std::string_view open, std::string_view close)
{
    const auto begin = text.find(open);
    if (begin == std::string_view::npos)
        return {};
    const auto end = text.find(close, begin + open.size());
    return end == std::string_view::npos ? std::string{}
                                         : std::string{text.substr(begin + open.size(), end - begin - open.size())};
}

} // namespace fingertip::tests
