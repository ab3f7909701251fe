#include "bot/open_books.hpp"

#include "bot/control_socket.hpp"
#include "bot/control_words.hpp"
#include "bot/operations/data_key.hpp"
#include "storage/migrate.hpp"
#include "storage/settings.hpp"

#include <algorithm>
#include <stdexcept>

namespace fingertip::bot {

namespace {

handlers::BindingProof proof_of(Proof proof)
{
    switch (proof) {
    case Proof::approval:
        return handlers::BindingProof::approval;
    case Proof::invitation:
        return handlers::BindingProof::invitation;
    case Proof::phone:
        return handlers::BindingProof::phone;
    }
    return handlers::BindingProof::approval;
}

handlers::Settings settings_of(const Config& config)
{
    handlers::Settings settings;
    settings.proof = proof_of(config.binding.proof);
    settings.check_in_opens = config.meeting.check_in_opens;
    settings.late_after = config.meeting.late_after;
    settings.leave_until = config.meeting.leave_until;
    settings.absences_hint = config.meeting.absences_hint;
    settings.minutes_lock_after = config.meeting.minutes_lock_after;
    settings.public_url = config.server.public_url;
    settings.inbox_kept = config.limits.inbox;
    settings.dead_letters_kept = config.limits.dead_letters;
    return settings;
}

storage::Time system_clock()
{
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// The first start notes which key seals this database; a wrong key would make everybody a stranger.
void check_key(storage::Database& database, const std::string& fingerprint)
{
    std::optional<std::string> known;
    database.read_now([&](storage::ReadTx& tx) { known = storage::settings::find(tx, "data_key"); });
    if (!known)
        return database.write_now([&](storage::Tx& tx) { storage::settings::put(tx, "data_key", fingerprint); });
    if (*known != fingerprint)
        throw std::runtime_error{"this database was sealed with the data key " + *known + ", but the key file holds " +
                                 fingerprint + ". Put the right key file in place ([security] data_key_file)."};
}

} // namespace

std::shared_ptr<const Installation> make_installation(const Config& config)
{
    const auto key = DataKey::read(config.security.data_key_file);
    storage::Key bytes{};
    std::copy(key.bytes().begin(), key.bytes().end(), bytes.begin());
    auto installation = std::make_shared<Installation>();
    installation->texts = templates::Texts::load(config.texts.directory.string());
    installation->vault = std::make_shared<const storage::Vault>(bytes);
    installation->zone = std::make_shared<const handlers::Zone>(config.organization.time_zone);
    installation->settings = settings_of(config);
    return installation;
}

OpenBooks::OpenBooks(const Config& config, std::function<void(const storage::BatchReport&)> on_batch)
{
    const std::string path = config.storage.file.string();
    lock_ = storage::DatabaseLock::take(path);
    if (!lock_)
        throw std::runtime_error{
            path + " is in use by another fingertip process. Stop that one first, or give this one another database."};
    migrated_ = storage::migrate(path);
    storage::EngineOptions options;
    options.path = path;
    options.readers = config.limits.readers;
    options.queue_units = static_cast<std::size_t>(config.limits.queue);
    options.on_batch = std::move(on_batch);
    database_ = std::make_unique<storage::Database>(storage::make_sqlite_engine(std::move(options)));
    check_key(*database_, DataKey::read(config.security.data_key_file).fingerprint());
}

OpenBooks::~OpenBooks()
{
    if (database_)
        database_->stop();
}

BookAnswer run_on_books(const Config& config, const BookRequest& request)
{
    if (auto answer = ask_running_server(control_socket_path(config.storage.file.string()), request))
        return std::move(*answer);
    const auto installation = make_installation(config);
    OpenBooks open{config};
    Books books{open.database(), *installation, &system_clock};
    return run_book_operation(books, request);
}

} // namespace fingertip::bot
