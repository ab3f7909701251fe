#include "bot/backups/make.hpp"
#include "bot/backups/quiet.hpp"
#include "bot/cli/cli.hpp"
#include "bot/cli/give_up.hpp"
#include "bot/config.hpp"
#include "bot/control_socket.hpp"
#include "bot/control_words.hpp"
#include "handlers/words/zone.hpp"
#include "storage/lock.hpp"

#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>

namespace fingertip::bot::cli {

namespace {

struct Flags
{
    std::string config = "fingertip.toml";
    std::string file;
    bool overwrite = false;
};

Exit backup(const Flags& flags)
{
    const Config config = load_config(flags.config);
    const auto database = backups::absolute(config.storage.file.string());
    const auto stop = give_up_when_told();
    backups::step_back();

    // The copy is made by this process, beside the running server, which is not held up: a reader needs no permission.
    // Whoever else has the lock may be just replacing the database.
    const auto lock = std::filesystem::exists(database) ? storage::DatabaseLock::take(database) : nullptr;
    if (!lock && std::filesystem::exists(database) &&
        !ask_running_server(control_socket_path(database), {"public-port", {}, {}})) {
        std::cerr << database << " is in use by another fingertip command; try again when it is done\n";
        return Exit::failed;
    }
    backups::BackupWish wish;
    wish.database = database;
    wish.file = flags.file;
    wish.overwrite = flags.overwrite;
    wish.company = lock ? storage::Company::alone : storage::Company::writer;
    wish.now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    wish.stop = stop;
    const auto info = backups::make_backup(wish);
    const handlers::Zone zone{config.organization.time_zone};
    std::cout << flags.file << " holds the books as of " << zone.rfc3339(info.taken_at) << " ("
              << (info.bytes + 1023) / 1024 << " KiB).\nProve it with `fingertip verify-backup " << flags.file
              << "`. The data key is not in it: keep a copy of "
              << config.security.data_key_file.lexically_normal().string() << " apart from the backups.\n";
    return Exit::done;
}

} // namespace

Command make_backup()
{
    auto flags = std::make_shared<Flags>();
    return {.name = "backup",
            .summary = "copies the books, as of one moment, into a file; a running server goes on",
            .options = {config_option(flags->config),
                        {.name = "FILE", .meaning = "where the backup goes", .target = &flags->file, .required = true},
                        {.name = "--overwrite",
                         .meaning = "an earlier backup of that name may be replaced",
                         .target = &flags->overwrite}},
            .run = [flags] { return backup(*flags); }};
}

} // namespace fingertip::bot::cli
