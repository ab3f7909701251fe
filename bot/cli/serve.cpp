#include "bot/cli/cli.hpp"

#include "bot/config.hpp"
#include "bot/log.hpp"
#include "bot/operations/data_key.hpp"
#include "bot/server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <iostream>
#include <memory>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace fingertip::bot::cli {

namespace asio = boost::asio;

namespace {

struct Words
{
    std::string config = "fingertip.toml";
    bool allow_root = false;
};

/// Signals while serving: TERM and INT stop (a second one at once), HUP reloads, USR1 opens the log again.
void wait_for_signal(asio::signal_set& signals, asio::io_context& io, Server& server, const Config& running,
                     bool stopping)
{
    signals.async_wait(
        [&signals, &io, &server, &running, stopping](const boost::system::error_code& failed, int signal) {
            if (failed)
                return;
            bool stops = stopping;
            if (signal == SIGUSR1) {
                log::reopen();
            } else if (signal == SIGHUP) {
                try {
                    const Config next = load_config(running.file);
                    server.reload(next);
                    for (const auto& key : needs_restart(running, next))
                        log::warning("needs_restart", {{"key", key}});
                    log::info("reloaded");
                } catch (const std::exception& failure) {
                    log::error("reload_refused", {{"why", failure.what()}});
                }
            } else if (stopping) {
                std::_Exit(1);
            } else {
                stops = true;
                log::info("stopping");
                asio::co_spawn(io, server.stop(), [&io](std::exception_ptr) { io.stop(); });
            }
            wait_for_signal(signals, io, server, running, stops);
        });
}

Exit serve(const Words& words)
{
    if (::geteuid() == 0 && !words.allow_root) {
        std::cerr << "fingertip serve: running as root puts everything on this machine at risk.\n"
                     "Start it as a user of its own, or add --allow-root if you know why.\n";
        return Exit::failed;
    }
    // A core file would hold keys and names.
    ::prctl(PR_SET_DUMPABLE, 0);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);

    const Config config = load_config(words.config);
    for (const auto& warning : config.warnings)
        std::cerr << "warning: " << warning << '\n';
    log::Options options;
    options.level = config.log.level;
    options.file = config.log.file;
    options.key = DataKey::read(config.security.data_key_file).log_key();
    log::start(options);

    asio::io_context io{1};
    asio::signal_set signals{io, SIGTERM, SIGINT, SIGHUP};
    signals.add(SIGUSR1);
    Server server{io, config, {FINGERTIP_VERSION, FINGERTIP_COMMIT, {}}};
    for (const auto& name : server.migrated())
        log::info("migrated", {{"name", name}});
    server.start();
    wait_for_signal(signals, io, server, config, false);
    log::info("serving",
              {{"port", server.port()}, {"admin_port", server.admin_port()}, {"platforms", config.platforms.size()}});
    io.run();
    log::info("stopped");
    return Exit::done;
}

} // namespace

Command make_serve()
{
    auto words = std::make_shared<Words>();
    return {.name = "serve",
            .summary = "runs the bot",
            .options = {config_option(words->config),
                        {.name = "--allow-root",
                         .meaning = "serve although started as root",
                         .target = &words->allow_root}},
            .run = [words] { return serve(*words); }};
}

} // namespace fingertip::bot::cli
