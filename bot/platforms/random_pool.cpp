#include "bot/platforms/random_pool.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <cstring>
#include <span>
#include <stdexcept>
#include <string_view>

namespace fingertip::bot::platforms {

namespace {

class Pool
{
public:
    Pool() = default;
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;
    ~Pool() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

    void take(std::span<unsigned char> wanted)
    {
        if (bytes_.size() - used_ < wanted.size())
            refill();
        std::memcpy(wanted.data(), bytes_.data() + used_, wanted.size());
        OPENSSL_cleanse(bytes_.data() + used_, wanted.size());
        used_ += wanted.size();
    }

private:
    void refill()
    {
        if (RAND_bytes(bytes_.data(), static_cast<int>(bytes_.size())) != 1)
            throw std::runtime_error{"the operating system gives no random bytes"};
        used_ = 0;
    }

    std::array<unsigned char, 4096> bytes_{};
    std::size_t used_ = bytes_.size();
};

thread_local Pool pool;

} // namespace

Random16 random16()
{
    Random16 bytes;
    pool.take(bytes);
    return bytes;
}

std::string random_nonce(std::size_t length)
{
    constexpr std::string_view letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string nonce;
    nonce.reserve(length);
    while (nonce.size() < length) {
        for (const auto byte : random16()) {
            const std::size_t index = byte & 0x3FU; // 62 and 63 are drawn again, or two letters would come more often
            if (index < letters.size() && nonce.size() < length)
                nonce += letters[index];
        }
    }
    return nonce;
}

} // namespace fingertip::bot::platforms
