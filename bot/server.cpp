#include "bot/server.hpp"

#include "bot/accounts.hpp"
#include "bot/backups/own_backups.hpp"
#include "bot/control_socket.hpp"
#include "bot/dispatcher.hpp"
#include "bot/edge_observer.hpp"
#include "bot/health.hpp"
#include "bot/http_server.hpp"
#include "bot/log.hpp"
#include "bot/metrics.hpp"
#include "bot/open_books.hpp"
#include "bot/pages/meeting_code_page.hpp"
#include "bot/redis/redis_client.hpp"
#include "bot/scene_codes.hpp"
#include "bot/scheduler.hpp"
#include "bot/sessions.hpp"
#include "bot/token_keeper.hpp"
#include "bot/webhook.hpp"
#include "handlers/commands.hpp"
#include "handlers/timers.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>

namespace fingertip::bot {

namespace asio = boost::asio;

namespace {

storage::Time system_clock()
{
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// One shared completion for every loop that runs beside the messages.
auto log_failure(const char* name)
{
    return [name](std::exception_ptr failure) {
        if (!failure)
            return;
        try {
            std::rethrow_exception(failure);
        } catch (const std::exception& error) {
            log::error("loop_ended", {{"loop", name}, {"error", error.what()}});
        }
    };
}

Metrics::Names metric_names(const Config& config, const Server::Options& options)
{
    Metrics::Names names;
    for (const auto& platform : config.platforms)
        names.platforms.push_back(platform.name);
    for (const auto& command : handlers::commands())
        names.commands.emplace_back(command.name);
    names.version = options.version;
    names.commit = options.commit;
    return names;
}

DispatcherOptions dispatcher_options(const Config& config, const std::function<storage::Time()>& clock,
                                     Sessions* sessions)
{
    DispatcherOptions options;
    options.patience = config.limits.reply_budget;
    options.remembered = config.limits.inbox;
    options.messages_per_minute = config.limits.messages_per_minute;
    options.clock = clock;
    options.sessions = sessions;
    options.on_failure = [](const handlers::Incoming& incoming, const std::exception& failure) {
        log::error(
            "message_failed",
            {{"platform", incoming.platform}, {"trace", log::hashed(incoming.delivery_id)}, {"error", failure.what()}});
    };
    return options;
}

HttpLimits public_limits(const Config& config)
{
    HttpLimits limits;
    limits.max_connections = static_cast<std::size_t>(config.limits.connections);
    limits.slow_client = config.limits.slow_client;
    limits.idle_connection = config.limits.idle_connection;
    return limits;
}

HttpServerOptions public_port(const Config& config, Metrics& metrics)
{
    HttpServerOptions options;
    options.listen = {config.server.listen.host, config.server.listen.port};
    options.limits = public_limits(config);
    options.trusted_proxies = config.security.trusted_proxies;
    options.events.answered = [&metrics](int status) { metrics.http(status); };
    options.events.connections = [&metrics](std::size_t open) { metrics.set_connections(open); };
    return options;
}

HttpServerOptions admin_port_options(const Config& config)
{
    HttpServerOptions options;
    options.listen = {config.admin.listen.host, config.admin.listen.port};
    options.limits.max_connections = 64;
    return options;
}

std::shared_ptr<RedisClient> make_redis(asio::io_context& io, const Config& config, Metrics& metrics)
{
    if (config.cache.kind != CacheAddress::Kind::redis)
        return nullptr;
    RedisOptions options;
    options.address.host = config.cache.host;
    options.address.port = config.cache.port;
    options.address.path = config.cache.unix_path;
    options.address.db = config.cache.database;
    options.address.password = config.cache.password.reveal();
    options.on_event = [&metrics](RedisEvent event) {
        if (event == RedisEvent::breaker_opened || event == RedisEvent::breaker_closed)
            metrics.set_breaker_open(event == RedisEvent::breaker_opened);
        log::warning_at_most(std::chrono::seconds{10}, "redis", {{"what", name(event)}});
    };
    return make_redis_client(io.get_executor(), std::move(options));
}

SessionsOptions sessions_options(Metrics& metrics)
{
    SessionsOptions options;
    options.on_cache = [&metrics](CacheOutcome outcome) { metrics.cache(outcome); };
    return options;
}

/// The calls that one account makes to its platform.
struct Outbound
{
    Outbound(asio::io_context& io, const PlatformConfig& config, Metrics& metrics)
        : http{make_http_client(io, {.allowed_hosts = {host_of(config.api_base)}, .extra_ca_file = {}})},
          tokens{io.get_executor(), *http, config.api_base, config.app_id, config.app_secret},
          scenes{*http, tokens, config.api_base}
    {
        tokens.on_answer([&metrics](bool given) { metrics.token(given); });
    }

    std::unique_ptr<HttpClient> http;
    TokenKeeper tokens;
    SceneCodes scenes;
};

/// Of the first account that may call; null: none has an AppSecret.
std::unique_ptr<Outbound> make_outbound(asio::io_context& io, const Config& config, Metrics& metrics)
{
    for (const auto& platform : config.platforms)
        if (!platform.app_secret.empty())
            return std::make_unique<Outbound>(io, platform, metrics);
    return nullptr;
}

} // namespace

struct Server::Parts
{
    Parts(asio::io_context& loop, const Config& config, Options with)
        : io{loop}, clock_is_told{static_cast<bool>(with.clock)}, clock{with.clock ? with.clock : &system_clock},
          metrics{metric_names(config, with)}, installation{make_installation(config)}, books{config, on_batch()},
          redis{make_redis(io, config, metrics)},
          sessions{sessions_options(metrics),
                   [vault = installation->vault](std::string_view text) { return vault->sign("sessions", text); },
                   redis},
          dispatcher{io.get_executor(), books.database(), installation, dispatcher_options(config, clock, &sessions)},
          observer{metrics, config}, accounts{config.platforms},
          webhooks{make_accounts(accounts, clock), dispatcher, observer},
          scheduler{io.get_executor(), books.database(), installation, clock,
                    [](const std::string& kind, const std::exception& failure) {
                        log::error("timer_failed", {{"kind", kind}, {"error", failure.what()}});
                    }},
          outbound{make_outbound(io, config, metrics)},
          meeting_page{books.database(), installation, outbound ? &outbound->scenes : nullptr, clock},
          health{io.get_executor(), books.database(), metrics, config.storage.file.string(), clock},
          port{io, public_port(config, metrics), [this](HttpRequest request) { return route(std::move(request)); }},
          admin{io, admin_port_options(config),
                [this](HttpRequest request) { return health.handle(std::move(request)); }},
          control{io, control_socket_path(config.storage.file.string()),
                  SharedBooks{books.database(), installation, clock, port.port()}},
          backup_keeper{backups::make_own_backups(config, metrics)}, stop_within{config.limits.stop}
    {
        books.database().write_now([this](storage::Tx& tx) { handlers::set_standing_timers(tx, clock()); });
    }

