#pragma once

#include "bot/backups/file.hpp"

#include <memory>
#include <string>

namespace fingertip::bot::backups {

/// A folder beside a database, open to its owner alone, in which a backup is restored to be looked at; gone with this
/// object. What a killed run has left is taken away by the next one. Throws std::runtime_error with a sentence.
class ScratchFolder
{
public:
    explicit ScratchFolder(const std::string& database);
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    std::string file(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_;
    std::unique_ptr<File> held_; ///< its lock says that it is in use
};

} // namespace fingertip::bot::backups
