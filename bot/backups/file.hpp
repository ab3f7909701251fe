#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fingertip::bot::backups {

/// An open file; closed on every way out. Never one of a database that somebody has open: closing any descriptor of it
/// drops SQLite's locks. Everything throws std::runtime_error, "PATH: what the system says".
class File
{
public:
    /// `flags` as of open(2); a new file may be read by its owner alone.
    File(std::string path, int flags);
    ~File();
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    const std::string& path() const { return path_; }

    std::uint64_t size() const;
    /// As many bytes as there are, at most `most`.
    std::string read_at(std::uint64_t offset, std::size_t most) const;
    void write(std::string_view bytes);
    void empty();
    void seek_end();
    void sync();
    /// Only the owner may read it.
    void make_private();
    /// Gives it to whoever owns `other`, when a superuser works for them; else it stays the caller's.
    void belong_with(const std::string& other);
    /// Takes the file's lock until it is closed; false: somebody else has it.
    bool lock();
    /// Is this still the file that the path names?
    bool is_at_its_path() const;

private:
    [[noreturn]] void fail() const;

    std::string path_;
    int number_;
};

/// Makes what was renamed, made or removed in the folder of `path` survive a power cut.
void sync_folder_of(const std::string& path);

/// The path from the root, so that messages and other folders mean the same.
std::string absolute(const std::string& path);

} // namespace fingertip::bot::backups
