#pragma once

#include "storage/types.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace fingertip::storage {

using Key = std::array<unsigned char, 32>;

/// SHA-256 of the bytes, 32 bytes.
std::string sha256(std::string_view bytes);
/// Bytes from the operating system's generator.
std::string random_bytes(std::size_t count);

/// Which row and column a sealed value belongs to; part of what is authenticated, so a value moved to another row does
/// not open.
struct Row
{
    const char* column;         ///< "members.name"
    std::int64_t id = 0;        ///< the row's key
    std::string_view more = {}; ///< further parts of the key
};

/// Seals people's text for the disk: AES-256-GCM, a random nonce, the row as additional data. Any thread.
class Sealer
{
public:
    explicit Sealer(const Key& key) : key_{key} {}

    /// nonce (12 bytes) | ciphertext | tag (16 bytes)
    std::string seal(const Row& row, std::string_view plain) const;
    /// Empty: not sealed by this key for this row, or changed since.
    std::optional<std::string> open(const Row& row, std::string_view sealed) const;

private:
    Key key_;
};

/// The installation's keys, all derived from the data key. Any thread.
class Vault
{
public:
    explicit Vault(const Key& data_key);
    ~Vault();

    /// What belongs to nobody in particular, or to an account that is not bound yet.
    const Sealer& installation() const { return installation_; }

    /// A new person's key, wrapped: goes into person_keys.
    std::string new_person(MemberId member) const;
    /// The sealer of a person; opened keys are remembered (bounded). Empty: not wrapped by this installation's key.
    std::optional<Sealer> person(MemberId member, std::string_view wrapped) const;

    /// Keyed hash for exact look-up, 16 bytes; `purpose` keeps a name from equalling a phone.
    std::string look_up_key(std::string_view purpose, std::string_view text) const;
    /// Keyed hash of an id for logs and cache keys, 16 hex digits.
    std::string pseudonym(std::string_view id) const;
    /// A derived key for signing links.
    std::string sign(std::string_view purpose, std::string_view text) const;

private:
    struct Opened;
    Key look_up_;
    Key signing_;
    Sealer wrapping_;
    Sealer installation_;
    std::unique_ptr<Opened> opened_;
};

} // namespace fingertip::storage
