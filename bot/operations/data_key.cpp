#include "bot/operations/data_key.hpp"

#include "bot/secret.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string_view>

namespace fingertip::bot {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& sentence)
{
    throw std::runtime_error{file.string() + ": " + sentence};
}

/// Closes on every way out.
class Descriptor
{
public:
    explicit Descriptor(int number) : number_{number} {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor()
    {
        if (number_ >= 0)
            ::close(number_);
    }
    int number() const { return number_; }

private:
    int number_;
};

bool is_base64(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

} // namespace

DataKey::~DataKey()
{
    OPENSSL_cleanse(bytes_.data(), bytes_.size());
}

DataKey DataKey::read(const std::filesystem::path& file)
{
    const Descriptor in{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (in.number() < 0) {
        if (errno == ENOENT)
            refuse(file,
                   "the data key is not there. For a new installation `fingertip init` makes one; for an existing "
                   "one bring back the very file, since nothing else opens its database");
        refuse(file, std::string{"the data key cannot be read: "} + std::strerror(errno));
    }
    struct stat status{};
    if (fstat(in.number(), &status) != 0 || !S_ISREG(status.st_mode))
        refuse(file, "the data key must be an ordinary file");
    if ((status.st_mode & 077) != 0)
        refuse(file, "others on this machine can read the data key: chmod 600 " + file.string());
    std::string text(128, '\0');
    const auto got = ::read(in.number(), text.data(), text.size());
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
        text.pop_back();

    DataKey key;
    std::array<unsigned char, size + 1> decoded{};
    const auto well_formed =
        text.size() == 44 && text.back() == '=' && std::all_of(text.begin(), text.end() - 1, is_base64);
    const auto decodes = well_formed && EVP_DecodeBlock(decoded.data(), reinterpret_cast<unsigned char*>(text.data()),
                                                        44) == static_cast<int>(decoded.size());
    std::copy_n(decoded.begin(), size, key.bytes_.begin());
    OPENSSL_cleanse(decoded.data(), decoded.size());
    wipe(text);
    if (!decodes)
        refuse(file, "this is not a data key (32 bytes in base64 are 44 characters ending in '='); bring back the file "
                     "that `fingertip init` wrote");
    return key;
}

DataKey DataKey::create(const std::filesystem::path& file)
{
    DataKey key;
    if (RAND_bytes(key.bytes_.data(), static_cast<int>(size)) != 1)
        throw std::runtime_error{"the system's random source gives nothing"};
    std::string text(45, '\0');
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), key.bytes_.data(), static_cast<int>(size));
    text.back() = '\n';

    const Descriptor out{::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (out.number() < 0) {
        const auto reason = errno;
        wipe(text);
        if (reason == EEXIST)
            refuse(file, "there is a data key already, and it is never overwritten: what it sealed would be lost");
        refuse(file, std::string{"the data key cannot be written: "} + std::strerror(reason));
    }
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path{"."};
    const Descriptor directory{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    const auto written = fchmod(out.number(), 0600) == 0 &&
                         ::write(out.number(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                         fsync(out.number()) == 0 && fsync(directory.number()) == 0;
    const auto reason = errno;
    wipe(text);
    if (!written) {
        ::unlink(file.c_str()); // half a key would only be mistaken for one
        refuse(file, std::string{"the data key cannot be written: "} + std::strerror(reason));
    }
    return key;
}

std::string DataKey::fingerprint() const
{
    std::array<unsigned char, 32> digest{};
    EVP_Digest(bytes_.data(), bytes_.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    std::string hex;
    for (std::size_t i = 0; i < 4; ++i)
        for (const int half : {digest[i] >> 4, digest[i] & 15})
            hex += "0123456789abcdef"[half];
    return hex;
}

std::array<unsigned char, 16> DataKey::log_key() const
{
    constexpr std::string_view purpose = "fingertip log ids";
    std::array<unsigned char, 32> full{};
    HMAC(EVP_sha256(), bytes_.data(), static_cast<int>(bytes_.size()),
         reinterpret_cast<const unsigned char*>(purpose.data()), purpose.size(), full.data(), nullptr);
    std::array<unsigned char, 16> cut{};
    std::copy_n(full.begin(), cut.size(), cut.begin());
    return cut;
}

std::string random_word(std::size_t characters)
{
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    constexpr auto fair = 256 / letters.size() * letters.size(); // bytes from here on would favour the first letters
    std::string word;
    while (word.size() < characters) {
        unsigned char byte = 0;
        if (RAND_bytes(&byte, 1) != 1)
            throw std::runtime_error{"the system's random source gives nothing"};
        if (byte < fair)
            word += letters[byte % letters.size()];
    }
    return word;
}

} // namespace fingertip::bot
