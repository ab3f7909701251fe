#include "bot/backups/restore.hpp"

#include "storage/failpoint.hpp"
#include "storage/lock.hpp"

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <unistd.h>

namespace fingertip::bot::backups {

namespace fs = std::filesystem;

namespace {

constexpr const char* kept_mark = ".replaced-";

/// A log beside the database holds acknowledged work of the old one, and would be applied to the new one.
void refuse_log(const std::string& database)
{
    for (const char* part : {"-wal", "-shm", "-journal"}) {
        const auto file = database + part;
        if (!fs::exists(fs::symlink_status(file)))
            continue;
        throw std::runtime_error{
            fs::exists(database)
                ? file + " lies beside the database: the last program that had it open did not close it, and its log "
                         "holds what was acknowledged last. Run `fingertip migrate`, which takes the log in, and then "
                         "restore again"
                : file + " lies here without its database. Move it away (it is useless alone), and then restore again"};
    }
}

/// A killed run may have left a second name of the database that is still in use.
void remove_second_names(const fs::path& database)
{
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator{database.parent_path(), failed})
        if (entry.path().filename().string().starts_with(database.filename().string() + kept_mark) &&
            fs::equivalent(entry.path(), database, failed))
            fs::remove(entry.path(), failed);
}

/// Gives the file a second name that nothing else has.
std::string keep(const std::string& database, storage::Time now)
{
    const auto time = storage::seconds(now);
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    char date[32];
    std::strftime(date, sizeof date, "%Y%m%dT%H%M%SZ", &parts);
    const auto first = database + kept_mark + date;
    auto name = first;
    for (int more = 2; ::link(database.c_str(), name.c_str()) != 0; ++more) {
        if (errno != EEXIST)
            throw std::runtime_error{name + ": the database that is there cannot be kept under this name (" +
                                     std::strerror(errno) +
                                     "), so nothing was changed. Move it away yourself, and "
                                     "then restore again"};
        name = first + "-" + std::to_string(more);
    }
    return name;
}

} // namespace

Restored restore_backup(const std::string& path, const ProvingGround& ground, storage::Time now,
                        const storage::Stop& stop)
{
    const auto database = absolute(ground.database);
    const auto lock = storage::DatabaseLock::take(database);
    if (!lock)
        throw std::runtime_error{database + " is in use by another fingertip process. Stop that one first: what it "
                                            "acknowledged meanwhile would be lost"};
    refuse_log(database);
    Restored restored;
    restored.info = verify_backup(path, ground, stop).info;

    const auto coming = database + ".restoring";
    ::unlink(coming.c_str()); // of a killed run: the lock is ours
    try {
        File copy{coming, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW};
        unpack(path, copy, stop);
        copy.belong_with(fs::exists(database) ? database : fs::path{database}.parent_path().string());
        copy.sync();
        sync_folder_of(database);
        if (fs::exists(database)) {
            remove_second_names(database);
            restored.replaced = keep(database, now);
        }
        storage::failpoint("restore");
        if (::rename(coming.c_str(), database.c_str()) != 0) {
            const std::string why = std::strerror(errno);
            if (!restored.replaced.empty())
                ::unlink(restored.replaced.c_str());
            throw std::runtime_error{database + ": the backup cannot be put in place: " + why};
        }
        sync_folder_of(database);
    } catch (...) {
        ::unlink(coming.c_str());
        throw;
    }
    return restored;
}

} // namespace fingertip::bot::backups
