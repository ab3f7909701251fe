#include "bot/backups/make.hpp"

#include "storage/tx.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <unistd.h>

namespace fingertip::bot::backups {

namespace fs = std::filesystem;

namespace {

/// The backup under its temporary name, locked against a second run; gone with this object unless it got its own name.
class Part
{
public:
    explicit Part(const std::string& target) : path_{temporary_name(target)}
    {
        while (!file_) {
            file_ = std::make_unique<File>(path_, O_RDWR | O_CREAT | O_NOFOLLOW);
            if (!file_->lock())
                throw std::runtime_error{target + ": another run is just writing this backup"};
            if (!file_->is_at_its_path()) // the one that had the lock has finished
                file_.reset();
        }
        file_->empty();
        file_->make_private();
        remove_journal();
    }
    ~Part()
    {
        if (!named_)
            ::unlink(path_.c_str());
        remove_journal();
    }
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;

    File& file() { return *file_; }

    void become(const std::string& target, bool overwrite)
    {
        if (overwrite ? ::rename(path_.c_str(), target.c_str()) != 0 : !rename_to_new(target))
            throw std::runtime_error{target + ": the backup cannot be given its name: " + std::strerror(errno)};
        named_ = true;
        sync_folder_of(target);
    }

private:
    bool rename_to_new(const std::string& target) const
    {
        if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0)
            return true;
        // Some file systems of other machines cannot; there the look before has to do.
        return errno == EINVAL && !fs::exists(target) && ::rename(path_.c_str(), target.c_str()) == 0;
    }
    void remove_journal() const { ::unlink((path_ + "-journal").c_str()); }

    std::string path_;
    std::unique_ptr<File> file_;
    bool named_ = false;
};

void refuse_bad_target(const BackupWish& wish, const std::string& target)
{
    const auto folder = fs::path{target}.parent_path();
    if (!fs::is_directory(folder))
        throw std::runtime_error{folder.string() + ": there is no such folder for a backup; make it first"};
    if (!fs::exists(fs::symlink_status(target)))
        return;
    if (!wish.overwrite)
        throw std::runtime_error{target + " exists already, and a backup is never lost to another one by mistake: "
                                          "choose a new name, or add --overwrite"};
    try {
        read_info(target);
    } catch (const std::exception&) {
        throw std::runtime_error{target + " exists and is not a backup; --overwrite replaces backups only"};
    }
}

} // namespace

BackupInfo make_backup(const BackupWish& wish)
{
    const auto target = absolute(wish.file);
    if (!fs::exists(wish.database))
        throw std::runtime_error{wish.database + ": there is no database to back up ([storage] url)"};
    refuse_bad_target(wish, target);
    Part part{target};
    try {
        storage::copy_moment(wish.database, part.file().path(), wish.company, wish.stop);
    } catch (const storage::Unavailable& failure) {
        throw std::runtime_error{target + ": the backup cannot be made (" + failure.what() +
                                 "), and nothing of it is left. Look at the room on its disk, and whether this user "
                                 "may read the database"};
    }
    if (const auto damage = storage::first_damage(part.file().path(), wish.stop))
        throw std::runtime_error{"the copy is not sound (" + *damage +
                                 "), so it was thrown away. Look at the disk and " +
                                 "at the database itself: `fingertip doctor`, and keep the last good backup"};
    const auto info = finish_backup(part.file(), wish.now, wish.stop);
    part.file().sync();
    if (wish.prove)
        wish.prove(part.file().path());
    storage::go_on_unless(wish.stop);
    part.become(target, wish.overwrite);
    return info;
}

std::string temporary_name(const std::string& file)
{
    return file + ".part";
}

void remove_leftover(const std::string& temporary)
{
    try {
        File left{temporary, O_RDWR | O_NOFOLLOW};
        if (left.lock() && left.is_at_its_path()) {
            ::unlink((temporary + "-journal").c_str());
            ::unlink(temporary.c_str());
        }
    } catch (const std::runtime_error&) { // gone already, or not ours
    }
}

} // namespace fingertip::bot::backups
