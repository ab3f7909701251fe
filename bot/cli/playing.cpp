#include "bot/cli/playing.hpp"

#include "bot/cli/cli.hpp"
#include "bot/control_socket.hpp"
#include "bot/control_words.hpp"

#include <stdexcept>

namespace fingertip::bot::cli {

void refuse_a_real_account(const Config& config, const std::string& command)
{
    for (const auto& platform : config.platforms)
        if (!is_loopback(host_of(platform.api_base)))
            throw std::runtime_error{
                "[[platform]] " + platform.name + " is a real account: its api_base is " + platform.api_base + ".\n" +
                command +
                " plays the platform, and does so only in an installation for trying out: set "
                "api_base = \"http://127.0.0.1:9\" for every [[platform]], start the server again, and come back."};
}

const PlatformConfig& choose_platform(const Config& config, const std::string& wanted)
{
    std::string names;
    for (const auto& platform : config.platforms) {
        if (platform.name == wanted || (wanted.empty() && config.platforms.size() == 1))
            return platform;
        names += (names.empty() ? "" : ", ") + platform.name;
    }
    if (config.platforms.empty())
        throw std::runtime_error{config.file.string() + " has no [[platform]]: there is nothing to chat on"};
    throw UsageError{(wanted.empty() ? "say on which platform" : "there is no platform '" + wanted + "'") +
                     ": --platform with one of " + names};
}

Endpoint webhook_listen(const Config& config, const std::string& command)
{
    auto listen = config.server.listen;
    if (listen.host == "0.0.0.0" || listen.host == "::")
        listen.host = listen.host == "::" ? "::1" : "127.0.0.1";
    if (!listen.loopback())
        throw std::runtime_error{"the server listens on " + listen.text() + " only, and " + command +
                                 " speaks to this machine only: set [server] listen = \"127.0.0.1:8080\""};
    if (listen.port == 0) {
        const auto answer =
            ask_running_server(control_socket_path(config.storage.file.string()), {"public-port", {}, {}});
        if (!answer || answer->exit != 0)
            throw std::runtime_error{"No server runs for " + config.file.string() +
                                     ". Start one: fingertip serve --config " + config.file.string()};
        listen.port = static_cast<unsigned short>(std::stoi(answer->output));
    }
    return listen;
}

simulator::AccountSecrets secrets_of(const PlatformConfig& platform)
{
    const auto mode = platform.mode == WechatMode::secure       ? platforms::WechatMode::secure
                      : platform.mode == WechatMode::compatible ? platforms::WechatMode::compatible
                                                                : platforms::WechatMode::plaintext;
    return {platform.app_id, std::string{platform.token.reveal()}, std::string{platform.encoding_aes_key.reveal()},
            mode};
}

} // namespace fingertip::bot::cli
