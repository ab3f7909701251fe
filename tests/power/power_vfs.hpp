#pragma once

#include "tests/power/power_disk.hpp"

#include <memory>
#include <string>

struct sqlite3_vfs;

namespace fingertip::tests::power {

/// Makes a disk reachable for SQLite under a name, as long as it lives. It promises what SQLite's own VFS for Unix
/// promises (sectors of 4096 bytes, a write that is cut does no harm beside itself) and syncs the folder when that one
/// does: with the first sync of a journal or WAL that was opened as one to be made.
class PowerVfs
{
public:
    PowerVfs(PowerDisk& disk, std::string name);
    ~PowerVfs();
    PowerVfs(const PowerVfs&) = delete;
    PowerVfs& operator=(const PowerVfs&) = delete;

    const std::string& name() const { return name_; }

private:
    std::string name_;
    std::unique_ptr<sqlite3_vfs> vfs_;
};

} // namespace fingertip::tests::power
