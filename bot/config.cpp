#include "bot/config.hpp"

#include "bot/config/config_platforms.hpp"
#include "bot/config/config_reader.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace fingertip::bot {
namespace {

using namespace std::chrono_literals;
using std::chrono::duration_cast;
using std::chrono::seconds;

std::string joined(const std::vector<std::string>& lines)
{
    std::string all;
    for (const auto& line : lines)
        all += (all.empty() ? "" : "\n") + line;
    return all;
}

/// Reads the sections of one file into one Config, keeping the rules that tie keys to each other.
class Loading
{
public:
    Loading(ConfigReader& reader, Config& config) : reader_{reader}, config_{config} {}

    void all()
    {
        addresses();
        stores();
        organization();
        limits();
        load_platforms(reader_, config_);
        if (reader_.parsed() && config_.platforms.empty())
            config_.warnings.push_back(
                "no [[platform]] is configured: nothing can arrive; `fingertip init` shows what one looks like");
        reader_.finish();
    }

private:
    std::filesystem::path beside_the_file(const std::string& path) const
    {
        return path.empty() ? std::filesystem::path{} : (config_.file.parent_path() / path).lexically_normal();
    }

    void warn(std::string sentence) { config_.warnings.push_back(std::move(sentence)); }

    Endpoint endpoint(ConfigReader::Section& section, const std::string& otherwise)
    {
        return *section.parsed("listen", otherwise, "an address and port like \"" + otherwise + '"', parse_endpoint);
    }

    void addresses()
    {
        auto server = reader_.section("server");
        config_.server.listen = endpoint(server, "127.0.0.1:8080");
        const auto default_url = "http://" + config_.server.listen.text();
        const auto url = server.text("public_url", default_url);
        const auto parsed = parse_base_url(url);
        if (!parsed)
            server.problem("public_url", '\'' + url +
                                             "' is not an address like \"https://bot.example.org\" (the one under "
                                             "which the platforms reach this server)");
        config_.server.public_url = parsed.value_or(default_url);
        if (config_.server.public_url.starts_with("http://") && !is_loopback(host_of(config_.server.public_url)))
            warn("[server] public_url is not https: what members open can be read and changed on the way; put a TLS "
                 "proxy in front");
        server.finish();

        auto admin = reader_.section("admin");
        config_.admin.listen = endpoint(admin, "127.0.0.1:9090");
        if (!config_.admin.listen.loopback())
            warn("[admin] listen " + config_.admin.listen.text() +
                 " can be reached from other machines: it must never be public; prefer 127.0.0.1");
        admin.finish();

        auto console = reader_.section("console");
        config_.console.listen = endpoint(console, "127.0.0.1:8081");
        const auto same = [](const Endpoint& a, const Endpoint& b) { return a == b && a.port != 0; };
        if (same(config_.admin.listen, config_.server.listen))
            admin.problem("listen", "is the address of [server] too: give it another port");
        if (same(config_.console.listen, config_.server.listen))
            console.problem("listen", "is the address of [server] too: give it another port");
        if (same(config_.console.listen, config_.admin.listen))
            console.problem("listen", "is the address of [admin] too: give it another port");
        console.finish();
    }

