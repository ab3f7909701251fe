#include "bot/backups/restore.hpp"
#include "bot/cli/cli.hpp"
#include "bot/cli/give_up.hpp"
#include "bot/config.hpp"
#include "handlers/words/zone.hpp"

#include <chrono>
#include <iostream>
#include <memory>

namespace fingertip::bot::cli {

namespace {

Exit restore(const std::string& config_file, const std::string& file)
{
    const Config config = load_config(config_file);
    const auto stop = give_up_when_told();
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto restored =
        backups::restore_backup(file, {config.storage.file.string(), config.security.data_key_file}, now, stop);
    const handlers::Zone zone{config.organization.time_zone};
    std::cout << config.storage.file.string() << " holds the books as of " << zone.rfc3339(restored.info.taken_at)
              << ".\nWhatever was acknowledged after that is lost; it is " << zone.rfc3339(now) << " now.\n";
    if (!restored.replaced.empty())
        std::cout << "The database that was there is kept as " << restored.replaced
                  << ". Remove it once you are sure.\n";
    return Exit::done;
}

} // namespace

Command make_restore()
{
    struct Flags
    {
        std::string config = "fingertip.toml";
        std::string file;
    };
    auto flags = std::make_shared<Flags>();
    return {.name = "restore",
            .summary = "puts a backup in place of the database, which is kept under another name",
            .options = {config_option(flags->config),
                        {.name = "FILE", .meaning = "the backup", .target = &flags->file, .required = true}},
            .run = [flags] { return restore(flags->config, flags->file); }};
}

} // namespace fingertip::bot::cli
