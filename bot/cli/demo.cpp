#include "bot/cli/cli.hpp"

#include "bot/config.hpp"
#include "bot/demo/desk.hpp"
#include "bot/demo/folder.hpp"
#include "bot/demo/town.hpp"
#include "bot/http_server.hpp"
#include "bot/log.hpp"
#include "bot/open_books.hpp"
#include "bot/operations/data_key.hpp"
#include "bot/operations/fresh_installation.hpp"
#include "bot/server.hpp"
#include "handlers/meetings/meeting_code.hpp"
#include "storage/people/bindings.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

namespace fingertip::bot::cli {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

constexpr const char* platform_name = "wechat-main";
constexpr const char* app_id = "wxdemo0123456789ab";

struct Words
{
    int port = 8080;
    std::string folder;
};

/// Writes the configuration of a throw-away installation; secrets are made anew each time.
simulator::AccountSecrets write_configuration(const demo::Folder& folder, std::uint16_t page_port, bool with_redis,
                                              const std::string& redis_socket)
{
    simulator::AccountSecrets secrets{app_id, random_word(32), random_encoding_aes_key()};
    const std::string page = "http://127.0.0.1:" + std::to_string(page_port);
    std::ofstream out{folder.path() + "/fingertip.toml"};
    fs::permissions(folder.path() + "/fingertip.toml", fs::perms::owner_read | fs::perms::owner_write);
    out << "[server]\nlisten = \"127.0.0.1:0\"\npublic_url = \"" << page << "\"\n"
        << "[admin]\nlisten = \"127.0.0.1:0\"\n"
        << "[storage]\nurl = \"sqlite:fingertip.db\"\n"
        << "[cache]\nurl = \"" << (with_redis ? "redis+unix://" + redis_socket : std::string{"memory:"}) << "\"\n"
        << "[limits]\nmessages_per_minute = 600\n"
        << "[log]\nlevel = \"warning\"\nfile = \"demo.log\"\n"
        << "[[platform]]\nname = \"" << platform_name << "\"\nkind = \"wechat\"\napp_id = \"" << secrets.app_id
        << "\"\napp_secret = \"" << random_word(32) << "\"\ntoken = \"" << secrets.token << "\"\nencoding_aes_key = \""
        << secrets.encoding_aes_key << "\"\napi_base = \"" << page << "\"\n";
    return secrets;
}

/// What a camera reads off the QR picture of a meeting's page.
asio::awaitable<std::string> look_at_page(Server& server, std::string token)
{
    std::string scene;
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    auto look = [&](storage::ReadTx& tx) {
        if (const auto page = handlers::code_page(tx, *server.installation().vault, token, now))
            scene = page->scene;
    };
    co_await server.database().read(look);
    co_return scene;
}

asio::awaitable<std::vector<bool>> look_at_bindings(Server& server, std::vector<std::string> accounts)
{
    std::vector<bool> bound;
    auto look = [&](storage::ReadTx& tx) {
        bound.clear();
        for (const auto& account : accounts)
            bound.push_back(storage::bindings::find(tx, platform_name, account).has_value());
    };
    co_await server.database().read(look);
    co_return bound;
}

std::unique_ptr<HttpServer> open_page(asio::io_context& io, int port, HttpHandler handler)
{
    HttpServerOptions options;
    options.listen = {"127.0.0.1", static_cast<std::uint16_t>(port)};
    options.allowed_hosts = {"127.0.0.1", "localhost"};
    try {
        return std::make_unique<HttpServer>(io, options, std::move(handler));
    } catch (const boost::system::system_error& failed) {
        throw std::runtime_error{"port " + std::to_string(port) + " cannot be used (" + failed.code().message() +
                                 "); name another with --port, or 0 for any free one"};
    }
}

Exit demo(const Words& words)
{
    if (words.port < 0 || words.port > 65'535)
        throw UsageError{"--port is a number from 0 to 65535"};
    asio::io_context io{1};
    // From now on Ctrl-C waits until everything stands, so that it can be taken down again.
    asio::signal_set signals{io, SIGINT, SIGTERM, SIGHUP};
    const demo::Folder folder{words.folder};
    std::unique_ptr<demo::Desk> desk;
    std::unique_ptr<Server> server;
    const auto page = open_page(io, words.port, [&](HttpRequest request) -> asio::awaitable<HttpResponse> {
        // The meeting's page lives with the bot; here it has the same address as everything else.
        if (request.path.starts_with("/meeting/") || request.path.starts_with("/pages/"))
            return server->answer(std::move(request));
        return desk->handle(std::move(request));
    });
    demo::RedisSwitch redis{folder.path()};
    const bool with_redis = redis.on();
    if (!fs::exists(folder.path() + "/fingertip.key"))
        DataKey::create(folder.path() + "/fingertip.key");
    const auto secrets = write_configuration(folder, page->port(), with_redis, redis.socket());
    const Config config = load_config(folder.path() + "/fingertip.toml");
    log::start({.level = config.log.level, .file = config.log.file, .key = {}});
    std::error_code ignored;
    for (const char* part : {"", "-wal", "-shm"}) // a named folder may hold the last demo
        fs::remove(config.storage.file.string() + part, ignored);

    server = std::make_unique<Server>(io, config, Server::Options{FINGERTIP_VERSION, FINGERTIP_COMMIT, {}});
    auto town = demo::found_demo_town(server->database(), server->installation(), platform_name,
                                      std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
    const auto http = make_http_client(io, {.allowed_hosts = {"127.0.0.1"}, .extra_ca_file = {}});
    simulator::WechatServers platform{
        *http, "http://127.0.0.1:" + std::to_string(server->port()) + "/webhooks/" + platform_name, secrets};
    desk = std::make_unique<demo::Desk>(
        platform, std::move(town), redis,
        demo::Eyes{
            [&server](std::string token) { return look_at_page(*server, std::move(token)); },
            [&server](std::vector<std::string> accounts) { return look_at_bindings(*server, std::move(accounts)); }});

    signals.async_wait([&](const boost::system::error_code& failed, int) {
        if (!failed)
            asio::co_spawn(io, server->stop(), [&io](std::exception_ptr) { io.stop(); });
    });
    server->start();
    page->start();
    std::cout << "Open http://127.0.0.1:" << page->port() << "/ in a browser. Ctrl-C ends the demo"
              << (folder.temporary() ? " and leaves nothing behind." : ".") << std::endl;
    io.run();
    desk.reset();
    server.reset();
    return Exit::done;
}

} // namespace

Command make_demo()
{
    auto words = std::make_shared<Words>();
    return {.name = "demo",
            .summary = "a throw-away installation with an invented organisation and a chat page in the browser",
            .options = {{.name = "--port", .meaning = "of the page; 0: any free one", .target = &words->port},
                        {.name = "--dir",
                         .meaning = "keep the installation in this folder",
                         .target = &words->folder,
                         .value_name = "DIR"}},
            .run = [words] { return demo(*words); }};
}

} // namespace fingertip::bot::cli
