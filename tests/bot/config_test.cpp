#include "bot/config.hpp"
#include "bot/config/config_reader.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

using namespace fingertip::bot;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

constexpr const char* token = "0123456789abcdefABCDEF";
constexpr const char* aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

Environment environment(std::map<std::string, std::string> variables = {})
{
    return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional{found->second};
    };
}

/// A [[platform]] that has nothing wrong, with more lines of one's own.
std::string wechat(const std::string& name = "wechat-main", const std::string& more = "")
{
    return "[[platform]]\nname = \"" + name +
           "\"\napp_id = \"wx0123456789abcdef\"\napp_secret = \"sssssss\"\ntoken = \"" + token +
           "\"\nencoding_aes_key = \"" + aes_key + "\"\n" + more;
}

Config parsed(const std::string& text, std::map<std::string, std::string> variables = {})
{
    return parse_config(text, "conf/fingertip.toml", environment(std::move(variables)));
}

std::vector<std::string> problems(const std::string& text, std::map<std::string, std::string> variables = {})
{
    try {
        parsed(text, std::move(variables));
    } catch (const ConfigError& error) {
        return error.problems();
    }
    return {};
}

std::string only_problem(const std::string& text, std::map<std::string, std::string> variables = {})
{
    const auto all = problems(text, std::move(variables));
    CAPTURE(all);
    REQUIRE(all.size() == 1);
    return all.front();
}

} // namespace

TEST_CASE("an empty file is a whole configuration of defaults", "[bot][config]")
{
    const auto config = parsed("");
    CHECK(config.server.listen.text() == "127.0.0.1:8080");
    CHECK(config.server.public_url == "http://127.0.0.1:8080");
    CHECK(config.admin.listen.text() == "127.0.0.1:9090");
    CHECK(config.console.listen.text() == "127.0.0.1:8081");
    CHECK(config.storage.file == "conf/fingertip.db");
    CHECK(config.cache.kind == CacheAddress::Kind::memory);
    CHECK(config.security.data_key_file == "conf/fingertip.key");
    CHECK(config.security.trusted_proxies == std::vector<std::string>{"127.0.0.1"});
    CHECK(config.organization.time_zone == "Asia/Shanghai");
    CHECK(config.binding.proof == Proof::approval);
    CHECK(config.meeting.check_in_opens == 20min);
    CHECK(config.meeting.late_after == 0s);
    CHECK(config.meeting.leave_until == 20min);
    CHECK(config.meeting.absences_hint == 3);
    CHECK(config.meeting.minutes_lock_after == 30 * 24h);
    CHECK(config.notices.second_approval_above == 500);
    CHECK(config.notices.cooling_off == 60s);
    CHECK(config.texts.directory.empty());
    REQUIRE(config.burden_guard.quiet_hours);
    CHECK(config.burden_guard.quiet_hours->contains(23h));
    CHECK(config.burden_guard.quiet_hours->contains(7h + 29min));
    CHECK_FALSE(config.burden_guard.quiet_hours->contains(7h + 30min));
    CHECK_FALSE(config.burden_guard.quiet_hours->contains(12h));
    CHECK(config.burden_guard.pushes_per_day == 1);
    CHECK(config.burden_guard.pushes_per_week == 5);
    CHECK(config.backup.folder.empty());
    CHECK(config.backup.every == 24h);
    CHECK(config.backup.keep == 14);
    CHECK(config.limits.reply_budget == 2500ms);
    CHECK(config.limits.messages_per_minute == 20);
    REQUIRE(config.warnings.size() == 1);
    CHECK_THAT(config.warnings.front(), Contains("no [[platform]]"));
}

