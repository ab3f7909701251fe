#include "bot/backups/own_backups.hpp"

#include "bot/log.hpp"

namespace fingertip::bot::backups {

std::unique_ptr<BackupKeeper> make_own_backups(const Config& config, Metrics& metrics)
{
    if (config.backup.folder.empty())
        return nullptr;
    BackupPlan plan;
    plan.folder = config.backup.folder;
    plan.every = config.backup.every;
    plan.keep = config.backup.keep;
    plan.ground = {config.storage.file.string(), config.security.data_key_file};
    BackupEvents events;
    events.done = [&metrics](const BackupInfo& proven, int removed) {
        metrics.backup_proven(proven.taken_at);
        log::info("backup_proven",
                  {{"taken_at", storage::seconds(proven.taken_at)}, {"bytes", proven.bytes}, {"removed", removed}});
    };
    events.failed = [&metrics](const std::exception& failure) {
        metrics.backup_failed();
        log::error("backup_failed", {{"why", failure.what()}});
    };
    return std::make_unique<BackupKeeper>(std::move(plan), std::move(events));
}

} // namespace fingertip::bot::backups
