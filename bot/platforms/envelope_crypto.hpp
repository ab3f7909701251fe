#pragma once

#include "bot/platforms/random_pool.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fingertip::bot::platforms {

/// The envelope that WeChat, WeCom and DingTalk put around messages ("WXBizMsgCrypt" in their developer documents):
/// AES-256-CBC over `random(16) | length(4, big-endian) | message | receive id`, padded to blocks of 32 bytes, signed
/// by SHA-1 over token, time stamp, nonce and the base64 text.
///
/// The mode has no integrity of its own: check the signature before you open anything. Usable by any number of threads;
/// cipher contexts, with the key already scheduled, are kept per thread.
class EnvelopeCrypto
{
public:
    /// `encoding_aes_key`: 43 characters of the base64 alphabet. Two unused bits of the last one are ignored, as in the
    /// platforms' own samples (keys made of random letters have them set). `receive_id` is the AppID, CorpID or AppKey;
    /// may be empty. Throws std::invalid_argument for a key that is none; the message does not quote it.
    EnvelopeCrypto(std::string token, std::string_view encoding_aes_key, std::string receive_id);
    EnvelopeCrypto(const EnvelopeCrypto&) = delete;
    EnvelopeCrypto& operator=(const EnvelopeCrypto&) = delete;
    ~EnvelopeCrypto();

    /// Signature over the base64 text as sent, 40 lower-case hexadecimal digits.
    std::string sign(std::string_view timestamp, std::string_view nonce, std::string_view encrypted) const;
    bool signature_matches(std::string_view signature, std::string_view timestamp, std::string_view nonce,
                           std::string_view encrypted) const;

    /// The message inside, or empty when base64, length, padding or receive id is not right; which of them is not told.
    std::optional<std::string> open(std::string_view encrypted) const;

    /// Wraps a message of less than 4 GiB; `random` must be fresh for every call, as the IV is fixed.
    std::string seal(std::string_view message, const Random16& random) const;

private:
    struct Ciphers;
    Ciphers& ciphers() const;

    std::string token_;
    std::string receive_id_;
    std::array<unsigned char, 32> key_{};
    std::uint64_t
        serial_; ///< finds this object's contexts in a thread's cache; unlike an address it is never used twice
};

} // namespace fingertip::bot::platforms
