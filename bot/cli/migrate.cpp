#include "bot/cli/cli.hpp"

#include "bot/config.hpp"
#include "storage/lock.hpp"
#include "storage/migrate.hpp"

#include <iostream>
#include <memory>

namespace fingertip::bot::cli {

namespace {

Exit migrate(const std::string& file)
{
    const Config config = load_config(file);
    const std::string path = config.storage.file.string();
    const auto lock = storage::DatabaseLock::take(path);
    if (!lock) {
        std::cerr << path << " is in use. Stop the running fingertip first; it migrates by itself when it starts.\n";
        return Exit::failed;
    }
    const auto applied = storage::migrate(path);
    for (const auto& name : applied)
        std::cout << "applied " << name << '\n';
    if (applied.empty())
        std::cout << "the schema is up to date\n";
    return Exit::done;
}

} // namespace

Command make_migrate()
{
    auto file = std::make_shared<std::string>("fingertip.toml");
    return {.name = "migrate",
            .summary = "brings the database's schema up to date",
            .options = {config_option(*file)},
            .run = [file] { return migrate(*file); }};
}

} // namespace fingertip::bot::cli
