#include "bot/platforms/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>

namespace fingertip::bot::platforms {

namespace {

/// A digest fetched once: looking it up by name costs more than hashing one message.
class Hasher
{
public:
    explicit Hasher(const char* algorithm)
        : algorithm_{EVP_MD_fetch(nullptr, algorithm, nullptr), &EVP_MD_free},
          context_{EVP_MD_CTX_new(), &EVP_MD_CTX_free}
    {
        if (!algorithm_ || !context_)
            throw std::runtime_error{std::string{"this OpenSSL has no "} + algorithm};
    }

    template<std::size_t Size>
    std::array<unsigned char, Size> operator()(std::span<const std::string_view> parts)
    {
        std::array<unsigned char, Size> digest;
        assert(EVP_MD_get_size(algorithm_.get()) == static_cast<int>(Size));
        bool good = EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) == 1;
        for (const auto part : parts)
            good = good && EVP_DigestUpdate(context_.get(), part.data(), part.size()) == 1;
        if (!good || EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) != 1)
            throw std::runtime_error{"OpenSSL could not hash"};
        return digest;
    }

private:
    std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> algorithm_;
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

using Sha1 = std::array<unsigned char, 20>;

Sha1 sha1_of_sorted(std::initializer_list<std::string_view> parts)
{
    thread_local Hasher hasher{"SHA1"};
    std::array<std::string_view, 4> sorted;
    assert(parts.size() <= sorted.size());
    const auto end = std::copy(parts.begin(), parts.end(), sorted.begin());
    std::sort(sorted.begin(), end); // string_view compares as unsigned bytes, whatever the locale
    return hasher.operator()<20>({sorted.data(), parts.size()});
}

std::string hex(std::span<const unsigned char> bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const auto byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 0x0F];
    }
    return text;
}

std::optional<Sha1> parse_signature(std::string_view text)
{
    Sha1 bytes{};
    if (text.size() != bytes.size() * 2)
        return std::nullopt;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = text[i];
        const bool digit = c >= '0' && c <= '9';
        if (!digit && !(c >= 'a' && c <= 'f'))
            return std::nullopt;
        bytes[i / 2] = static_cast<unsigned char>(bytes[i / 2] << 4 | (digit ? c - '0' : c - 'a' + 10));
    }
    return bytes;
}

} // namespace

std::string sorted_sha1(std::initializer_list<std::string_view> parts)
{
    return hex(sha1_of_sorted(parts));
}

bool sorted_sha1_matches(std::string_view signature, std::initializer_list<std::string_view> parts)
{
    const auto theirs = parse_signature(signature);
    if (!theirs)
        return false;
    const auto ours = sha1_of_sorted(parts);
    return CRYPTO_memcmp(ours.data(), theirs->data(), ours.size()) == 0;
}

std::string sha256_hex(std::string_view bytes, std::size_t digits)
{
    thread_local Hasher hasher{"SHA256"};
    return hex(hasher.operator()<32>({&bytes, 1})).substr(0, digits);
}

} // namespace fingertip::bot::platforms