TEST_CASE("every key of the file counts", "[bot][config]")
{
    const auto config = parsed(R"(
[server]
listen = "0.0.0.0:80"
public_url = "https://bot.example.org/"
[admin]
listen = "[::1]:9091"
[storage]
url = "sqlite:/var/lib/fingertip/books.db"
[cache]
url = "redis://:hunter2secret@10.0.0.5:6380/3"
[security]
data_key_file = "../keys/one.key"
trusted_proxies = ["10.0.0.1", "::1"]
[organization]
time_zone = "Asia/Urumqi"
[binding]
proof = "invitation"
[meeting]
check_in_opens = "1h"
late_after = "90s"
leave_until = "1d"
absences_hint = 0
minutes_lock_after = "7d"
[notices]
second_approval_above = 20
cooling_off = "0s"
[burden_guard]
quiet_hours = ""
pushes_per_day = 2
pushes_per_week = 3
[backup]
folder = "../backups"
every_hours = 6
keep = 30
[log]
level = "debug"
file = "log/bot.log"
[limits]
connections = 100
reply_budget_ms = 1500
queue = 9
messages_per_minute = 7
)" + wechat("wechat-main", "account = \"subscription\"\nverified = true\napi_base = \"http://127.0.0.1:7000\"\n"));
    CHECK(config.server.listen == Endpoint{"0.0.0.0", 80});
    CHECK(config.server.public_url == "https://bot.example.org");
    CHECK(config.admin.listen.text() == "[::1]:9091");
    CHECK(config.storage.file == "/var/lib/fingertip/books.db");
    CHECK(config.cache.host == "10.0.0.5");
    CHECK(config.cache.port == 6380);
    CHECK(config.cache.database == 3);
    CHECK(config.cache.password.reveal() == "hunter2secret");
    CHECK(config.security.data_key_file == "keys/one.key");
    CHECK(config.security.trusted_proxies == std::vector<std::string>{"10.0.0.1", "::1"});
    CHECK(config.organization.time_zone == "Asia/Urumqi");
    CHECK(config.binding.proof == Proof::invitation);
    CHECK(config.backup.folder == "backups");
    CHECK(config.backup.every == 6h);
    CHECK(config.backup.keep == 30);
    CHECK(config.meeting.check_in_opens == 1h);
    CHECK(config.meeting.late_after == 90s);
    CHECK(config.meeting.leave_until == 24h);
    CHECK(config.meeting.absences_hint == 0);
    CHECK(config.meeting.minutes_lock_after == 7 * 24h);
    CHECK(config.notices.second_approval_above == 20);
    CHECK(config.notices.cooling_off == 0s);
    CHECK_FALSE(config.burden_guard.quiet_hours);
    CHECK(config.burden_guard.pushes_per_day == 2);
    CHECK(config.log.level == LogLevel::debug);
    CHECK(config.log.file == "conf/log/bot.log");
    CHECK(config.limits.connections == 100);
    CHECK(config.limits.reply_budget == 1500ms);
    CHECK(config.limits.queue == 9);
    REQUIRE(config.platforms.size() == 1);
    const auto& platform = config.platforms.front();
    CHECK(platform.name == "wechat-main");
    CHECK(platform.mode == WechatMode::secure);
    CHECK(platform.account == WechatAccount::subscription);
    CHECK(platform.verified);
    CHECK(platform.app_id == "wx0123456789abcdef");
    CHECK(platform.token.reveal() == token);
    CHECK(platform.encoding_aes_key.reveal() == aes_key);
    CHECK(platform.api_base == "http://127.0.0.1:7000");
    CHECK(config.warnings.empty());
}

TEST_CASE("the environment overrides every kind of key", "[bot][config]")
{
    const auto config = parsed("[server]\nlisten = \"127.0.0.1:1\"\n" + wechat(),
                               {{"FINGERTIP_SERVER_LISTEN", "127.0.0.1:2"},
                                {"FINGERTIP_SECURITY_TRUSTED_PROXIES", "10.0.0.1, 10.0.0.2"},
                                {"FINGERTIP_LIMITS_QUEUE", "5"},
                                {"FINGERTIP_BURDEN_GUARD_QUIET_HOURS", ""},
                                {"FINGERTIP_MEETING_LATE_AFTER", "7m"},
                                {"FINGERTIP_PLATFORM_WECHAT_MAIN_TOKEN", "AnotherTokenOfTheEnvironment"},
                                {"FINGERTIP_PLATFORM_WECHAT_MAIN_VERIFIED", "true"}});
    CHECK(config.server.listen.port == 2);
    CHECK(config.security.trusted_proxies == std::vector<std::string>{"10.0.0.1", "10.0.0.2"});
    CHECK(config.limits.queue == 5);
    CHECK_FALSE(config.burden_guard.quiet_hours);
    CHECK(config.meeting.late_after == 7min);
    CHECK(config.platforms.front().token.reveal() == "AnotherTokenOfTheEnvironment");
    CHECK(config.platforms.front().verified);
}

