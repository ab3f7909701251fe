#include "bot/backups/quiet.hpp"
#include "bot/backups/verify.hpp"
#include "bot/cli/cli.hpp"
#include "bot/cli/give_up.hpp"
#include "bot/config.hpp"
#include "bot/operations/rows.hpp"
#include "handlers/words/zone.hpp"

#include <iostream>
#include <memory>

namespace fingertip::bot::cli {

namespace {

struct Flags
{
    std::string config = "fingertip.toml";
    std::string file;
    std::string format = "table";
};

Exit verify(const Flags& flags)
{
    const Config config = load_config(flags.config);
    const auto stop = give_up_when_told();
    backups::step_back();
    const auto proof =
        backups::verify_backup(flags.file, {config.storage.file.string(), config.security.data_key_file}, stop);
    const handlers::Zone zone{config.organization.time_zone};
    const auto& found = proof.contents;
    Rows rows{{"what", "found"}, {}};
    const auto add = [&rows](const std::string& what, Cell cell) { rows.rows.push_back({what, std::move(cell)}); };
    add("taken at", zone.rfc3339(proof.info.taken_at));
    add("bytes", static_cast<long long>(proof.info.bytes));
    add("schema", proof.schema);
    add("data key", proof.key);
    for (const auto& one : found.registers)
        add(one.name, static_cast<long long>(one.rows));
    add("points in the ledger", static_cast<long long>(found.ledger));
    add("points in the balances", static_cast<long long>(found.balances));
    add("sealed texts opened", static_cast<long long>(found.opened));
    add("texts closed by erasure", static_cast<long long>(found.erased));
    print_rows(std::cout, flags.format, rows);
    std::cerr << flags.file << " can stand in for the database\n";
    return Exit::done;
}

} // namespace

Command make_verify_backup()
{
    auto flags = std::make_shared<Flags>();
    return {.name = "verify-backup",
            .summary = "restores a backup into a scratch folder and looks at all of it; changes nothing",
            .options = {config_option(flags->config),
                        format_option(flags->format),
                        {.name = "FILE", .meaning = "the backup", .target = &flags->file, .required = true}},
            .run = [flags] { return verify(*flags); },
            .details = "The scratch folder is made beside the database, since a restore needs the same room there."};
}

} // namespace fingertip::bot::cli
