#include "storage/sqlite/settle.hpp"

#include "storage/tx.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

namespace fingertip::storage::sqlite {

namespace {

/// SQLite's own VFS takes a length of 128 KiB or more modulo that, and calls a multiple of it a full disk.
constexpr sqlite3_int64 piece = 1 << 16;

/// A file opened the way SQLite opens it, so that tests can stand in between.
class WalFile
{
public:
    WalFile(sqlite3_vfs* vfs, const std::string& database)
        : wal_{database + "-wal"}, name_{sqlite3_create_filename(database.c_str(), "", wal_.c_str(), 0, nullptr)},
          memory_{std::make_unique<std::byte[]>(static_cast<std::size_t>(vfs->szOsFile))}
    {
        if (!name_)
            refuse();
        // Asked to make it, SQLite's VFS syncs the folder with the file, in case the name is as new as the pages.
        constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_WAL;
        if (vfs->xOpen(vfs, sqlite3_filename_wal(name_), file(), flags, nullptr) != SQLITE_OK) {
            sqlite3_free_filename(name_);
            refuse();
        }
    }
    ~WalFile()
    {
        file()->pMethods->xClose(file());
        sqlite3_free_filename(name_);
    }
    WalFile(const WalFile&) = delete;
    WalFile& operator=(const WalFile&) = delete;

    void write_again()
    {
        sqlite3_int64 size = 0;
        require(file()->pMethods->xFileSize(file(), &size));
        std::vector<char> bytes(static_cast<std::size_t>(std::min(size, piece)));
        for (sqlite3_int64 at = 0; at < size; at += piece) {
            const int length = static_cast<int>(std::min(piece, size - at));
            require(file()->pMethods->xRead(file(), bytes.data(), length, at));
            require(file()->pMethods->xWrite(file(), bytes.data(), length, at));
        }
        if (size > 0)
            require(file()->pMethods->xSync(file(), SQLITE_SYNC_NORMAL));
    }

private:
    sqlite3_file* file() { return reinterpret_cast<sqlite3_file*>(memory_.get()); }
    void require(int code)
    {
        if (code != SQLITE_OK)
            refuse();
    }
    [[noreturn]] void refuse() const { throw Unavailable{wal_ + " cannot be read and written back"}; }

    const std::string wal_;
    const char* name_;
    std::unique_ptr<std::byte[]> memory_;
};

} // namespace

void settle_wal(const std::string& path, const std::string& vfs_name)
{
    sqlite3_vfs* vfs = sqlite3_vfs_find(vfs_name.empty() ? nullptr : vfs_name.c_str());
    if (!vfs)
        throw Unavailable{"SQLite has no VFS " + vfs_name};
    // SQLite follows links, and looks for the WAL beside the file itself.
    std::vector<char> database(static_cast<std::size_t>(vfs->mxPathname) + 1);
    if ((vfs->xFullPathname(vfs, path.c_str(), vfs->mxPathname, database.data()) & 0xff) != SQLITE_OK)
        throw Unavailable{path + " is no path of a file"};
    int there = 0;
    vfs->xAccess(vfs, (std::string{database.data()} + "-wal").c_str(), SQLITE_ACCESS_EXISTS, &there);
    if (there)
        WalFile{vfs, database.data()}.write_again();
}

} // namespace fingertip::storage::sqlite
