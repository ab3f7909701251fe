#include "bot/operations/doctor.hpp"

#include "bot/backups/folder.hpp"
#include "bot/control_socket.hpp"
#include "bot/http_client.hpp"
#include "bot/operations/data_key.hpp"
#include "handlers/words/zone.hpp"
#include "storage/database.hpp"
#include "storage/engine.hpp"
#include "storage/lock.hpp"
#include "storage/settings.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <filesystem>

namespace fingertip::bot {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using State = Finding::State;

namespace {

constexpr std::chrono::seconds reach_deadline{5};
/// A backup may come so much later than wanted before anybody is alarmed.
constexpr std::chrono::hours patience_with_backups{2};
constexpr auto earliest_believable = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};

std::string megabytes(std::uintmax_t bytes)
{
    return std::to_string(bytes / (1024 * 1024)) + " MB";
}

Finding look_at_key(const Config& config, std::string& fingerprint)
{
    try {
        fingerprint = DataKey::read(config.security.data_key_file).fingerprint();
        return {"data key", State::good, "fingerprint " + fingerprint + "; keep a copy apart from the backups"};
    } catch (const std::exception& failure) {
        return {"data key", State::bad, failure.what()};
    }
}

Finding look_at_database(const Config& config, const std::string& fingerprint)
{
    const auto path = config.storage.file.string();
    if (!fs::exists(path))
        return {"database", State::doubtful, path + " does not exist yet; the first start makes it"};
    try {
        storage::EngineOptions options;
        options.path = path;
        std::optional<std::string> sealed_with;
        const auto lock = storage::DatabaseLock::take(path);
        if (!lock)
            return {"database", State::good, path + " is in use by a running fingertip"};
        storage::Database database{storage::make_sqlite_engine(std::move(options))};
        database.read_now([&](storage::ReadTx& tx) { sealed_with = storage::settings::find(tx, "data_key"); });
        database.stop();
        if (sealed_with && *sealed_with != fingerprint)
            return {"database", State::bad,
                    path + " was sealed with the data key " + *sealed_with + "; put that key file in place"};
        return {"database", State::good, path + " opens and belongs to this data key"};
    } catch (const std::exception& failure) {
        return {"database", State::bad,
                path + ": " + failure.what() + "; check the file's owner and the disk, or restore a backup"};
    }
}

Finding look_at_disk(const Config& config)
{
    std::error_code failed;
    auto folder = config.storage.file.parent_path();
    const auto space = fs::space(folder.empty() ? fs::path{"."} : folder, failed);
    if (failed)
        return {"disk", State::bad, folder.string() + ": " + failed.message()};
    const auto words = megabytes(space.available) + " free of " + megabytes(space.capacity);
    if (space.available < space.capacity / 20)
        return {"disk", State::bad, words + "; below 5 % nothing can be written reliably, make room"};
    return {"disk", space.available < space.capacity / 10 ? State::doubtful : State::good, words};
}

Finding look_at_backups(const Config& config)
{
    const auto& wanted = config.backup;
    if (wanted.folder.empty())
        return {"backups", State::doubtful,
                "the server makes none by itself ([backup] folder): have `fingertip backup FILE` run every day, and "
                "`fingertip verify-backup FILE` after it"};
    const auto newest = backups::BackupFolder{wanted.folder}.newest();
    if (!newest)
        return {"backups", State::doubtful,
                wanted.folder.string() + " holds none yet; a running server makes one within a minute, else its log "
                                         "says why not"};
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto age = std::chrono::duration_cast<std::chrono::minutes>(now - newest->taken_at);
    const auto words = "the newest proven one is " + std::to_string(age.count() / 60) + " h " +
                       std::to_string(age.count() % 60) + " min old";
    if (age > wanted.every + patience_with_backups)
        return {"backups", State::bad,
                words + ", though one is wanted every " + std::to_string(wanted.every.count()) +
                    " h; a running server's log says why there is none (backup_failed)"};
    return {"backups", State::good, words + "; copy it to another machine"};
}

Finding look_at_clock(const Config& config)
{
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    try {
        const handlers::Zone zone{config.organization.time_zone};
        const auto words = "it is " + zone.rfc3339(now) + " in " + config.organization.time_zone;
        if (now < earliest_believable)
            return {"clock", State::bad, words + "; set the clock, check-ins count by it"};
        return {"clock", State::good, words + "; compare it with your own"};
    } catch (const std::exception& failure) {
        return {"clock", State::bad,
                std::string{failure.what()} + "; install the package tzdata, or correct [organization] time_zone"};
    }
}

Finding look_at_port(const std::string& what, const Endpoint& endpoint, bool serving)
{
    asio::io_context io;
    boost::system::error_code failed;
    asio::ip::tcp::acceptor acceptor{io};
    const asio::ip::tcp::endpoint address{asio::ip::make_address(endpoint.host, failed), endpoint.port};
    if (!failed)
        acceptor.open(address.protocol(), failed);
    if (!failed)
        acceptor.set_option(asio::socket_base::reuse_address{true}, failed);
    if (!failed)
        acceptor.bind(address, failed);
    if (!failed)
        return {what, State::good, endpoint.text() + " is free"};
    if (serving && failed == asio::error::address_in_use)
        return {what, State::good, endpoint.text() + " is in use, and a fingertip is running here"};
    return {what, State::bad,
            endpoint.text() + ": " + failed.message() + "; choose another port or stop what holds it"};
}

asio::awaitable<void> reach(HttpClient& http, std::string url, HttpCallResult& result)
{
    HttpCall call;
    call.url = std::move(url);
    call.deadline = reach_deadline;
    result = co_await http.call(std::move(call));
}

Finding look_at_platform(const PlatformConfig& platform)
{
    const std::string what = "platform " + platform.name;
    if (platform.app_secret.empty())
        return {what, State::doubtful, "no app_secret: the bot answers, but cannot make QR codes"};
    asio::io_context io;
    HttpClientOptions options;
    options.allowed_hosts = {host_of(platform.api_base)};
    const auto http = make_http_client(io, std::move(options));
    HttpCallResult result = HttpCallError::connect;
    asio::co_spawn(io, reach(*http, platform.api_base + "/cgi-bin/getcallbackip", result), [](std::exception_ptr) {});
    io.run();
    if (const auto* error = std::get_if<HttpCallError>(&result))
        return {what, State::bad,
                platform.api_base + " cannot be reached (" + std::string{name(*error)} +
                    "); check DNS, firewall and proxy"};
    return {what, State::good, platform.api_base + " answers"};
}

} // namespace

const char* name(State state)
{
    switch (state) {
    case State::good:
        return "good";
    case State::doubtful:
        return "look";
    case State::bad:
        return "BAD";
    }
    return "BAD";
}

std::vector<Finding> examine(const Config& config)
{
    std::vector<Finding> findings;
    findings.push_back(
        {"configuration", config.warnings.empty() ? State::good : State::doubtful,
         config.file.string() + (config.warnings.empty() ? " is complete" : ": " + config.warnings.front())});
    std::string fingerprint;
    findings.push_back(look_at_key(config, fingerprint));
    findings.push_back(look_at_database(config, fingerprint));
    findings.push_back(look_at_disk(config));
    findings.push_back(look_at_backups(config));
    findings.push_back(look_at_clock(config));
    const bool serving = fs::exists(control_socket_path(config.storage.file.string()));
    findings.push_back(look_at_port("webhooks", config.server.listen, serving));
    findings.push_back(look_at_port("admin", config.admin.listen, serving));
    for (const auto& platform : config.platforms)
        findings.push_back(look_at_platform(platform));
    return findings;
}

} // namespace fingertip::bot
