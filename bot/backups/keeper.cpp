#include "bot/backups/keeper.hpp"

#include "bot/backups/make.hpp"
#include "bot/backups/quiet.hpp"

#include <algorithm>

namespace fingertip::bot::backups {

namespace {

constexpr std::chrono::seconds pause_after_failure{300};
/// The wall clock may be set, so it is looked at again after so long.
constexpr std::chrono::seconds longest_sleep{60};

storage::Time wall_clock()
{
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

} // namespace

BackupKeeper::BackupKeeper(BackupPlan plan, BackupEvents events)
    : plan_{std::move(plan)}, events_{std::move(events)}, folder_{plan_.folder}, thread_{[this] { run(); }}
{
}

BackupKeeper::~BackupKeeper()
{
    {
        const std::lock_guard lock{mutex_};
        stopped_ = true;
    }
    woken_.notify_all();
    thread_.join();
}

bool BackupKeeper::stopped() const
{
    const std::lock_guard lock{mutex_};
    return stopped_;
}

std::chrono::seconds BackupKeeper::time_left() const
{
    const auto newest = folder_.newest();
    const auto now = wall_clock();
    if (!newest ||
        newest->taken_at > now + std::chrono::hours{1}) // a clock that went wrong must not stop them for years
        return std::chrono::seconds{0};
    return newest->taken_at + plan_.every - now;
}

void BackupKeeper::run()
{
    step_back();
    if (const auto newest = folder_.newest())
        events_.done(*newest, 0);
    while (!stopped()) {
        auto pause = longest_sleep;
        try {
            const auto left = time_left();
            if (left.count() <= 0)
                make_one();
            else
                pause = std::min(pause, left);
        } catch (const storage::Stopped&) {
            return;
        } catch (const std::exception& failure) {
            events_.failed(failure);
            pause = pause_after_failure;
        }
        std::unique_lock lock{mutex_};
        woken_.wait_for(lock, pause, [this] { return stopped_; });
    }
}

void BackupKeeper::make_one()
{
    folder_.prepare();
    BackupWish wish;
    wish.now = wall_clock();
    wish.database = plan_.ground.database;
    wish.file = folder_.name_for(wish.now);
    wish.stop = [this] { return stopped(); };
    wish.prove = [&](const std::string& path) { verify_backup(path, plan_.ground, wish.stop); };
    const auto info = make_backup(wish);
    events_.done(info, folder_.prune(plan_.keep));
}

} // namespace fingertip::bot::backups
