#include "bot/cli/cli.hpp"

#include "bot/chat/chat_line.hpp"
#include "bot/chat/terminal.hpp"
#include "bot/cli/playing.hpp"
#include "bot/config.hpp"
#include "bot/control_socket.hpp"
#include "bot/control_words.hpp"
#include "bot/http_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <stdexcept>

namespace fingertip::bot::cli {

namespace asio = boost::asio;

namespace {

constexpr const char* details =
    R"(Lines of standard input are messages; what the bot answers is printed. Everything goes to the server's webhook,
signed and encrypted as the platform does it, from an account that must bind like any other. Works only where every
api_base is loopback; what the server asks of api_base itself (tokens, QR codes) is not answered by the chat.

)";
constexpr const char* exits = R"(
Exit codes: 0 at the end of the input, 1 when the server does not answer or must not be played with,
2 for a wrong command line.)";

struct Words
{
    std::string config = "fingertip.toml";
    std::string name;
    std::string platform;
    std::string group;
    bool echo = false;
};

/// Holds the telephone up to a meeting's page.
std::string look_at_page(const Config& config, const std::string& page)
{
    const auto answer =
        ask_running_server(control_socket_path(config.storage.file.string()), {"page-scene", {{"page", page}}, {}});
    return answer ? answer->output : std::string{};
}

void knock(asio::io_context& io, simulator::WechatServers& platform, const std::string& url, const Config& config)
{
    auto found = simulator::UrlCheck::unreachable;
    asio::co_spawn(io, platform.verify_url(), [&](std::exception_ptr failure, simulator::UrlCheck check) {
        if (failure)
            std::rethrow_exception(failure);
        found = check;
    });
    io.run();
    if (found == simulator::UrlCheck::unreachable)
        throw std::runtime_error{"Nothing answers at " + url + ". Start the server: fingertip serve --config " +
                                 config.file.string()};
    if (found == simulator::UrlCheck::refused)
        throw std::runtime_error{"What answers at " + url +
                                 " does not know this account and its token. Start the server "
                                 "with this configuration: fingertip serve --config " +
                                 config.file.string()};
}

Exit chat(const Words& words)
{
    const Config config = load_config(words.config);
    refuse_a_real_account(config, "fingertip chat");
    const auto& account = choose_platform(config, words.platform);
    if (!words.group.empty())
        throw UsageError{account.name +
                         " is a WeChat Official Account, which people write to one by one: it has no group "
                         "chats. Leave --group away"};
    if (words.name.empty())
        throw UsageError{"--as needs a name or a number"};
    const auto url = "http://" + webhook_listen(config, "fingertip chat").text() + "/webhooks/" + account.name;
    asio::io_context io{1};
    const auto http = make_http_client(io, {.allowed_hosts = {host_of(url)}, .extra_ca_file = {}});
    simulator::WechatServers platform{*http, url, secrets_of(account)};
    knock(io, platform, url, config);

    chat::TerminalOptions options;
    options.account = chat::account_for(account.name, words.name);
    options.echo = words.echo;
    options.camera = [&config](const std::string& page) { return look_at_page(config, page); };
    options.coloured = isatty(STDOUT_FILENO) == 1 && !process_environment()("NO_COLOR");
    if (isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1) {
        options.prompt = words.name + "> ";
        std::cout << words.name << " is " << options.account << " on " << account.name
                  << ", an invented account that binds like any other. !help says what there is, Ctrl-D ends.\n";
    }
    chat::Terminal{io, platform, std::move(options), std::cout}.run(std::cin);
    return Exit::done;
}

} // namespace

Command make_chat()
{
    auto words = std::make_shared<Words>();
    return {.name = "chat",
            .summary = "a chat in the terminal with a running server, as an invented person",
            .options = {{.name = "--as",
                         .meaning = "who you are; the same words are the same account next time",
                         .target = &words->name,
                         .required = true,
                         .value_name = "NAME_OR_NUMBER"},
                        {.name = "--platform",
                         .meaning = "which one, where the configuration has several",
                         .target = &words->platform,
                         .value_name = "NAME"},
                        {.name = "--group",
                         .meaning = "speak in this group chat; WeChat Official Accounts have none",
                         .target = &words->group,
                         .value_name = "NAME"},
                        {.name = "--echo", .meaning = "write each line again before its reply", .target = &words->echo},
                        config_option(words->config)},
            .run = [words] { return chat(*words); },
            .details = std::string{details} + chat::line_help() + exits};
}

} // namespace fingertip::bot::cli