TEST_CASE("an unknown key stops the start with its line and a guess", "[bot][config]")
{
    CHECK(only_problem("[server]\n\nlisen = \"127.0.0.1:1\"\n") ==
          "conf/fingertip.toml:3: unknown key 'lisen' in [server]; did you mean 'listen'?");
    CHECK(only_problem("[sever]\nlisten = \"127.0.0.1:1\"\n") ==
          "conf/fingertip.toml:1: unknown section [sever]; did you mean [server]?");
    CHECK_THAT(only_problem("listen = \"127.0.0.1:1\"\n"), Contains("unknown key 'listen' before any section"));
    CHECK(only_problem(wechat("wechat-main", "tokne = \"x\"\n")) ==
          "conf/fingertip.toml:7: unknown key 'tokne' in [[platform]] wechat-main; did you mean 'token'?");
}

TEST_CASE("all problems are told at once, in the order of the file, then those of the environment", "[bot][config]")
{
    const auto all = problems("[admin]\nlisten = 9090\n[server]\nlisten = \"nowhere\"\nurl = 1\n[storage]\n"
                              "url = \"postgresql://x\"\n",
                              {{"FINGERTIP_LIMITS_QUEUE", "many"}});
    CAPTURE(all);
    REQUIRE(all.size() == 5);
    CHECK_THAT(all[0], Contains("fingertip.toml:2: [admin] listen must be a text in quotes"));
    CHECK_THAT(all[1], Contains("fingertip.toml:4: [server] listen 'nowhere' is not an address and port"));
    CHECK_THAT(all[2], Contains("fingertip.toml:5: unknown key 'url'"));
    CHECK_THAT(all[3], Contains("fingertip.toml:7: [storage] url names PostgreSQL, which comes later"));
    CHECK_THAT(all[4], Contains("environment variable FINGERTIP_LIMITS_QUEUE: queue must be a whole number"));
}

TEST_CASE("a file that is not TOML is one problem with its line", "[bot][config]")
{
    CHECK_THAT(only_problem("[server]\nlisten = \n"), Contains("conf/fingertip.toml:2: "));
}

