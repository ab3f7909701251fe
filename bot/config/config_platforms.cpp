#include "bot/config/config_platforms.hpp"

#include <algorithm>
#include <map>

namespace fingertip::bot {
namespace {

class LoadingPlatforms
{
public:
    explicit LoadingPlatforms(Config& config) : config_{config} {}

    void platform(ConfigReader::Section& section)
    {
        PlatformConfig platform;
        platform.name = section.own_name();
        if (!take_name(section, platform.name)) {
            section.finish_knowing(keys_of_all_kinds()); // its variables are not its own: nothing else can be said
            return;
        }
        static const std::vector<std::string> later{"wecom-app", "wecom-aibot", "wecom-webhook", "dingtalk", "feishu"};
        const auto kind = section.text("kind", "wechat");
        if (kind == "wechat") {
            wechat(section, platform);
            section.finish();
            config_.platforms.push_back(std::move(platform));
            return;
        }
        if (std::ranges::find(later, kind) != later.end())
            section.problem("kind", '\'' + kind +
                                        "' comes later: this version serves wechat; take this [[platform]] out (a # "
                                        "before each of its lines)");
        else
            section.problem("kind", '\'' + kind + "' is none that this program knows: write \"wechat\"");
        section.finish_knowing(keys_of_all_kinds());
    }

private:
    /// The keys of kinds that come later are part of the contract already: a file written for them is not misspelt.
    static std::vector<std::string> keys_of_all_kinds()
    {
        return {"kind",
                "api_base",
                "corp_id",
                "agent_id",
                "secret",
                "token",
                "transport",
                "bot_id",
                "encoding_aes_key",
                "previous_token",
                "previous_encoding_aes_key",
                "ws_url",
                "key",
                "group",
                "app_id",
                "app_secret",
                "robot_code",
                "encrypt_key",
                "group_messages",
                "allow_insecure",
                "mode",
                "account",
                "verified",
                "verification_token"};
    }

    /// Is the name well-formed, and nobody else's even where '-' and '_' are one?
    bool take_name(ConfigReader::Section& section, const std::string& name)
    {
        const auto good = !name.empty() && name.size() <= 40 && std::ranges::all_of(name, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        });
        if (!good) {
            section.problem("name", "must be small letters, digits, '-' and '_', at most 40, like \"wechat-main\": it "
                                    "becomes the webhook's path");
            return false;
        }
        auto folded = name;
        std::ranges::replace(folded, '-', '_');
        const auto [taken, fresh] = names_.emplace(folded, name);
        if (!fresh)
            section.problem("name", name == taken->second
                                        ? '\'' + name + "' is taken by an earlier [[platform]]: give it its own"
                                        : '\'' + name + "' and '" + taken->second +
                                              "' would share their environment variables: rename one");
        return fresh;
    }

    void wechat(ConfigReader::Section& section, PlatformConfig& platform)
    {
        platform.allow_insecure = section.flag("allow_insecure", false);
        platform.mode = static_cast<WechatMode>(section.choice("mode", {"secure", "compatible", "plaintext"}, 0));
        platform.account = static_cast<WechatAccount>(section.choice("account", {"service", "subscription"}, 0));
        platform.verified = section.flag("verified", false);
        platform.app_id = section.text("app_id", "");
        platform.app_secret = section.secret("app_secret");
        platform.token = section.secret("token");
        platform.encoding_aes_key = section.secret("encoding_aes_key");
        platform.previous_token = section.secret("previous_token");
        platform.previous_encoding_aes_key = section.secret("previous_encoding_aes_key");
        platform.api_base = *section.parsed("api_base", "https://api.weixin.qq.com",
                                            "an address like \"https://api.weixin.qq.com\"", parse_base_url);

        if (platform.mode != WechatMode::secure) {
            const std::string mode = platform.mode == WechatMode::plaintext ? "plaintext" : "compatible";
            if (!platform.allow_insecure)
                section.problem("mode", "is '" + mode +
                                            "', in which anybody who has seen one callback can write as any member: "
                                            "choose 安全模式 on the platform and mode = \"secure\" here, or, for "
                                            "development, add allow_insecure = true");
            else
                warn(section.title() + " runs in " + mode +
                     " mode: anybody who has seen one callback can write as any member; for development only");
        }
        if (platform.app_id.empty())
            section.problem("app_id", "is empty: take it from the platform's page 设置与开发 → 基本配置 (开发者ID)");
        else if (!std::ranges::all_of(platform.app_id, [](char c) { return c > ' ' && c < 0x7F && c != '<'; }))
            section.problem("app_id", "must be like \"wx0123456789abcdef\"");
        wechat_secrets(section, platform);
        if (platform.api_base.starts_with("http://") && !is_loopback(host_of(platform.api_base)))
            section.problem("api_base", "must be https: the account's secret travels to it");
    }

    static bool alphanumeric(std::string_view text)
    {
        return std::ranges::all_of(
            text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
    }

    void wechat_secrets(ConfigReader::Section& section, const PlatformConfig& platform)
    {
        const auto token = platform.token.reveal();
        // WeChat itself takes 3 to 32; below 16 it can be guessed.
        if (token.empty())
            section.problem("token",
                            "is empty: choose 16 to 32 letters and digits, the same here and on the platform's "
                            "page 服务器配置 (`openssl rand -hex 16` makes one)");
        else if (!alphanumeric(token) || token.size() < 16 || token.size() > 32)
            section.problem("token", "must be 16 to 32 letters and digits (`openssl rand -hex 16` makes one); it has " +
                                         std::to_string(token.size()) + " characters" +
                                         (alphanumeric(token) ? "" : ", some of another kind"));
        const auto key = platform.encoding_aes_key.reveal();
        if (key.empty() ? platform.mode != WechatMode::plaintext : !is_encoding_aes_key(key))
            section.problem(
                "encoding_aes_key",
                (key.empty() ? std::string{"is empty: "} : "has " + std::to_string(key.size()) + " characters: ") +
                    "take the 43 letters and digits from the platform's page 服务器配置 (EncodingAESKey)");
        previous_secrets(section, platform);
        if (platform.app_secret.empty())
            warn(section.title() + " has no app_secret: the bot answers, but cannot make QR codes; set it in the "
                                   "environment variable that is named after it");
    }

    /// What the account signed with before a change; still taken, so that no message is refused while it happens.
    static void previous_secrets(ConfigReader::Section& section, const PlatformConfig& platform)
    {
        const auto token = platform.previous_token.reveal();
        if (!token.empty() && (!alphanumeric(token) || token.size() < 16 || token.size() > 32))
            section.problem("previous_token", "must be the token before the change, 16 to 32 letters and digits; take "
                                              "the line out when the change is over");
        const auto key = platform.previous_encoding_aes_key.reveal();
        if (!key.empty() && !is_encoding_aes_key(key))
            section.problem("previous_encoding_aes_key", "must be the EncodingAESKey before the change, 43 letters and "
                                                         "digits; take the line out when the change is over");
    }

    void warn(std::string sentence) { config_.warnings.push_back(std::move(sentence)); }

    Config& config_;
    std::map<std::string, std::string> names_; ///< with every '-' a '_' -> as written
};

} // namespace

void load_platforms(ConfigReader& reader, Config& config)
{
    LoadingPlatforms loading{config};
    for (auto& section : reader.sections("platform"))
        loading.platform(section);
}

} // namespace fingertip::bot