    asio::awaitable<HttpResponse> route(HttpRequest request)
    {
        if (clock_is_told) // whoever tells the time tells all of it
            request.received_at = clock();
        if (request.path.starts_with("/webhooks/"))
            return webhooks.handle(std::move(request));
        return meeting_page.handle(std::move(request));
    }

    std::function<void(const storage::BatchReport&)> on_batch()
    {
        return [this](const storage::BatchReport& report) {
            metrics.commit(report.units, report.commit);
            metrics.set_wal_bytes(static_cast<std::size_t>(report.wal_bytes));
        };
    }

    asio::io_context& io;
    bool clock_is_told;
    std::function<storage::Time()> clock;
    Metrics metrics;
    std::shared_ptr<const Installation> installation;
    OpenBooks books;
    std::shared_ptr<RedisClient> redis;
    Sessions sessions;
    Dispatcher dispatcher;
    EdgeObserver observer;
    const std::vector<PlatformConfig> accounts; ///< as they were at the start
    Webhooks webhooks;
    Scheduler scheduler;
    std::unique_ptr<Outbound> outbound;
    MeetingCodePage meeting_page;
    Health health;
    HttpServer port;
    HttpServer admin;
    ControlSocket control;
    std::unique_ptr<backups::BackupKeeper> backup_keeper;
    std::chrono::milliseconds stop_within;
};

Server::Server(asio::io_context& io, const Config& config, Options options)
    : parts_{std::make_unique<Parts>(io, config, std::move(options))}
{
}

// The writer is joined before the event loop dies: its units point into coroutine frames. It closes the database as the
// last one, so that its log is taken in.
Server::~Server()
{
    parts_->backup_keeper.reset();
    parts_->books.database().stop();
}

void Server::start()
{
    auto& p = *parts_;
    p.port.start();
    p.admin.start();
    asio::co_spawn(p.io, p.scheduler.run(), log_failure("scheduler"));
    asio::co_spawn(p.io, p.control.run(), log_failure("control"));
    if (p.redis)
        asio::co_spawn(p.io, p.redis->run(), log_failure("redis"));
}

std::uint16_t Server::port() const
{
    return parts_->port.port();
}
std::uint16_t Server::admin_port() const
{
    return parts_->admin.port();
}
asio::awaitable<HttpResponse> Server::answer(HttpRequest request)
{
    return parts_->route(std::move(request));
}

storage::Database& Server::database()
{
    return parts_->books.database();
}

const Installation& Server::installation() const
{
    return *parts_->installation;
}

const std::vector<std::string>& Server::migrated() const
{
    return parts_->books.migrated();
}

void Server::reload(const Config& config)
{
    auto& p = *parts_;
    // Made whole before anything changes: what cannot be made leaves all as it was. Some things stay what they were at
    // the start, as needs_restart() says: the data key is the one that the database was opened with, whatever the key
    // file holds meanwhile.
    auto installation = std::make_shared<Installation>(*make_installation(config));
    installation->vault = p.installation->vault;
    installation->zone = p.installation->zone;
    installation->settings.public_url = p.installation->settings.public_url;
    auto accounts = make_accounts(with_secrets_of(p.accounts, config), p.clock);
    p.installation = installation;
    p.webhooks.use(std::move(accounts));
    p.dispatcher.use(installation, config.limits.reply_budget, config.limits.inbox, config.limits.messages_per_minute);
    p.scheduler.use(installation);
    p.meeting_page.use(installation);
    p.control.use(installation);
    p.port.set_limits(public_limits(config));
    p.stop_within = config.limits.stop;
    log::set_level(config.log.level);
}

asio::awaitable<void> Server::stop()
{
    auto& p = *parts_;
    // A little of the time is kept for closing the database.
    const auto until = std::chrono::steady_clock::now() + p.stop_within * 9 / 10;
    const auto left = [until] {
        const auto time = until - std::chrono::steady_clock::now();
        return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(time), std::chrono::milliseconds{0});
    };
    p.health.stopping();
    p.control.stop_accepting();
    co_await p.port.drain(left());
    p.scheduler.stop();
    co_await p.control.stop(left());
    if (p.redis)
        p.redis->stop();
    co_await p.admin.drain(std::chrono::milliseconds{100});
}

} // namespace fingertip::bot