TEST_CASE("values that will not do are refused with the way out", "[bot][config]")
{
    const auto [text, part] = GENERATE(table<std::string, std::string>({
        {"[server]\nlisten = \"127.0.0.1\"", "not an address and port"},
        {"[server]\nlisten = \"127.0.0.1:70000\"", "not an address and port"},
        {"[server]\nlisten = \"example.org:80\"", "not an address and port"},
        {"[server]\npublic_url = \"bot.example.org\"", "not an address like"},
        {"[server]\npublic_url = \"https://bot.example.org/?a=b\"", "not an address like"},
        {"[admin]\nlisten = \"127.0.0.1:8080\"", "give it another port"},
        {"[console]\nlisten = \"127.0.0.1:9090\"", "give it another port"},
        {"[storage]\nurl = \"sqlite:\"", "like \"sqlite:fingertip.db\""},
        {"[storage]\nurl = \"sqlite::memory:\"", "like \"sqlite:fingertip.db\""},
        {"[storage]\nurl = \"mysql://x\"", "like \"sqlite:fingertip.db\""},
        {"[cache]\nurl = \"memcached://x\"", "redis://"},
        {"[cache]\nurl = \"redis://h/x\"", "redis://"},
        {"[security]\ntrusted_proxies = [\"10.0.0.0/8\"]", "not a numeric address"},
        {"[security]\ntrusted_proxies = \"10.0.0.1\"", "a list of texts"},
        {"[security]\ndata_key_file = \"\"", "fingertip init"},
        {"[organization]\ntime_zone = \"Asia/Shanghia\"", "not a time zone"},
        {"[organization]\ntime_zone = \"../../etc/passwd\"", "not a time zone"},
        {"[organization]\ntime_zone = \"\"", "not a time zone"},
        {"[binding]\nproof = \"trust\"", "none of: approval, invitation, phone"},
        {"[meeting]\nlate_after = \"20\"", "a span of time"},
        {"[meeting]\nlate_after = 20", "a text in quotes"},
        {"[meeting]\ncheck_in_opens = \"2d\"", "is not between"},
        {"[meeting]\nabsences_hint = -1", "whole number from 0"},
        {"[notices]\nsecond_approval_above = -1", "whole number from 0"},
        {"[texts]\ndirectory = \"/nonexistent\"", "not a folder"},
        {"[burden_guard]\nquiet_hours = \"21-7\"", "not like \"21:00-07:30\""},
        {"[burden_guard]\npushes_per_day = \"1\"", "whole number"},
        {"[limits]\nreply_budget_ms = 5000", "from 100 to 4500"},
        {"[limits]\ninbox_hours = 47", "from 48"},
        {"[platform]\nname = \"x\"", "[[platform]] with double brackets"},
        {"[[server]]\nlisten = \"127.0.0.1:1\"", "single brackets"},
        {"[[platform]]\nkind = \"wechat\"", "small letters, digits"},
        {"[[platform]]\nname = \"微信\"", "small letters, digits"},
        {"[[platform]]\nname = \"f\"\nkind = \"feishu\"\nverification_token = \"x\"", "'feishu' comes later"},
        {"[[platform]]\nname = \"f\"\nkind = \"wechta\"", "is none that this program knows"},
        {wechat("a", "mode = \"plaintext\""), "add allow_insecure = true"},
        {wechat("a", "mode = \"compatible\""), "add allow_insecure = true"},
        {wechat("a", "mode = \"open\""), "none of: secure, compatible, plaintext"},
        {wechat("a", "api_base = \"http://api.example.org\""), "must be https"},
        {wechat("wechat-main") + wechat("wechat_main"), "would share their environment variables"},
        {wechat("wechat-main") + wechat("wechat-main"), "taken by an earlier"},
    }));
    CAPTURE(text);
    CHECK_THAT(only_problem(text), Contains(part));
}

TEST_CASE("weak or missing secrets of a WeChat account are refused without being shown", "[bot][config]")
{
    const auto [key, value, part] = GENERATE(table<std::string, std::string, std::string>({
        {"TOKEN", "", "is empty"},
        {"TOKEN", "shortTokenOf15c", "it has 15 characters"},
        {"TOKEN", std::string(33, 'x'), "it has 33 characters"},
        {"TOKEN", "with-a-dash-0123456789", "some of another kind"},
        {"ENCODING_AES_KEY", "", "is empty"},
        {"ENCODING_AES_KEY", std::string(42, 'K'), "has 42 characters"},
        {"ENCODING_AES_KEY", std::string(42, 'K') + "=", "has 43 characters"},
        {"ENCODING_AES_KEY", std::string(44, 'K'), "has 44 characters"},
    }));
    const auto problem = only_problem(wechat(), {{"FINGERTIP_PLATFORM_WECHAT_MAIN_" + key, value}});
    CHECK_THAT(problem, Contains(part));
    if (!value.empty())
        CHECK_THAT(problem, !Contains(value));
}

TEST_CASE("an insecure mode that is allowed warns at every start", "[bot][config]")
{
    const auto config = parsed("[[platform]]\nname = \"dev\"\nmode = \"plaintext\"\nallow_insecure = true\napp_id = "
                               "\"wx0123456789abcdef\"\napp_secret = \"s\"\ntoken = \"" +
                               std::string{token} + "\"\n");
    REQUIRE(config.warnings.size() == 1);
    CHECK_THAT(config.warnings.front(), Contains("plaintext mode"));
}

