#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace fingertip::tests::power {

using Random = std::mt19937_64;

/// Files by name: what a disk holds while nobody uses it.
using Image = std::map<std::string, std::string>;

/// The calls that change a disk, and that may fail.
enum class Call
{
    open,
    write,
    sync,
    truncate,
    remove,
    none
};

/// What becomes of the changes of one file that were not yet synced when the power goes. Nothing keeps the disk from
/// writing in another order than it was asked to: a later change may survive where an earlier one is lost.
enum class Loss
{
    all,     ///< none of them reached the platter
    some,    ///< each by chance
    torn,    ///< the first few, and of the next one only the part before or after a 512-byte border
    sectors, ///< each 512-byte sector of each by chance
    nothing  ///< all of them had reached it
};

/// What happened to a changing call.
enum class Outcome
{
    done,
    failed, ///< an input or output error
    full,   ///< no space was left
    off     ///< there is no power
};

/// A shared lock count and an exclusive owner, as SQLite's shared memory has eight of.
struct ShmSlot
{
    int shared = 0;
    const void* owner = nullptr;
};

/// One file: what programs see, what is on the platter, and the changes between. Fields belong to the disk's mutex.
struct File
{
    struct Change
    {
        std::size_t offset = 0;
        std::string bytes;
        bool truncation = false; ///< to `offset` bytes
    };
    std::string name;
    std::string live;
    std::string durable;
    std::vector<Change> unsynced;

    // What SQLite's locks need; it lives in memory and is gone without power.
    int shared = 0;
    const void* owner = nullptr; ///< who holds more than a shared lock
    int owner_level = 0;
    std::array<ShmSlot, 8> slots{};
    std::deque<std::unique_ptr<char[]>> shm;
    int shm_users = 0;
};

/// A disk of memory that forgets what was not synced: file contents, lengths, names. It can lose its power at a chosen
/// changing call, fail chosen calls, or lie about syncing. Every function may be called from any thread.
class PowerDisk
{
public:
    /// One call that fails, or all from it on; counted from 1 over the calls of these kinds since it was set.
    struct Fault
    {
        std::int64_t at = 0;
        bool from_then_on = false;
        bool full = false; ///< writes say that the disk is full (others do not fail then)
    };

    explicit PowerDisk(std::uint64_t seed) : random_{seed} {}

    /// Puts these files there, synced, instead of whatever was there. Nobody may have a file open.
    void load(const Image& image);
    /// What is on the platter.
    Image durable() const;

    // --- what goes wrong --------------------------------------------------------------------------------------------
    /// The power goes at the `calls`-th changing call from now (1: the next); what survives is chosen by chance.
    void cut_after(std::int64_t calls);
    /// The power goes now, if it has not.
    void cut();
    /// The same, but only the process dies: what it had written stays visible, synced or not.
    void kill_after(std::int64_t calls);
    void kill();
    /// What the running power cut will do to every file; by chance for each unless set.
    void lose(Loss loss);
    /// The power is back: what survived is what is there. Every file must have been closed.
    void power_on();
    bool is_on() const;
    void set_fault(Fault fault);
    /// How many calls have failed by the fault since it was set.
    std::int64_t faults_met() const;
    void clear_fault();
    /// Syncing says that it is done and does nothing: only for the control that must be caught.
    void lie(bool lying);

    std::int64_t calls() const;
    /// The call at which the power went last, and on which file ("": none).
    std::pair<Call, std::string> cut_at() const;

    // --- what the VFS does
    // --------------------------------------------------------------------------------------------
    /// Empty: refused, `why` says how; or not there and not to be made.
    std::shared_ptr<File> open(const std::string& name, bool create, Outcome& why);
    bool exists(const std::string& name) const;
    Outcome write(File& file, std::size_t offset, const char* bytes, std::size_t size);
    Outcome truncate(File& file, std::size_t size);
    /// With `folder` also syncs which files there are.
    Outcome sync(File& file, bool folder);
    Outcome remove(const std::string& name, bool sync_folder);
    /// Reads up to `size` bytes; how many there were. Below zero: there is no power.
    std::int64_t read(const File& file, std::size_t offset, char* bytes, std::size_t size) const;
    std::int64_t size(const File& file) const;

    std::mutex& mutex() const { return mutex_; }

private:
    Outcome step(Call call, const std::string& name);
    void go_dark();
    void sync_names();

    mutable std::mutex mutex_;
    Random random_;
    std::map<std::string, std::shared_ptr<File>> names_;
    std::map<std::string, std::shared_ptr<File>> durable_names_;
    std::vector<std::pair<std::string, std::shared_ptr<File>>> unsynced_names_; ///< null: removed
    bool on_ = true;
    bool lying_ = false;
    bool killed_ = false;
    bool kill_only_ = false;
    std::int64_t calls_ = 0;
    std::int64_t cut_at_call_ = 0; ///< 0: never
    std::pair<Call, std::string> cut_at_{Call::none, {}};
    Fault fault_;
    std::int64_t fault_calls_ = 0;
    std::int64_t faults_met_ = 0;
    bool loss_is_set_ = false;
    Loss loss_ = Loss::all;
};

} // namespace fingertip::tests::power
