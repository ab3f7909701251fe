#include "storage/seal.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>

#include <cstring>
#include <mutex>
#include <stdexcept>
#include <unordered_map>

namespace fingertip::storage {

namespace {

constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;
constexpr std::size_t remembered_people = 20'000;

const unsigned char* raw(std::string_view bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(std::string& bytes)
{
    return reinterpret_cast<unsigned char*>(bytes.data());
}

[[noreturn]] void broken(const char* what)
{
    throw std::runtime_error{std::string{"OpenSSL: "} + what};
}

std::string hmac_sha256(const Key& key, std::string_view text)
{
    std::string out(32, '\0');
    unsigned int length = 0;
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), raw(text), text.size(), raw(out), &length))
        broken("HMAC");
    return out;
}

Key derive(const Key& from, std::string_view label)
{
    // One step of HKDF-expand: the data key is uniform, so extraction adds nothing.
    const std::string bytes = hmac_sha256(from, std::string{"fingertip/"} + std::string{label} + '\x01');
    Key key;
    std::memcpy(key.data(), bytes.data(), key.size());
    return key;
}

std::string hex(std::string_view bytes)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (const unsigned char byte : bytes) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

std::string additional(const Row& row)
{
    std::string out{row.column};
    out += '\0';
    out += std::to_string(row.id);
    out += '\0';
    out += row.more;
    return out;
}

/// One cipher context a thread: creating one costs more than sealing a name. The cipher is fetched once.
struct Context
{
    EVP_CIPHER* cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    EVP_CIPHER_CTX* handle = EVP_CIPHER_CTX_new();
    ~Context()
    {
        EVP_CIPHER_CTX_free(handle);
        EVP_CIPHER_free(cipher);
    }
};

Context& context()
{
    thread_local Context context;
    return context;
}

} // namespace

std::string sha256(std::string_view bytes)
{
    std::string out(32, '\0');
    if (!EVP_Q_digest(nullptr, "SHA256", nullptr, bytes.data(), bytes.size(), raw(out), nullptr))
        broken("SHA-256");
    return out;
}

std::string random_bytes(std::size_t count)
{
    // A pool a thread: asking the generator costs 2.6 µs whatever the size.
    thread_local std::string pool;
    if (count > 256) {
        std::string out(count, '\0');
        if (RAND_bytes(raw(out), static_cast<int>(count)) != 1)
            broken("random bytes");
        return out;
    }
    if (pool.size() < count) {
        pool.resize(4096);
        if (RAND_bytes(raw(pool), static_cast<int>(pool.size())) != 1)
            broken("random bytes");
    }
    std::string out = pool.substr(pool.size() - count);
    OPENSSL_cleanse(pool.data() + pool.size() - count, count);
    pool.resize(pool.size() - count);
    return out;
}

std::string Sealer::seal(const Row& row, std::string_view plain) const
{
    const std::string aad = additional(row);
    std::string out = random_bytes(nonce_bytes);
    out.resize(nonce_bytes + plain.size() + tag_bytes);
    auto& [cipher, handle] = context();
    int length = 0;
    const bool good =
        EVP_EncryptInit_ex2(handle, cipher, key_.data(), raw(out), nullptr) == 1 &&
        EVP_EncryptUpdate(handle, nullptr, &length, raw(aad), static_cast<int>(aad.size())) == 1 &&
        EVP_EncryptUpdate(handle, raw(out) + nonce_bytes, &length, raw(plain), static_cast<int>(plain.size())) == 1 &&
        EVP_EncryptFinal_ex(handle, raw(out) + nonce_bytes + plain.size(), &length) == 1 &&
        EVP_CIPHER_CTX_ctrl(handle, EVP_CTRL_GCM_GET_TAG, tag_bytes, raw(out) + nonce_bytes + plain.size()) == 1;
    if (!good)
        broken("sealing");
    return out;
}

std::optional<std::string> Sealer::open(const Row& row, std::string_view sealed) const
{
    if (sealed.size() < nonce_bytes + tag_bytes)
        return std::nullopt;
    const std::string aad = additional(row);
    const std::size_t size = sealed.size() - nonce_bytes - tag_bytes;
    std::string out(size, '\0');
    std::string tag{sealed.substr(nonce_bytes + size)};
    auto& [cipher, handle] = context();
    int length = 0;
    const bool good =
        EVP_DecryptInit_ex2(handle, cipher, key_.data(), raw(sealed), nullptr) == 1 &&
        EVP_DecryptUpdate(handle, nullptr, &length, raw(aad), static_cast<int>(aad.size())) == 1 &&
        EVP_DecryptUpdate(handle, raw(out), &length, raw(sealed) + nonce_bytes, static_cast<int>(size)) == 1 &&
        EVP_CIPHER_CTX_ctrl(handle, EVP_CTRL_GCM_SET_TAG, tag_bytes, raw(tag)) == 1 &&
        EVP_DecryptFinal_ex(handle, raw(out) + size, &length) == 1;
    if (!good)
        return std::nullopt;
    return out;
}

/// Keys of people that were opened lately; dropped as a whole when full, since everyone is opened again in a
/// microsecond.
struct Vault::Opened
{
    struct Entry
    {
        std::string wrapped;
        Sealer sealer;
    };
    std::mutex mutex;
    std::unordered_map<std::int64_t, Entry> people;
};

Vault::Vault(const Key& data_key)
    : look_up_{derive(data_key, "look-up")}, signing_{derive(data_key, "signing")},
      wrapping_{derive(data_key, "wrapping")}, installation_{derive(data_key, "installation")},
      opened_{std::make_unique<Opened>()}
{
}

Vault::~Vault() = default;

std::string Vault::new_person(MemberId member) const
{
    return wrapping_.seal({"person_keys", member.value}, random_bytes(32));
}

std::optional<Sealer> Vault::person(MemberId member, std::string_view wrapped) const
{
    const std::lock_guard lock{opened_->mutex};
    const auto found = opened_->people.find(member.value);
    // Compared with what is stored now: a person whose key was erased, or given anew, is not served from memory.
    if (found != opened_->people.end() && found->second.wrapped == wrapped)
        return found->second.sealer;
    const auto bytes = wrapping_.open({"person_keys", member.value}, wrapped);
    if (!bytes || bytes->size() != sizeof(Key))
        return std::nullopt;
    Key key;
    std::memcpy(key.data(), bytes->data(), key.size());
    if (opened_->people.size() >= remembered_people)
        opened_->people.clear();
    opened_->people.insert_or_assign(member.value, Opened::Entry{std::string{wrapped}, Sealer{key}});
    return Sealer{key};
}

std::string Vault::look_up_key(std::string_view purpose, std::string_view text) const
{
    return hmac_sha256(look_up_, std::string{purpose} + '\0' + std::string{text}).substr(0, 16);
}

std::string Vault::pseudonym(std::string_view id) const
{
    return hex(std::string_view{hmac_sha256(look_up_, "pseudonym\0" + std::string{id})}.substr(0, 8));
}

std::string Vault::sign(std::string_view purpose, std::string_view text) const
{
    return hex(std::string_view{hmac_sha256(signing_, std::string{purpose} + '\0' + std::string{text})}.substr(0, 16));
}

} // namespace fingertip::storage
