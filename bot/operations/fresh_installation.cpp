#include "bot/operations/fresh_installation.hpp"

#include "bot/config/config_values.hpp"
#include "bot/operations/data_key.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace fingertip::bot {
namespace {

bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Puts `value` in place of the first `mark`.
void fill(std::string& text, std::string_view mark, std::string_view value)
{
    const auto at = text.find(mark);
    if (at != std::string::npos)
        text.replace(at, mark.size(), value);
}

std::string app_secret_variable(const std::string& platform)
{
    auto variable = "FINGERTIP_PLATFORM_" + platform + "_APP_SECRET";
    for (auto& c : variable)
        c = c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return variable;
}

constexpr std::string_view pattern =
    R"toml(# Fingertip's configuration. Every key may be overridden by an environment variable (FINGERTIP_SERVER_LISTEN,
# FINGERTIP_PLATFORM_WECHAT_MAIN_TOKEN); `fingertip check-config` says what counts and what is wrong.
# Keys behind a # show the defaults.

[server]
listen = "127.0.0.1:8080"          # webhooks and members' pages; put a TLS proxy (nginx, Caddy) in front
@public_url@

[admin]
listen = "127.0.0.1:9090"          # /livez /readyz /metrics; never public

[console]
listen = "127.0.0.1:8081"

[storage]
@database_url@

[cache]
url = "memory:"                    # or "redis://127.0.0.1:6379/0": sessions stay warm over a restart

[security]
data_key_file = "fingertip.key"    # opens what people wrote: keep a copy in a safe place, apart from the backups
trusted_proxies = ["127.0.0.1"]    # whose X-Forwarded-For counts

[organization]
time_zone = "Asia/Shanghai"

[binding]
proof = "approval"                 # approval | invitation | phone (weak: colleagues know each other's numbers)

[meeting]
# check_in_opens = "20m"           # before the start
# late_after = "0m"                # after the start
# leave_until = "20m"              # before the start
# absences_hint = 3                # absences without leave in a year that the secretary is told of, 0 for none
# minutes_lock_after = "30d"       # after the close: then a meeting's record can no longer be changed

[notices]
# second_approval_above = 500      # people
# cooling_off = "60s"

[texts]
# directory = ""                   # files here override the built-in texts, re-read on SIGHUP

[burden_guard]
# quiet_hours = "21:00-07:30"      # "" for none
# pushes_per_day = 1               # unsolicited, a member
# pushes_per_week = 5

[backup]
# folder = ""                      # "backups": the server puts proven backups there by itself; "" for none
# every_hours = 24
# keep = 14                        # the newest ones: what somebody has erased is gone from the backups after these

[log]
# level = "info"                   # debug | info | warning | error
# file = ""                        # standard error; a file is opened again on SIGUSR1

[limits]
# connections = 4096               # open at once
# reply_budget_ms = 2500           # then the connection closes unanswered, and the platform's redelivery is answered
# queue = 1024                     # units waiting for the writer; beyond it members are told "busy"
# readers = 2                      # reading connections of the database
# messages_per_minute = 20         # a member
# slow_client_seconds = 15
# idle_connection_seconds = 60
# inbox_hours = 72                 # how long a late copy of a message still gets its first answer
# dead_letter_hours = 168
# stop_seconds = 10

[[platform]]
name = "@name@"                    # webhook: /webhooks/@name@
kind = "wechat"
mode = "secure"                    # 安全模式 on the platform
account = "service"                # service | subscription
verified = false                   # true once the account is 已认证
app_id = "@app_id@"
# app_secret = ""                  # better: @variable@
token = "@token@"
encoding_aes_key = "@key@"
# previous_token = ""              # while the two above change on the platform's page: what they were; SIGHUP takes all four over
# previous_encoding_aes_key = ""
)toml";

void write_private(const std::filesystem::path& file, const std::string& text)
{
    const int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const auto written =
        out >= 0 && ::write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(out) == 0;
    const auto reason = errno;
    if (out >= 0)
        ::close(out);
    if (!written)
        throw std::runtime_error{file.string() + ": cannot be written: " + std::strerror(reason)};
}

} // namespace

std::optional<std::string> wrong_name(std::string_view name)
{
    if (!name.empty() && name.size() <= 40 && std::ranges::all_of(name, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        }))
        return std::nullopt;
    return "a name is small letters, digits, '-' and '_', at most 40, like wechat-main";
}

