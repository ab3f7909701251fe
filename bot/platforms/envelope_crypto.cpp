#include "bot/platforms/envelope_crypto.hpp"

#include "bot/platforms/base64.hpp"
#include "bot/platforms/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <atomic>
#include <climits>
#include <memory>
#include <stdexcept>
#include <vector>

namespace fingertip::bot::platforms {

namespace {

constexpr std::size_t padding_block = 32;
constexpr std::size_t head = 16 + 4; ///< random bytes and length

std::array<unsigned char, 32> decode_key(std::string_view text)
{
    if (text.size() != 43)
        throw std::invalid_argument{"EncodingAESKey must have 43 characters"};
    std::array<unsigned char, 32> key{};
    std::uint32_t bits = 0;
    int count = 0;
    std::size_t at = 0;
    for (const auto character : text) {
        const auto value = base64_value(character);
        if (value < 0)
            throw std::invalid_argument{"EncodingAESKey must consist of letters, digits, + and /"};
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) { // the last character leaves two bits over: they belong to no byte
            count -= 8;
            key[at++] = static_cast<unsigned char>(bits >> count);
        }
    }
    return key;
}

/// Bytes of padding at the end of whole blocks (at least one), or 0 when it is not the platforms' padding: n times the
/// byte n, 1 ≤ n ≤ 32.
std::size_t padding_of(std::string_view plain)
{
    const auto count = static_cast<unsigned char>(plain.back());
    if (count < 1 || count > padding_block)
        return 0;
    unsigned wrong = 0;
    for (const auto byte : plain.substr(plain.size() - count))
        wrong |= static_cast<unsigned char>(byte) ^ count;
    return wrong == 0 ? count : 0;
}

std::uint64_t big_endian_length(std::string_view four)
{
    std::uint64_t length = 0;
    for (const auto byte : four)
        length = length << 8 | static_cast<unsigned char>(byte);
    return length;
}

std::atomic<std::uint64_t> last_serial{0};

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

/// A context with the key scheduled; per message only the IV is set anew.
Context make_context(const std::array<unsigned char, 32>& key, bool encrypts)
{
    thread_local const std::unique_ptr<EVP_CIPHER, decltype(&EVP_CIPHER_free)> aes{
        EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr), &EVP_CIPHER_free};
    Context context{EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free};
    if (!aes || !context ||
        EVP_CipherInit_ex2(context.get(), aes.get(), key.data(), key.data(), encrypts ? 1 : 0, nullptr) != 1 ||
        EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1)
        throw std::runtime_error{"OpenSSL gives no AES-256-CBC"};
    return context;
}

/// Encrypts or decrypts whole blocks in place.
void run(EVP_CIPHER_CTX* context, const unsigned char* iv, std::string& bytes)
{
    auto* data = reinterpret_cast<unsigned char*>(bytes.data());
    int written = 0;
    if (EVP_CipherInit_ex2(context, nullptr, nullptr, iv, -1, nullptr) != 1 ||
        EVP_CipherUpdate(context, data, &written, data, static_cast<int>(bytes.size())) != 1 ||
        written != static_cast<int>(bytes.size()))
        throw std::runtime_error{"OpenSSL could not run AES-256-CBC"};
}

} // namespace

struct EnvelopeCrypto::Ciphers
{
    std::uint64_t serial;
    Context opening;
    Context sealing;
};

EnvelopeCrypto::EnvelopeCrypto(std::string token, std::string_view encoding_aes_key, std::string receive_id)
    : token_{std::move(token)}, receive_id_{std::move(receive_id)}, key_{decode_key(encoding_aes_key)},
      serial_{++last_serial}
{
}

EnvelopeCrypto::~EnvelopeCrypto()
{
    OPENSSL_cleanse(key_.data(), key_.size());
}

EnvelopeCrypto::Ciphers& EnvelopeCrypto::ciphers() const
{
    constexpr std::size_t most = 16; // accounts whose contexts one thread keeps; the oldest goes first
    thread_local std::vector<Ciphers> cache;
    for (auto& entry : cache)
        if (entry.serial == serial_)
            return entry;
    if (cache.size() == most)
        cache.erase(cache.begin());
    return cache.emplace_back(Ciphers{serial_, make_context(key_, false), make_context(key_, true)});
}

std::string EnvelopeCrypto::sign(std::string_view timestamp, std::string_view nonce, std::string_view encrypted) const
{
    return sorted_sha1({token_, timestamp, nonce, encrypted});
}

bool EnvelopeCrypto::signature_matches(std::string_view signature, std::string_view timestamp, std::string_view nonce,
                                       std::string_view encrypted) const
{
    return sorted_sha1_matches(signature, {token_, timestamp, nonce, encrypted});
}

std::optional<std::string> EnvelopeCrypto::open(std::string_view encrypted) const
{
    auto bytes = decode_base64(encrypted);
    if (!bytes || bytes->empty() || bytes->size() % padding_block != 0 || bytes->size() > INT_MAX)
        return std::nullopt;
    run(ciphers().opening.get(), key_.data(), *bytes);

    const auto padding = padding_of(*bytes);
    const std::uint64_t size = bytes->size() - padding;
    if (padding == 0 || size < head)
        return std::nullopt;
    // In 64 bits: a length near 2^32 must not wrap around into the buffer.
    const auto length = big_endian_length(std::string_view{*bytes}.substr(16, 4));
    if (head + length > size || size - head - length != receive_id_.size() ||
        CRYPTO_memcmp(bytes->data() + head + length, receive_id_.data(), receive_id_.size()) != 0)
        return std::nullopt;
    bytes->resize(head + length);
    bytes->erase(0, head);
    return bytes;
}

std::string EnvelopeCrypto::seal(std::string_view message, const Random16& random) const
{
    const auto size = head + message.size() + receive_id_.size();
    const auto padding = padding_block - size % padding_block;
    if (message.size() > UINT32_MAX || size + padding > INT_MAX)
        throw std::length_error{"message too long for an envelope"};
    std::string bytes;
    bytes.reserve(size + padding);
    bytes.append(reinterpret_cast<const char*>(random.data()), random.size());
    for (const int shift : {24, 16, 8, 0})
        bytes += static_cast<char>(message.size() >> shift);
    bytes += message;
    bytes += receive_id_;
    bytes.append(padding, static_cast<char>(padding));
    run(ciphers().sealing.get(), key_.data(), bytes);
    return encode_base64(bytes);
}

} // namespace fingertip::bot::platforms
