#include "bot/accounts.hpp"

#include "bot/platforms/wechat.hpp"

#include <stdexcept>

namespace fingertip::bot {

namespace {

platforms::WechatMode mode_of(const PlatformConfig& config)
{
    return config.mode == WechatMode::secure       ? platforms::WechatMode::secure
           : config.mode == WechatMode::compatible ? platforms::WechatMode::compatible
                                                   : platforms::WechatMode::plaintext;
}

/// Of the two secrets, what did not change is as it is now.
const Secret& before(const Secret& previous, const Secret& current)
{
    return previous.empty() ? current : previous;
}

} // namespace

Accounts make_accounts(const std::vector<PlatformConfig>& configs, const std::function<storage::Time()>& clock)
{
    Accounts made;
    for (const auto& config : configs) {
        if (config.kind != PlatformKind::wechat)
            throw std::runtime_error{"platform '" + config.name +
                                     "': this version serves kind = \"wechat\" only; remove the section to start"};
        platforms::WechatAccount account;
        account.name = config.name;
        account.mode = mode_of(config);
        account.app_id = config.app_id;
        account.token = config.token.reveal();
        account.encoding_aes_key = config.encoding_aes_key.reveal();
        made.push_back(platforms::make_wechat(account, clock));
        if (config.previous_token.empty() && config.previous_encoding_aes_key.empty())
            continue;
        account.token = before(config.previous_token, config.token).reveal();
        account.encoding_aes_key = before(config.previous_encoding_aes_key, config.encoding_aes_key).reveal();
        made.push_back(platforms::make_wechat(std::move(account), clock));
    }
    return made;
}

std::vector<PlatformConfig> with_secrets_of(std::vector<PlatformConfig> accounts, const Config& next)
{
    for (auto& account : accounts)
        for (const auto& fresh : next.platforms)
            if (fresh.name == account.name) {
                account.token = fresh.token;
                account.encoding_aes_key = fresh.encoding_aes_key;
                account.previous_token = fresh.previous_token;
                account.previous_encoding_aes_key = fresh.previous_encoding_aes_key;
            }
    return accounts;
}

} // namespace fingertip::bot
