#include "tests/power/power_vfs.hpp"

#include "tests/power/failing_new.hpp"
#include "tests/power/power_locks.hpp"

#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <new>
#include <stdexcept>

namespace fingertip::tests::power {

namespace {

/// SQLite makes room for this and calls it through its first member.
struct Open
{
    sqlite3_file base;
    PowerDisk* disk;
    std::shared_ptr<File> file;
    std::unique_ptr<Hold> hold;
    bool folder_unsynced;
    bool delete_on_close;
};

Open& of(sqlite3_file* file)
{
    return *reinterpret_cast<Open*>(file);
}

PowerDisk& disk_of(sqlite3_vfs* vfs)
{
    return *static_cast<PowerDisk*>(vfs->pAppData);
}

int code(Outcome outcome, int error)
{
    switch (outcome) {
    case Outcome::done:
        return SQLITE_OK;
    case Outcome::full:
        return SQLITE_FULL;
    case Outcome::failed:
    case Outcome::off:
        return error;
    }
    return error;
}

int close(sqlite3_file* file)
{
    const Spared spared;
    Open& open = of(file);
    if (open.delete_on_close && !open.file->name.empty())
        open.disk->remove(open.file->name, false);
    open.hold.reset();
    open.file.reset();
    open.~Open();
    return SQLITE_OK;
}

int read(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset)
{
    const auto there = of(file).disk->read(*of(file).file, static_cast<std::size_t>(offset), static_cast<char*>(bytes),
                                           static_cast<std::size_t>(size));
    if (there < 0)
        return SQLITE_IOERR_READ;
    if (there == size)
        return SQLITE_OK;
    std::memset(static_cast<char*>(bytes) + there, 0, static_cast<std::size_t>(size - there));
    return SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset)
{
    const Spared spared;
    return code(of(file).disk->write(*of(file).file, static_cast<std::size_t>(offset), static_cast<const char*>(bytes),
                                     static_cast<std::size_t>(size)),
                SQLITE_IOERR_WRITE);
}

int truncate(sqlite3_file* file, sqlite3_int64 size)
{
    const Spared spared;
    return code(of(file).disk->truncate(*of(file).file, static_cast<std::size_t>(size)), SQLITE_IOERR_TRUNCATE);
}

int sync(sqlite3_file* file, int)
{
    const Spared spared;
    Open& open = of(file);
    const auto outcome = open.disk->sync(*open.file, open.folder_unsynced);
    if (outcome == Outcome::done)
        open.folder_unsynced = false;
    return code(outcome, SQLITE_IOERR_FSYNC);
}

int file_size(sqlite3_file* file, sqlite3_int64* size)
{
    *size = of(file).disk->size(*of(file).file);
    return *size < 0 ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

int lock(sqlite3_file* file, int level)
{
    return of(file).hold->lock(level);
}
int unlock(sqlite3_file* file, int level)
{
    return of(file).hold->unlock(level);
}
int check_reserved(sqlite3_file* file, int* reserved)
{
    *reserved = of(file).hold->is_reserved();
    return SQLITE_OK;
}
int control(sqlite3_file*, int, void*)
{
    return SQLITE_NOTFOUND;
}
int sector_size(sqlite3_file*)
{
    return 4096;
}
int characteristics(sqlite3_file*)
{
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

int shm_map(sqlite3_file* file, int region, int size, int make, void volatile** memory)
{
    const Spared spared;
    *memory = of(file).hold->map(region, size, make != 0);
    return SQLITE_OK;
}
int shm_lock(sqlite3_file* file, int first, int count, int flags)
{
    return of(file).hold->lock_shm(first, count, flags);
}
void shm_barrier(sqlite3_file* file)
{
    std::atomic_thread_fence(std::memory_order_seq_cst);
    const std::lock_guard guard{of(file).disk->mutex()};
}
int shm_unmap(sqlite3_file* file, int)
{
    of(file).hold->unmap();
    return SQLITE_OK;
}

constexpr sqlite3_io_methods methods{
    .iVersion = 2,
    .xClose = &close,
    .xRead = &read,
    .xWrite = &write,
    .xTruncate = &truncate,
    .xSync = &sync,
    .xFileSize = &file_size,
    .xLock = &lock,
    .xUnlock = &unlock,
    .xCheckReservedLock = &check_reserved,
    .xFileControl = &control,
    .xSectorSize = &sector_size,
    .xDeviceCharacteristics = &characteristics,
    .xShmMap = &shm_map,
    .xShmLock = &shm_lock,
    .xShmBarrier = &shm_barrier,
    .xShmUnmap = &shm_unmap,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* memory, int flags, int* out_flags)
{
    const Spared spared;
    memory->pMethods = nullptr;
    PowerDisk& disk = disk_of(vfs);
    Outcome why = Outcome::done;
    const bool create = (flags & SQLITE_OPEN_CREATE) != 0;
    auto file = disk.open(name ? name : "", create, why);
    if (!file)
        return SQLITE_CANTOPEN;
    auto hold = std::make_unique<Hold>(disk, file);
    const bool journal = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL)) != 0;
    new (memory) Open{{&methods},        &disk,
                      std::move(file),   std::move(hold),
                      journal && create, (flags & SQLITE_OPEN_DELETEONCLOSE) != 0};
    if (out_flags)
        *out_flags = flags;
    return SQLITE_OK;
}

int remove(sqlite3_vfs* vfs, const char* name, int sync_folder)
{
    const Spared spared;
    PowerDisk& disk = disk_of(vfs);
    if (disk.is_on() && !disk.exists(name))
        return SQLITE_IOERR_DELETE_NOENT;
    return code(disk.remove(name, sync_folder != 0), SQLITE_IOERR_DELETE);
}

int access(sqlite3_vfs* vfs, const char* name, int, int* there)
{
    const Spared spared;
    *there = disk_of(vfs).exists(name);
    return SQLITE_OK;
}

int full_name(sqlite3_vfs*, const char* name, int size, char* out)
{
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
}

} // namespace

PowerVfs::PowerVfs(PowerDisk& disk, std::string name)
    : name_{std::move(name)}, vfs_{std::make_unique<sqlite3_vfs>(*sqlite3_vfs_find(nullptr))}
{
    // The clock, sleep and randomness stay the usual ones.
    vfs_->iVersion = 2;
    vfs_->szOsFile = sizeof(Open);
    vfs_->pNext = nullptr;
    vfs_->zName = name_.c_str();
    vfs_->pAppData = &disk;
    vfs_->xOpen = &open;
    vfs_->xDelete = &remove;
    vfs_->xAccess = &access;
    vfs_->xFullPathname = &full_name;
    if (sqlite3_vfs_register(vfs_.get(), 0) != SQLITE_OK)
        throw std::runtime_error{"SQLite refuses the VFS " + name_};
}

PowerVfs::~PowerVfs()
{
    sqlite3_vfs_unregister(vfs_.get());
}

} // namespace fingertip::tests::power
