#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace fingertip::bot {

/// The installation's key: 32 random bytes, in a file of their own in base64, which only its owner may read. What
/// people wrote is sealed under it, so it is never in a backup, and a lost one cannot be replaced.
class DataKey
{
public:
    static constexpr std::size_t size = 32;

    /// Reads the file. Throws std::runtime_error, a sentence with the way out, when it is missing, may be read by
    /// others (mode other than 0600 or 0400), or does not hold 32 bytes in base64.
    static DataKey read(const std::filesystem::path& file);

    /// Makes a new key and writes it durably with mode 0600. Throws std::runtime_error if the file exists already
    /// (never overwritten) or cannot be written.
    static DataKey create(const std::filesystem::path& file);

    ~DataKey();
    DataKey(const DataKey&) = default;
    DataKey& operator=(const DataKey&) = default;

    std::span<const unsigned char, size> bytes() const { return bytes_; }

    /// The first 8 hex digits of SHA-256 of the 32 bytes: tells keys apart, tells nothing about them.
    std::string fingerprint() const;

    /// 16 bytes for log::start, from which the key cannot be found: HMAC-SHA256 of "fingertip log ids" under the key,
    /// cut.
    std::array<unsigned char, 16> log_key() const;

private:
    DataKey() = default;
    std::array<unsigned char, size> bytes_{};
};

/// Letters and digits from the system's random source, as many as asked.
std::string random_word(std::size_t characters);

} // namespace fingertip::bot