TEST_CASE("what can be done but should not be is a warning", "[bot][config]")
{
    CHECK_THAT(parsed("[admin]\nlisten = \"0.0.0.0:9090\"\n" + wechat()).warnings.at(0), Contains("never be public"));
    CHECK_THAT(parsed("[server]\npublic_url = \"http://bot.example.org\"\n" + wechat()).warnings.at(0),
               Contains("not https"));
    CHECK_THAT(parsed("[binding]\nproof = \"phone\"\n" + wechat()).warnings.at(0), Contains("weak"));
}

TEST_CASE("a variable that could mean keys of two platforms is refused", "[bot][config]")
{
    const auto none = environment();
    ConfigReader reader{"[[platform]]\nname = \"a\"\n[[platform]]\nname = \"a-app\"\n", "f.toml", none};
    auto platforms = reader.sections("platform");
    REQUIRE(platforms.size() == 2);
    platforms[0].own_name();
    platforms[1].own_name();
    platforms[0].secret("app_secret");
    CHECK(reader.problems().empty());
    platforms[1].secret("secret");
    REQUIRE(reader.problems().size() == 1);
    CHECK_THAT(reader.problems().front(), Contains("FINGERTIP_PLATFORM_A_APP_SECRET would mean this key and one of"));
}

TEST_CASE("the printed configuration is valid, complete and without secrets", "[bot][config]")
{
    const auto text =
        "[server]\nlisten = \"127.0.0.1:1\"\n[cache]\nurl = \"redis://:hunter2secret@127.0.0.1\"\n" + wechat();
    const auto config =
        parsed(text, {{"FINGERTIP_LIMITS_QUEUE", "5"}, {"FINGERTIP_PLATFORM_WECHAT_MAIN_APP_SECRET", "canarySecret"}});
    std::ostringstream out;
    print(out, config);
    const auto printed = out.str();
    for (const std::string secret : {"hunter2secret", "canarySecret", "sssssss", token, aes_key})
        CHECK_THAT(printed, !Contains(secret));
    CHECK_THAT(printed, Contains("listen = \"127.0.0.1:1\"  # conf/fingertip.toml:2\n"));
    CHECK_THAT(printed, Contains("queue = 5  # FINGERTIP_LIMITS_QUEUE\n"));
    CHECK_THAT(printed,
               Contains("token = \"***\"") && Contains("app_secret = \"***\"  # FINGERTIP_PLATFORM_WECHAT_MAIN"));
    CHECK_THAT(printed, Contains("url = \"redis://:***@127.0.0.1:6379/0\""));
    CHECK_THAT(printed, Contains("[[platform]]\nname = \"wechat-main\""));
    // Read again it only misses the secrets.
    for (const auto& problem : problems(printed))
        CHECK((Catch::contains(problem, "token") || Catch::contains(problem, "encoding_aes_key")));
}

TEST_CASE("a changed configuration says what only a restart can take over", "[bot][config]")
{
    const auto running = parsed(wechat());
    CHECK(needs_restart(running, parsed(wechat())).empty());
    CHECK(needs_restart(running, parsed("[limits]\nconnections = 50\n[log]\nlevel = \"debug\"\n" + wechat())).empty());
    CHECK(needs_restart(running, parsed("[limits]\nqueue = 5\nreaders = 3\n" + wechat())) ==
          std::vector<std::string>{"[limits] queue", "[limits] readers"});
    CHECK(
        needs_restart(running, parsed("[server]\nlisten = \"127.0.0.1:81\"\npublic_url = \"http://127.0.0.1:8080\"\n" +
                                      wechat())) == std::vector<std::string>{"[server] listen"});
    const auto other_secret = parsed(wechat(), {{"FINGERTIP_PLATFORM_WECHAT_MAIN_APP_SECRET", "zzzzzzzzzzzzzzzzzzzz"}});
    CHECK(needs_restart(running, other_secret) == std::vector<std::string>{"[[platform]] wechat-main app_secret"});
    // What requests are checked with is taken over.
    const auto changing = parsed(wechat(), {{"FINGERTIP_PLATFORM_WECHAT_MAIN_TOKEN", "zzzzzzzzzzzzzzzzzzzz"},
                                            {"FINGERTIP_PLATFORM_WECHAT_MAIN_PREVIOUS_TOKEN", token}});
    CHECK(changing.platforms.front().previous_token.reveal() == token);
    CHECK(needs_restart(running, changing).empty());
}