std::optional<std::string> wrong_public_url(std::string_view url)
{
    if (url.empty() || parse_base_url(url))
        return std::nullopt;
    return "an address is like https://bot.example.org, with nothing behind it";
}

std::optional<std::string> wrong_app_id(std::string_view app_id)
{
    if (app_id.size() <= 64 &&
        std::ranges::all_of(app_id, [](char c) { return is_letter_or_digit(c) || c == '_' || c == '-'; }))
        return std::nullopt;
    return "an AppID is like wx0123456789abcdef";
}

std::optional<std::string> wrong_token(std::string_view token)
{
    if (token.empty() || (token.size() >= 16 && token.size() <= 32 && std::ranges::all_of(token, is_letter_or_digit)))
        return std::nullopt;
    return "a token is 16 to 32 letters and digits; leave it empty to have one made";
}

std::optional<std::string> wrong_encoding_aes_key(std::string_view key)
{
    if (key.empty() || is_encoding_aes_key(key))
        return std::nullopt;
    return "an EncodingAESKey is 43 letters and digits; leave it empty to have one made";
}

std::optional<std::string> wrong_database_folder(std::string_view folder)
{
    constexpr auto plain = [](char c) { return c != '"' && c != '\\' && static_cast<unsigned char>(c) >= ' '; };
    if (folder.empty() || (folder.starts_with('/') && std::ranges::all_of(folder, plain)))
        return std::nullopt;
    return "the database's folder is a whole path, like /var/lib/fingertip";
}

std::string random_encoding_aes_key()
{
    // 43 characters carry 258 bits; in these the two that are left over are zero.
    constexpr std::string_view even_letters = "AEIMQUYcgkosw048";
    auto key = random_word(43);
    const auto spare = random_word(1).front();
    key.back() = even_letters[static_cast<unsigned char>(spare) % even_letters.size()];
    return key;
}

std::string fresh_toml(const FreshAnswers& answers)
{
    std::string text{pattern};
    const auto url = parse_base_url(answers.public_url);
    fill(text, "@public_url@",
         url ? "public_url = \"" + *url + "\"   # what the platform and the members reach"
             : "# public_url = \"https://bot.example.org\"   # what the platform and the members reach: fill it in");
    fill(text, "@database_url@",
         answers.database_folder.empty()
             ? R"(url = "sqlite:fingertip.db"        # beside this file)"
             : "url = \"sqlite:" + (answers.database_folder / "fingertip.db").lexically_normal().string() + '"');
    fill(text, "@name@", answers.name);
    fill(text, "@name@", answers.name);
    fill(text, "@app_id@", answers.app_id);
    fill(text, "@variable@", app_secret_variable(answers.name));
    fill(text, "@token@", answers.token);
    fill(text, "@key@", answers.encoding_aes_key);
    return text;
}

FreshInstallation write_fresh_installation(const std::filesystem::path& folder, FreshAnswers answers)
{
    FreshInstallation made{.config_file = (folder / "fingertip.toml").lexically_normal(),
                           .key_file = (folder / "fingertip.key").lexically_normal(),
                           .key_fingerprint = {},
                           .app_secret_variable = app_secret_variable(answers.name),
                           .webhook =
                               parse_base_url(answers.public_url).value_or("https://…") + "/webhooks/" + answers.name};
    if (std::filesystem::exists(std::filesystem::symlink_status(made.config_file)))
        throw std::runtime_error{made.config_file.string() + ": there is an installation already, and nothing of it is "
                                                             "overwritten; --dir names another folder"};
    if (!std::filesystem::exists(folder)) {
        std::filesystem::create_directories(folder);
        ::chmod(folder.c_str(), 0700);
    }
    if (!answers.database_folder.empty() && !std::filesystem::is_directory(answers.database_folder))
        throw std::runtime_error{answers.database_folder.string() +
                                 ": there is no such folder for the database; make it first"};
    if (answers.token.empty())
        answers.token = random_word(32);
    if (answers.encoding_aes_key.empty())
        answers.encoding_aes_key = random_encoding_aes_key();
    made.key_was_there = std::filesystem::exists(std::filesystem::symlink_status(made.key_file));
    made.key_fingerprint =
        (made.key_was_there ? DataKey::read(made.key_file) : DataKey::create(made.key_file)).fingerprint();
    write_private(made.config_file, fresh_toml(answers));
    return made;
}

} // namespace fingertip::bot
