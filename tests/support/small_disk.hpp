#pragma once

#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/mount.h>
#include <unistd.h>

namespace fingertip::tests {

/// A disk of a few megabytes, in memory.
class SmallDisk
{
public:
    explicit SmallDisk(const std::string& where) : path_{where}
    {
        std::filesystem::create_directories(where);
        mounted_ = ::mount("fingertip-test", where.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "size=8m,mode=0700") == 0;
    }
    ~SmallDisk()
    {
        if (mounted_)
            ::umount2(path_.c_str(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool mounted() const { return mounted_; }
    std::string file(const std::string& name) const { return path_ + "/" + name; }

    /// Somebody else fills it to the last byte, and takes everything away again.
    void fill() const
    {
        const int ballast = ::open(file("ballast").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        const std::string much(64 * 1024, 'x');
        for (auto bite = much.size(); bite > 0;)
            if (::write(ballast, much.data(), bite) <= 0)
                bite /= 2;
        ::close(ballast);
    }
    void clear() const { std::filesystem::remove(file("ballast")); }

private:
    std::string path_;
    bool mounted_ = false;
};

} // namespace fingertip::tests
