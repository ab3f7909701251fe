#include "storage/lock.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/file.h>
#include <unistd.h>

namespace fingertip::storage {

std::unique_ptr<DatabaseLock> DatabaseLock::take(const std::string& database_path)
{
    const std::string path = database_path + ".lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        throw std::runtime_error{path + ": " + std::strerror(errno)};
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        return std::unique_ptr<DatabaseLock>{new DatabaseLock{descriptor}};
    const int error = errno;
    ::close(descriptor);
    if (error == EWOULDBLOCK)
        return nullptr;
    throw std::runtime_error{path + ": " + std::strerror(error)};
}

DatabaseLock::~DatabaseLock()
{
    ::close(descriptor_);
}

} // namespace fingertip::storage
