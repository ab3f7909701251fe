#include "bot/backups/backup_file.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <fcntl.h>
#include <memory>
#include <stdexcept>

namespace fingertip::bot::backups {

namespace {

constexpr std::string_view begins = "fingertip backup 1, taken at ";
constexpr std::string_view then_bytes = ", bytes ";
constexpr std::string_view then_digest = ", sha256 ";
constexpr std::size_t number_digits = 19;
constexpr std::size_t digest_digits = 64;
constexpr auto head_bytes =
    begins.size() + number_digits + then_bytes.size() + number_digits + then_digest.size(); ///< before the digest
constexpr auto line_bytes = head_bytes + digest_digits + 1;
constexpr std::size_t bite = std::size_t{1024} * 1024;

class Digest
{
public:
    Digest()
    {
        if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1)
            throw std::runtime_error{"OpenSSL: SHA-256"};
    }
    void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
    std::string hex()
    {
        unsigned char bytes[32];
        EVP_DigestFinal_ex(context_.get(), bytes, nullptr);
        std::string text;
        for (const unsigned char byte : bytes)
            for (const int half : {byte >> 4, byte & 15})
                text += "0123456789abcdef"[half];
        return text;
    }

private:
    std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

std::string padded(std::uint64_t number)
{
    const auto digits = std::to_string(number);
    return std::string(number_digits - std::min(number_digits, digits.size()), '0') + digits;
}

std::string head_of(const BackupInfo& info)
{
    std::string head{begins};
    head += padded(static_cast<std::uint64_t>(storage::seconds(info.taken_at)));
    head += then_bytes;
    head += padded(info.bytes);
    head += then_digest;
    return head;
}

std::uint64_t number_in(std::string_view digits)
{
    std::uint64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

struct Line
{
    BackupInfo info;
    std::string head;
    std::string digest;
};

[[noreturn]] void refuse(const std::string& path, const std::string& sentence)
{
    throw std::runtime_error{path + ": " + sentence};
}

Line read_line(const File& file)
{
    const auto size = file.size();
    const auto text = size < line_bytes ? std::string{} : file.read_at(size - line_bytes, line_bytes);
    Line line;
    if (text.size() == line_bytes) {
        line.info.taken_at = storage::from_seconds(
            static_cast<std::int64_t>(number_in(std::string_view{text}.substr(begins.size(), number_digits))));
        line.info.bytes =
            number_in(std::string_view{text}.substr(begins.size() + number_digits + then_bytes.size(), number_digits));
        line.head = text.substr(0, head_bytes);
        line.digest = text.substr(head_bytes, digest_digits);
    }
    if (line.head.empty() || line.head != head_of(line.info) || text.back() != '\n') {
        if (file.read_at(0, 15) == "SQLite format 3")
            refuse(file.path(),
                   "this is no whole backup: the line that `fingertip backup` writes at the end is not "
                   "there. Either it was cut short, or it is a copy of a database's bare file, which lacks "
                   "what its -wal held; take another backup");
        refuse(file.path(), "this is not a backup that fingertip made");
    }
    if (line.info.bytes != size - line_bytes)
        refuse(file.path(), "something was cut out of this backup or put into it; take another one");
    return line;
}

/// Adds the first `bytes` of the file to the digest, and writes them into `copy` if there is one.
void pass(const File& file, std::uint64_t bytes, Digest& digest, File* copy, const storage::Stop& stop)
{
    for (std::uint64_t at = 0; at < bytes;) {
        storage::go_on_unless(stop);
        const auto some = file.read_at(at, static_cast<std::size_t>(std::min<std::uint64_t>(bite, bytes - at)));
        if (some.empty())
            refuse(file.path(), "it became shorter while it was read");
        digest.add(some);
        if (copy)
            copy->write(some);
        at += some.size();
    }
}

} // namespace

BackupInfo finish_backup(File& file, storage::Time taken_at, const storage::Stop& stop)
{
    const BackupInfo info{taken_at, file.size()};
    Digest digest;
    pass(file, info.bytes, digest, nullptr, stop);
    const auto head = head_of(info);
    digest.add(head);
    file.seek_end();
    file.write(head + digest.hex() + '\n');
    return info;
}

BackupInfo read_info(const std::string& path)
{
    return read_line(File{path, O_RDONLY}).info;
}

BackupInfo unpack(const std::string& path, File& copy, const storage::Stop& stop)
{
    const File file{path, O_RDONLY};
    const auto line = read_line(file);
    Digest digest;
    pass(file, line.info.bytes, digest, &copy, stop);
    digest.add(line.head);
    if (digest.hex() != line.digest)
        refuse(path, "this backup has changed since it was written: its bytes do not add up to the SHA-256 at its end. "
                     "Do not use it; take another one, and look at the disk that it was on");
    return line.info;
}

} // namespace fingertip::bot::backups