    void stores()
    {
        auto storage = reader_.section("storage");
        const auto url = storage.text("url", "sqlite:fingertip.db");
        const std::string file = url.starts_with("sqlite:") ? url.substr(7) : std::string{};
        if (url.starts_with("postgresql:") || url.starts_with("postgres:"))
            storage.problem("url", "names PostgreSQL, which comes later: use \"sqlite:fingertip.db\" for now");
        else if (file.empty() || file.starts_with(':'))
            storage.problem("url", "must be \"sqlite:\" and a file, like \"sqlite:fingertip.db\"");
        config_.storage.file = beside_the_file(file.empty() ? "fingertip.db" : file);
        storage.finish();

        auto cache = reader_.section("cache");
        const auto address = cache.secret_text("url", "memory:", [](std::string_view text) {
            const auto parsed = parse_cache_address(text);
            return parsed ? parsed->text() : "***";
        });
        auto parsed = parse_cache_address(address.reveal());
        if (!parsed)
            cache.problem("url", "must be \"memory:\", \"redis://[:password@]127.0.0.1:6379/0\" or "
                                 "\"redis+unix:///run/redis/redis.sock?db=0\"");
        config_.cache = parsed.value_or(CacheAddress{});
        cache.finish();

        auto security = reader_.section("security");
        const auto key_file = security.text("data_key_file", "fingertip.key");
        if (key_file.empty())
            security.problem("data_key_file", "is empty: name the file that `fingertip init` wrote");
        config_.security.data_key_file = beside_the_file(key_file);
        for (const auto& proxy : security.list("trusted_proxies", {"127.0.0.1"})) {
            if (const auto numeric = parse_address(proxy))
                config_.security.trusted_proxies.push_back(*numeric);
            else
                security.problem("trusted_proxies",
                                 "holds '" + proxy + "', which is not a numeric address like \"127.0.0.1\"");
        }
        security.finish();

        auto texts = reader_.section("texts");
        config_.texts.directory = beside_the_file(texts.text("directory", ""));
        if (!config_.texts.directory.empty() && !std::filesystem::is_directory(config_.texts.directory))
            texts.problem("directory", "names " + config_.texts.directory.string() +
                                           ", which is not a folder: make it, or leave the key empty");
        texts.finish();

        auto backup = reader_.section("backup");
        config_.backup.folder = beside_the_file(backup.text("folder", ""));
        config_.backup.every = std::chrono::hours{backup.number("every_hours", 24, 1, 24 * 31)};
        config_.backup.keep = backup.number("keep", 14, 1, 10'000);
        backup.finish();

        auto log = reader_.section("log");
        config_.log.level = static_cast<LogLevel>(log.choice("level", {"debug", "info", "warning", "error"}, 1));
        config_.log.file = beside_the_file(log.text("file", ""));
        log.finish();
    }

    void organization()
    {
        auto organization = reader_.section("organization");
        config_.organization.time_zone = organization.text("time_zone", "Asia/Shanghai");
        time_zone(organization, config_.organization.time_zone);
        organization.finish();

        auto binding = reader_.section("binding");
        config_.binding.proof = static_cast<Proof>(binding.choice("proof", {"approval", "invitation", "phone"}, 0));
        if (config_.binding.proof == Proof::phone)
            warn("[binding] proof = \"phone\" is weak: colleagues know each other's names and numbers");
        binding.finish();

        auto meeting = reader_.section("meeting");
        const auto span = [&](ConfigReader::Section& section, const char* key, const char* otherwise,
                              std::chrono::milliseconds most) {
            return duration_cast<seconds>(section.duration(key, otherwise, 0ms, most));
        };
        config_.meeting.check_in_opens = span(meeting, "check_in_opens", "20m", 24h);
        config_.meeting.late_after = span(meeting, "late_after", "0m", 24h);
        config_.meeting.leave_until = span(meeting, "leave_until", "20m", 30 * 24h);
        config_.meeting.absences_hint = meeting.number("absences_hint", 3, 0, 366);
        config_.meeting.minutes_lock_after = span(meeting, "minutes_lock_after", "30d", 3650 * 24h);
        meeting.finish();

        auto notices = reader_.section("notices");
        config_.notices.second_approval_above = notices.number("second_approval_above", 500, 0, 10'000'000);
        config_.notices.cooling_off = span(notices, "cooling_off", "60s", 24h);
        notices.finish();

        auto guard = reader_.section("burden_guard");
        const auto quiet = guard.text("quiet_hours", "21:00-07:30");
        config_.burden_guard.quiet_hours = parse_quiet_hours(quiet);
        if (!quiet.empty() && !config_.burden_guard.quiet_hours)
            guard.problem("quiet_hours", '\'' + quiet + "' is not like \"21:00-07:30\" (\"\" for none)");
        config_.burden_guard.pushes_per_day = guard.number("pushes_per_day", 1, 0, 1000);
        config_.burden_guard.pushes_per_week = guard.number("pushes_per_week", 5, 0, 7000);
        guard.finish();
    }

    void time_zone(ConfigReader::Section& section, const std::string& name)
    {
        static const std::filesystem::path zones = "/usr/share/zoneinfo";
        const auto plain = !name.empty() && name.front() != '/' && name.find("..") == std::string::npos;
        if (!std::filesystem::is_directory(zones))
            section.problem("time_zone",
                            "cannot be looked up: the system has no time zones; install the package tzdata");
        else if (!plain || !std::filesystem::is_regular_file(zones / name))
            section.problem("time_zone",
                            '\'' + name + "' is not a time zone of the tz database, like \"Asia/Shanghai\"");
    }

    void limits()
    {
        auto section = reader_.section("limits");
        auto& limits = config_.limits;
        const auto number = [&](const char* key, int& value, int least, int most) {
            value = section.number(key, value, least, most);
        };
        const auto counted = [&](const char* key, auto& value, int least, int most) {
            using Span = std::remove_reference_t<decltype(value)>;
            value = Span{section.number(key, static_cast<int>(value.count()), least, most)};
        };
        number("connections", limits.connections, 8, 60'000);
        counted("reply_budget_ms", limits.reply_budget, 100, 4500); // the patience of WeChat ends at 5 s
        number("queue", limits.queue, 1, 1'000'000);
        number("readers", limits.readers, 1, 64);
        number("messages_per_minute", limits.messages_per_minute, 1, 10'000);
        counted("slow_client_seconds", limits.slow_client, 1, 15);
        counted("idle_connection_seconds", limits.idle_connection, 1, 3600);
        counted("inbox_hours", limits.inbox, 48, 24 * 366); // platforms redeliver for hours
        counted("dead_letter_hours", limits.dead_letters, 1, 24 * 366);
        counted("stop_seconds", limits.stop, 1, 60);
        section.finish();
    }

    ConfigReader& reader_;
    Config& config_;
};

struct Read
{
    Config config;
    bool secrets_in_file = false;
};

Read read(std::string_view text, const std::filesystem::path& file, const Environment& environment)
{
    Read result;
    result.config.file = file;
    ConfigReader reader{text, file.string(), environment};
    Loading{reader, result.config}.all();
    auto problems = reader.problems();
    if (!problems.empty())
        throw ConfigError{std::move(problems)};
    result.config.settings = reader.take_settings();
    result.config.secrets = reader.take_secrets();
    result.secrets_in_file = reader.secrets_in_file();
    return result;
}

} // namespace

ConfigError::ConfigError(std::vector<std::string> problems)
    : std::runtime_error{joined(problems)}, problems_{std::move(problems)}
{
}

Environment process_environment()
{
    return [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value ? std::optional<std::string>{value} : std::nullopt;
    };
}

Config parse_config(std::string_view text, const std::filesystem::path& file, const Environment& environment)
{
    return read(text, file, environment).config;
}

Config load_config(const std::filesystem::path& file, const Environment& environment)
{
    struct stat status{};
    if (stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
        throw ConfigError{{file.string() + ": there is no such file; `fingertip init` makes one, --config FILE names "
                                           "another"}};
    std::ifstream in{file, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in)
        throw ConfigError{{file.string() + ": cannot be read by this user; its owner and mode decide (ls -l)"}};
    struct Wiped
    {
        std::string& text;
        ~Wiped() { wipe(text); }
    } wiped{text};
    auto [config, secrets_in_file] = read(text, file, environment);
    if (secrets_in_file && (status.st_mode & 077) != 0)
        config.warnings.push_back(file.string() + " holds secrets and others on this machine can read it: chmod 600 " +
                                  file.string());
    return config;
}

} // namespace fingertip::bot
