#pragma once

#include "bot/backups/folder.hpp"
#include "bot/backups/verify.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace fingertip::bot::backups {

/// When and where the server makes backups by itself.
struct BackupPlan
{
    std::filesystem::path folder;
    std::chrono::minutes every{};
    int keep = 1;
    ProvingGround ground;
};

/// Who hears of it; called on the keeper's thread.
struct BackupEvents
{
    std::function<void(const BackupInfo& proven, int removed)> done;
    std::function<void(const std::exception& failure)> failed;
};

/// Makes the server's own backups: one at once when the newest is older than the plan wants, then again and again; each
/// one is verified before it gets its name, and then the oldest go. On a thread of its own that takes processor and
/// disk only when nobody else wants them, through a connection that only reads: nothing waits for it. After a failure
/// it tries again soon. The newest one that is there is told once at the start.
class BackupKeeper
{
public:
    BackupKeeper(BackupPlan plan, BackupEvents events);
    /// Gives up what is under way, within some milliseconds.
    ~BackupKeeper();
    BackupKeeper(const BackupKeeper&) = delete;
    BackupKeeper& operator=(const BackupKeeper&) = delete;

private:
    void run();
    /// How long until the next one is due; zero or less: now.
    std::chrono::seconds time_left() const;
    void make_one();
    bool stopped() const;

    const BackupPlan plan_;
    const BackupEvents events_;
    const BackupFolder folder_;
    mutable std::mutex mutex_;
    std::condition_variable woken_;
    bool stopped_ = false;
    std::thread thread_;
};

} // namespace fingertip::bot::backups
