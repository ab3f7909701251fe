#include "bot/backups/verify.hpp"

#include "bot/backups/scratch_folder.hpp"
#include "bot/operations/data_key.hpp"
#include "storage/audit.hpp"
#include "storage/database.hpp"
#include "storage/migrate.hpp"
#include "storage/moment.hpp"
#include "storage/points.hpp"
#include "storage/settings.hpp"

#include <algorithm>
#include <fcntl.h>
#include <stdexcept>

namespace fingertip::bot::backups {

namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& sentence)
{
    throw std::runtime_error{path + ": " + sentence};
}

/// What a start of the program would do to it.
std::string bring_up_to_date(const std::string& path, const std::string& restored)
{
    try {
        const auto applied = storage::migrate(restored);
        const auto all = storage::migrations();
        const auto before = all.size() - applied.size();
        return before == 0 ? "none" : all[before - 1].name;
    } catch (const storage::SchemaUnknown& unknown) {
        refuse(path, std::string{"this backup is of a newer program: "} + unknown.what());
    } catch (const std::exception& failure) {
        refuse(path, std::string{"this program cannot serve what is in the backup: "} + failure.what());
    }
}

void look_inside(const std::string& path, storage::ReadTx& tx, const ProvingGround& ground, const DataKey& key,
                 Proof& proof, const storage::Stop& stop)
{
    proof.key = storage::settings::find(tx, "data_key").value_or("");
    if (!proof.key.empty() && proof.key != key.fingerprint())
        refuse(path, "this backup was sealed with the data key " + proof.key + ", but " +
                         ground.data_key_file.string() + " holds " + key.fingerprint() +
                         ". Put the right key file in place ([security] data_key_file): without it nobody's name in "
                         "the backup can be read");
    storage::Key bytes{};
    std::copy(key.bytes().begin(), key.bytes().end(), bytes.begin());
    const storage::Vault vault{bytes};
    proof.contents = storage::contents(tx, vault, stop);
    if (proof.contents.unopened)
        refuse(path, "the data key " + key.fingerprint() + " does not open " + *proof.contents.unopened +
                         "; use another backup, and look at how this one came about");
    if (const auto member = storage::points::first_wrong(tx))
        refuse(path,
               "the points of the member with the key " + std::to_string(member->value) +
                   " do not add up to the running balance; `fingertip verify-points` looks at the database itself");
    if (const auto entry = storage::audit::first_broken(tx))
        refuse(path, "the audit log does not fit its seals: look at entry " + std::to_string(*entry) +
                         " and after; `fingertip verify-audit` looks at the database itself");
}

} // namespace

Proof verify_backup(const std::string& path, const ProvingGround& ground, const storage::Stop& stop)
{
    const auto key = DataKey::read(ground.data_key_file);
    const ScratchFolder folder{ground.database};
    const auto restored = folder.file("restored.db");
    Proof proof;
    {
        File copy{restored, O_RDWR | O_CREAT | O_EXCL};
        proof.info = unpack(path, copy, stop);
    }
    if (const auto damage = storage::first_damage(restored, stop))
        refuse(path, "the database in this backup is damaged (" + *damage + "); use another one");
    proof.schema = bring_up_to_date(path, restored);
    storage::EngineOptions options;
    options.path = restored;
    options.readers = 1;
    storage::Database database{storage::make_sqlite_engine(std::move(options))};
    database.read_now([&](storage::ReadTx& tx) { look_inside(path, tx, ground, key, proof, stop); });
    database.stop();
    return proof;
}

} // namespace fingertip::bot::backups