TEST_CASE("loading tells of a missing file and of secrets that others can read", "[bot][config]")
{
    const auto folder = std::filesystem::temp_directory_path() / ("fingertip-config-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    const auto file = folder / "fingertip.toml";
    CHECK_THROWS_WITH(load_config(file, environment()),
                      Contains("there is no such file") && Contains("fingertip init"));
    CHECK_THROWS_WITH(load_config(folder, environment()), Contains("there is no such file"));
    std::ofstream{file} << wechat();
    chmod(file.c_str(), 0644);
    auto config = load_config(file, environment());
    REQUIRE(config.warnings.size() == 1);
    CHECK_THAT(config.warnings.front(), Contains("chmod 600"));
    CHECK(config.storage.file == folder / "fingertip.db");
    chmod(file.c_str(), 0600);
    CHECK(load_config(file, environment()).warnings.empty());
    std::filesystem::remove_all(folder);
}

TEST_CASE("spans of time are a whole number and a unit", "[bot][config]")
{
    CHECK(parse_duration("0m") == 0ms);
    CHECK(parse_duration("20m") == 20min);
    CHECK(parse_duration("60s") == 60s);
    CHECK(parse_duration("250ms") == 250ms);
    CHECK(parse_duration("7d") == 168h);
    CHECK(parse_duration("3660d") == 3660 * 24h);
    for (const auto* bad :
         {"", "m", "20", "-1m", "1.5h", "1 h", "1w", "20m ", "3661d", "99999999999999999999s", "9223372036854775807d"})
        CHECK_FALSE(parse_duration(bad));
}

TEST_CASE("cache addresses are memory, TCP or a unix socket", "[bot][config]")
{
    CHECK(parse_cache_address("memory:")->text() == "memory:");
    CHECK(parse_cache_address("redis://127.0.0.1")->text() == "redis://127.0.0.1:6379/0");
    CHECK(parse_cache_address("redis://[::1]:7/2")->text() == "redis://[::1]:7/2");
    CHECK(parse_cache_address("redis+unix:///run/redis.sock?db=4")->text() == "redis+unix:///run/redis.sock?db=4");
    CHECK(parse_cache_address("redis+unix:///run/redis.sock")->unix_path == "/run/redis.sock");
    for (const auto* bad : {"", "memory", "redis:", "redis://", "redis://h:0x1", "redis://h:1/-1", "redis://user:pw@h",
                            "redis+unix://run/redis.sock", "redis+unix:///a?x=1", "http://h"})
        CHECK_FALSE(parse_cache_address(bad));
}

TEST_CASE("a secret prints as stars and shares its text between copies", "[bot][config]")
{
    const Secret secret{"canary"};
    std::ostringstream out;
    out << secret << Secret{};
    CHECK(out.str() == "***");
    const auto copy = secret;
    CHECK(copy.reveal().data() == secret.reveal().data());
    CHECK(copy == Secret{"canary"});
    CHECK_FALSE(copy == Secret{"canarz"});
    CHECK_FALSE(copy == Secret{"canar"});
    CHECK_FALSE(std::is_convertible_v<Secret, std::string>);
    CHECK_FALSE(std::is_convertible_v<Secret, std::string_view>);
    CHECK_FALSE(std::is_convertible_v<std::string, Secret>);

    std::string source = "a text that is long enough to live on the heap";
    const Secret taken{std::move(source)};
    CHECK(source.empty());
    CHECK(taken.size() == 46);
}

TEST_CASE("a wiped text leaves no byte behind", "[bot][config]")
{
    std::string text = "a secret that is long enough to live on the heap";
    text.resize(40); // the rest of it is still there, past the end
    const auto* bytes = text.data();
    const auto capacity = text.capacity();
    wipe(text);
    REQUIRE(text.data() == bytes);
    text.resize(capacity, '\0');
    CHECK(std::ranges::all_of(text, [](char c) { return c == '\0'; }));
}
