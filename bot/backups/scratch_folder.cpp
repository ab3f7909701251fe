#include "bot/backups/scratch_folder.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <stdlib.h>

namespace fingertip::bot::backups {

namespace fs = std::filesystem;

namespace {

constexpr const char* mark = ".proof-";

void remove_leftovers(const fs::path& folder, const std::string& prefix)
{
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator{folder, failed}) {
        if (!entry.path().filename().string().starts_with(prefix))
            continue;
        try {
            File left{entry.path().string(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW};
            if (left.lock())
                fs::remove_all(entry.path(), failed);
        } catch (const std::runtime_error&) { // gone already, or not ours
        }
    }
}

} // namespace

ScratchFolder::ScratchFolder(const std::string& database)
{
    const fs::path beside{absolute(database)};
    remove_leftovers(beside.parent_path(), beside.filename().string() + mark);
    for (;;) {
        path_ = beside.string() + mark + "XXXXXX";
        if (!::mkdtemp(path_.data()))
            throw std::runtime_error{
                beside.parent_path().string() +
                ": no folder can be made here to restore the backup into: " + std::strerror(errno)};
        try {
            held_ = std::make_unique<File>(path_, O_RDONLY | O_DIRECTORY);
            if (held_->lock() && held_->is_at_its_path())
                return;
        } catch (const std::runtime_error&) { // somebody who tidied up took it for a leftover
        }
    }
}

ScratchFolder::~ScratchFolder()
{
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

} // namespace fingertip::bot::backups
