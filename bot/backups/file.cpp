#include "bot/backups/file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fingertip::bot::backups {

File::File(std::string path, int flags)
    : path_{std::move(path)}, number_{::open(path_.c_str(), flags | O_CLOEXEC | O_NONBLOCK, 0600)}
{
    if (number_ < 0)
        fail();
}

File::~File()
{
    ::close(number_);
}

std::uint64_t File::size() const
{
    struct stat status{};
    if (::fstat(number_, &status) != 0)
        fail();
    if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
        throw std::runtime_error{path_ + ": not an ordinary file"};
    return static_cast<std::uint64_t>(status.st_size);
}

std::string File::read_at(std::uint64_t offset, std::size_t most) const
{
    std::string bytes(most, '\0');
    std::size_t have = 0;
    while (have < most) {
        const auto got = ::pread(number_, bytes.data() + have, most - have, static_cast<off_t>(offset + have));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            fail();
        if (got == 0)
            break;
        have += static_cast<std::size_t>(got);
    }
    bytes.resize(have);
    return bytes;
}

void File::write(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto put = ::write(number_, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            fail();
        bytes.remove_prefix(static_cast<std::size_t>(put));
    }
}

void File::empty()
{
    if (::ftruncate(number_, 0) != 0 || ::lseek(number_, 0, SEEK_SET) != 0)
        fail();
}

void File::seek_end()
{
    if (::lseek(number_, 0, SEEK_END) < 0)
        fail();
}

void File::sync()
{
    if (::fsync(number_) != 0)
        fail();
}

void File::make_private()
{
    if (::fchmod(number_, 0600) != 0)
        fail();
}

void File::belong_with(const std::string& other)
{
    struct stat status{};
    if (::geteuid() == 0 && ::stat(other.c_str(), &status) == 0 && ::fchown(number_, status.st_uid, status.st_gid) != 0)
        fail();
}

bool File::lock()
{
    if (::flock(number_, LOCK_EX | LOCK_NB) == 0)
        return true;
    if (errno == EWOULDBLOCK)
        return false;
    fail();
}

bool File::is_at_its_path() const
{
    struct stat mine{};
    struct stat there{};
    return ::fstat(number_, &mine) == 0 && ::lstat(path_.c_str(), &there) == 0 && mine.st_dev == there.st_dev &&
           mine.st_ino == there.st_ino;
}

void File::fail() const
{
    throw std::runtime_error{path_ + ": " + std::strerror(errno)};
}

void sync_folder_of(const std::string& path)
{
    const auto folder = std::filesystem::path{absolute(path)}.parent_path().string();
    File{folder, O_RDONLY | O_DIRECTORY}.sync();
}

std::string absolute(const std::string& path)
{
    return std::filesystem::absolute(path).lexically_normal().string();
}

} // namespace fingertip::bot::backups
