#include "bot/operations/invitation_code.hpp"

#include "bot/http_client.hpp"
#include "bot/scene_codes.hpp"
#include "bot/token_keeper.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <exception>
#include <optional>

namespace fingertip::bot {

namespace asio = boost::asio;

namespace {

std::optional<std::string> made_by_platform(const PlatformConfig& account, const std::string& scene,
                                            std::chrono::seconds lives)
{
    asio::io_context io{1};
    const auto http = make_http_client(io, {.allowed_hosts = {host_of(account.api_base)}, .extra_ca_file = {}});
    TokenKeeper tokens{io.get_executor(), *http, account.api_base, account.app_id, account.app_secret};
    SceneCodes codes{*http, tokens, account.api_base};
    std::optional<std::string> address;
    std::exception_ptr failure;
    asio::co_spawn(io, codes.address(scene, lives), [&](std::exception_ptr thrown, std::optional<std::string> made) {
        failure = thrown;
        address = std::move(made);
    });
    io.run();
    if (failure)
        std::rethrow_exception(failure);
    return address;
}

} // namespace

InvitationCode invitation_code(const Config& config, const std::string& scene, std::chrono::seconds lives)
{
    const auto own = [&](const std::string& why) {
        return InvitationCode{scene,
                              "our own code (" + why + "); whoever follows already scans it with the account's menu"};
    };
    const auto account = std::find_if(config.platforms.begin(), config.platforms.end(), [](const PlatformConfig& one) {
        return one.account == WechatAccount::service && one.verified && !one.app_secret.empty();
    });
    if (account == config.platforms.end())
        return own("no account here is a verified service account with its app_secret");
    if (auto address = made_by_platform(*account, scene, lives))
        return {*address, "the code of the account " + account->name + ", " + *address +
                              "; whoever scans it follows the account and is taken on"};
    return own(account->name + " gave none; fingertip doctor says whether " + account->api_base + " can be reached");
}

} // namespace fingertip::bot
