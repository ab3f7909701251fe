#include "bot/demo/folder.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fingertip::bot::demo {

namespace fs = std::filesystem;

namespace {

constexpr const char* prefix = "fingertip-demo-";
constexpr const char* lock_name = "demo.lock";

/// Whether this is the folder of a demo of ours that no longer runs: its lock can be had, and something stands in it. A
/// demo writes into its lock only once it holds it, so that one that is just starting is never taken for dead.
bool is_of_a_dead_demo(const fs::path& folder)
{
    struct stat about{};
    if (::lstat(folder.c_str(), &about) != 0 || !S_ISDIR(about.st_mode) || about.st_uid != ::geteuid())
        return false;
    const int lock = ::open((folder / lock_name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (lock < 0)
        return false;
    const bool dead = ::flock(lock, LOCK_EX | LOCK_NB) == 0 && ::fstat(lock, &about) == 0 && about.st_size > 0;
    ::close(lock);
    return dead;
}

void sweep(const fs::path& place)
{
    std::error_code ignored;
    for (fs::directory_iterator at{place, fs::directory_options::skip_permission_denied, ignored}, end; at != end;
         at.increment(ignored))
        if (at->path().filename().string().starts_with(prefix) && is_of_a_dead_demo(at->path()))
            fs::remove_all(at->path(), ignored);
}

std::string make_temporary()
{
    const auto place = fs::temp_directory_path();
    sweep(place);
    std::string pattern = (place / prefix).string() + "XXXXXX";
    if (!::mkdtemp(pattern.data()))
        throw std::runtime_error{"no folder can be made in " + place.string() + ": " + std::strerror(errno) +
                                 "; make room there or use --dir"};
    return pattern;
}

} // namespace

Folder::Folder(const std::string& named) : temporary_{named.empty()}
{
    if (temporary_) {
        path_ = make_temporary();
    } else {
        fs::create_directories(named);
        path_ = fs::absolute(named).string();
    }
    lock_ = ::open((path_ + '/' + lock_name).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    // A sweeper may hold the lock of a fresh temporary folder for the moment in which it looks.
    if (lock_ < 0 || ::flock(lock_, temporary_ ? LOCK_EX : LOCK_EX | LOCK_NB) != 0) {
        const int why = errno;
        if (lock_ >= 0)
            ::close(lock_);
        if (why == EWOULDBLOCK)
            throw std::runtime_error{"another demo runs in " + path_ + "; end it or name another folder"};
        throw std::runtime_error{path_ + " cannot be used: " + std::strerror(why)};
    }
    const auto number = std::to_string(::getpid()) + '\n';
    if (::ftruncate(lock_, 0) != 0 || ::write(lock_, number.data(), number.size()) < 0) {
        const int why = errno;
        ::close(lock_);
        throw std::runtime_error{path_ + " cannot be written: " + std::strerror(why)};
    }
}

Folder::~Folder()
{
    std::error_code ignored;
    if (temporary_)
        fs::remove_all(path_, ignored);
    ::close(lock_);
}

} // namespace fingertip::bot::demo
