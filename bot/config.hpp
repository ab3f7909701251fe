#pragma once

#include "bot/config/config_values.hpp"
#include "bot/secret.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fingertip::bot {

enum class Proof
{
    approval,
    invitation,
    phone
};

/// The messaging platforms a configuration may name; this version serves the first.
enum class PlatformKind
{
    wechat,
    wecom_app,
    wecom_aibot,
    wecom_webhook,
    dingtalk,
    feishu
};

enum class WechatMode
{
    secure,
    compatible,
    plaintext
};
enum class WechatAccount
{
    service,
    subscription
};

/// One [[platform]]. Secrets stay sealed; the adapter takes what it needs out of them.
struct PlatformConfig
{
    std::string name; ///< also the webhook path: /webhooks/NAME; [a-z0-9-]
    PlatformKind kind = PlatformKind::wechat;
    bool allow_insecure = false;
    WechatMode mode = WechatMode::secure;
    WechatAccount account = WechatAccount::service;
    bool verified = false;
    std::string app_id;
    Secret app_secret; ///< empty: no call to the platform is possible (no QR codes with a scene)
    Secret token;
    Secret encoding_aes_key;          ///< 43 characters that decode to 32 bytes; may be empty in plaintext mode only
    Secret previous_token;            ///< while the account's secrets change: what it signed with before; empty: none
    Secret previous_encoding_aes_key; ///< likewise
    std::string api_base;             ///< without a final '/'
};

/// How much of what; our own, all with defaults.
struct Limits
{
    int connections = 4096; ///< open at once on the public port; beyond it the oldest idle one goes first
    std::chrono::milliseconds reply_budget{2500}; ///< from the first byte read to the answer, else none is given
    int queue = 1024;                             ///< units waiting for the writer; one more is answered "busy"
    int readers = 2;                              ///< reading connections of the database
    int messages_per_minute = 20;                 ///< a member; then one polite line a minute
    std::chrono::seconds slow_client{15};         ///< to send a whole request or take a whole answer
    std::chrono::seconds idle_connection{60};
    std::chrono::hours inbox{72}; ///< stored replies are kept; at least 48 h
    std::chrono::hours dead_letters{168};
    std::chrono::seconds stop{10}; ///< SIGTERM to exit
};

enum class LogLevel
{
    debug,
    info,
    warning,
    error
};

/// One effective setting as it is printed: secrets are *** here already.
struct Setting
{
    std::string section; ///< "[server]", "[[platform]] wechat-main"
    std::string key;
    std::string value;  ///< as TOML
    std::string source; ///< "fingertip.toml:3", the environment variable's name, or empty: the default
};

/// The whole configuration: file and environment, checked. Immutable once read.
/// Paths that the file gives relative are relative to the file's folder.
struct Config
{
    std::filesystem::path file;

    struct
    {
        Endpoint listen;
        std::string public_url; ///< without a final '/'
    } server;
    struct
    {
        Endpoint listen;
    } admin;
    struct
    {
        Endpoint listen;
    } console;
    struct
    {
        std::filesystem::path file; ///< of the SQLite database
    } storage;
    CacheAddress cache;
    struct
    {
        std::filesystem::path data_key_file;
        std::vector<std::string> trusted_proxies; ///< addresses in their usual form
    } security;
    struct
    {
        std::string time_zone;
    } organization;
    struct
    {
        Proof proof = Proof::approval;
    } binding;
    struct
    {
        std::chrono::seconds check_in_opens{};     ///< before the start
        std::chrono::seconds late_after{};         ///< after the start
        std::chrono::seconds leave_until{};        ///< before the start
        int absences_hint = 0;                     ///< absences without leave in a year; 0: no hint
        std::chrono::seconds minutes_lock_after{}; ///< after the close
    } meeting;
    struct
    {
        int second_approval_above = 0;
        std::chrono::seconds cooling_off{};
    } notices;
    struct
    {
        std::filesystem::path directory; ///< empty: the built-in texts alone
    } texts;
    struct
    {
        std::optional<QuietHours> quiet_hours; ///< empty: none
        int pushes_per_day = 0;                ///< unsolicited, a member
        int pushes_per_week = 0;
    } burden_guard;
    struct
    {
        LogLevel level = LogLevel::info;
        std::filesystem::path file; ///< empty: standard error
    } log;
    struct
    {
        std::filesystem::path folder; ///< empty: the server makes no backups by itself
        std::chrono::hours every{};
        int keep = 0; ///< the newest ones
    } backup;
    Limits limits;
    std::vector<PlatformConfig> platforms;

    std::vector<std::string> warnings;                   ///< sentences to print at every start
    std::vector<Setting> settings;                       ///< everything above, for print()
    std::vector<std::pair<std::string, Secret>> secrets; ///< "[section] key" and its value, for needs_restart()
};

/// Everything that is wrong with a configuration; what() has one line a problem: "FILE:LINE: what, and the way out".
class ConfigError : public std::runtime_error
{
public:
    explicit ConfigError(std::vector<std::string> problems);
    const std::vector<std::string>& problems() const { return problems_; }

private:
    std::vector<std::string> problems_;
};

/// Looks an environment variable up; empty: not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// The program's own environment.
Environment process_environment();

/// Reads the file, lays FINGERTIP_SECTION_KEY (and FINGERTIP_PLATFORM_NAME_KEY) over it and checks everything.
/// Throws ConfigError with all problems at once.
Config load_config(const std::filesystem::path& file, const Environment& environment = process_environment());

/// The same for a text that is already here; `file` gives the name in messages and the folder of relative paths.
Config parse_config(std::string_view text, const std::filesystem::path& file, const Environment& environment);

/// Prints the effective configuration as TOML, secrets as ***, with where each value that is not a default came from.
void print(std::ostream& out, const Config& config);

/// Keys whose value differs in a way that a running server cannot take over: all but [limits] (of which queue and
/// readers belong to the opened database), [log] level, [texts], [meeting], [notices], [burden_guard] and [binding]. As
/// "[server] listen"; secrets are compared too.
std::vector<std::string> needs_restart(const Config& running, const Config& next);

} // namespace fingertip::bot
