#include "bot/operations/data_key.hpp"
#include "handlers/meetings/meeting_code.hpp"
#include "storage/sqlite/connection.hpp"
#include "tests/support/branch.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/serving.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <list>

using namespace fingertip;
using namespace fingertip::tests;
using namespace std::chrono_literals;
using Catch::Contains;
using Clock = std::chrono::steady_clock;

namespace {

/// Sends SIGHUP and returns what the log says of it.
std::string reload(const BotProcess& bot, const std::string& outcome = "\"event\":\"reloaded\"")
{
    const auto before = bot.log().size();
    bot.signal(SIGHUP);
    return bot.wait_for_log(outcome, before);
}

void override_text(const BotProcess& bot, const std::string& toml)
{
    std::filesystem::create_directories(bot.folder() + "/texts/zh-CN");
    std::ofstream{bot.folder() + "/texts/zh-CN/ours.toml"} << toml;
}

/// A bot with a branch whose texts can be overridden.
void found(BotProcess& bot, const std::string& limits = "")
{
    override_text(bot, "");
    bot.configure_anew("[texts]\ndirectory = \"texts\"\n" + limits);
    found_branch(bot.database(), bot.key_file(), 3, std::time(nullptr));
    bot.start();
}

std::string address_of_meeting(const BotProcess& bot)
{
    const auto data_key = bot::DataKey::read(bot.key_file());
    storage::Key key{};
    std::copy(data_key.bytes().begin(), data_key.bytes().end(), key.begin());
    return "/meeting/" + handlers::page_token(storage::Vault{key}, storage::MeetingId{1},
                                              storage::from_seconds(std::time(nullptr) + 600));
}

/// Somebody else's hand on the database, which the writer waits for.
class Hold
{
public:
    explicit Hold(const std::string& path) : connection_{path, storage::sqlite::Connection::Access::read_write}
    {
        connection_.run({"test.hold", "BEGIN IMMEDIATE"});
    }
    ~Hold() { connection_.run({"test.let_go", "ROLLBACK"}); }

private:
    storage::sqlite::Connection connection_;
};

} // namespace

TEST_CASE("SIGHUP changes texts for messages, for the meeting's page and for subcommands", "[serve][reload]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found(bot);
    WechatSender sender{bot.port(), bot.secrets()};
    const auto page = address_of_meeting(bot) + "/now";
    CHECK_THAT(says(sender, 0, "签到 000000"), Contains("签到码不对"));
    CHECK_THAT(get(bot.port(), page).body, Contains("支部党员大会"));

    override_text(bot, "check_in_wrong_code = \"再看一眼屏幕。\"\nkind_members_meeting = \"全体大会\"\n");
    reload(bot);
    CHECK_THAT(says(sender, 0, "签到 000000"), Contains("再看一眼屏幕。"));
    CHECK_THAT(get(bot.port(), page).body, Contains("全体大会"));
    // The socket works on the books of the running server with what the reload has made (and not with what it freed).
    const auto exported = bot.run({"export", "attendance", "--format", "csv", "--config", bot.config()});
    INFO(exported.errors);
    CHECK(exported.exit == 0);
    CHECK_THAT(exported.output, Contains("1000"));
    const auto invited = bot.run({"invite", "--member", "1001", "--config", bot.config()});
    INFO(invited.errors);
    CHECK(invited.exit == 0);
}

TEST_CASE("a reload that cannot be done changes nothing and names file and line", "[serve][reload]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found(bot);
    WechatSender sender{bot.port(), bot.secrets()};
    override_text(bot, "check_in_wrong_code = \"再看一眼屏幕。\"\n");
    const auto good = bot.log().size();

    SECTION("the configuration has an unknown key")
    {
        bot.configure("\n[limits]\nmessages_per_minute = 1\nwishes = 3\n");
        std::ifstream in{bot.config()};
        const std::string text{std::istreambuf_iterator<char>{in}, {}};
        const auto line =
            std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(text.find("wishes")), '\n') + 1;
        const auto said = reload(bot, "\"event\":\"reload_refused\"");
        CHECK_THAT(said, Contains("fingertip.toml:" + std::to_string(line) + ":") && Contains("wishes"));
    }
    SECTION("the configuration is not TOML")
    {
        bot.configure("\n[limits\n");
        CHECK_THAT(reload(bot, "\"event\":\"reload_refused\""), Contains("fingertip.toml:"));
    }
    SECTION("a text has a placeholder that there is not")
    {
        bot.configure("\n[limits]\nmessages_per_minute = 1\n");
        override_text(bot, "check_in_wrong_code = \"再看一眼屏幕。\"\ncheck_in_over = \"{{nobody}}\"\n");
        CHECK_THAT(reload(bot, "\"event\":\"reload_refused\""), Contains("ours.toml:2:") && Contains("check_in_over"));
    }
    SECTION("the texts are gone")
    {
        std::filesystem::remove_all(bot.folder() + "/texts");
        CHECK_THAT(reload(bot, "\"event\":\"reload_refused\""), Contains("fingertip.toml:"));
    }
    for (int i = 0; i < 4; ++i)
        CHECK_THAT(says(sender, 0, "签到 000000"), Contains("签到码不对"));
    CHECK_THAT(bot.log().substr(good), !Contains("\"event\":\"reloaded\""));
}

TEST_CASE("SIGHUP changes every limit that is not built in, and says which keys need a restart", "[serve][reload]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found(bot, "[limits]\nmessages_per_minute = 1000\n");
    WechatSender sender{bot.port(), bot.secrets()};
    std::list<RawClient> many;
    for (int i = 0; i < 12; ++i)
        many.emplace_back(bot.port());
    REQUIRE(comes_true([&] { return metric(bot, "fingertip_connections") >= 12; }));
    const auto long_ago = [&](std::int64_t id) {
        const auto answer =
            sender.post(WechatSender::text_xml(account_of(2), id, std::time(nullptr) - 60 * 3600, "帮助"));
        return answer ? answer->body : "(nothing)";
    };
    CHECK(long_ago(1001) != "success");
    const auto meetings = says(sender, 0, "会议"); // with their times in the organisation's zone
    CHECK_THAT(meetings, Contains("支部党员大会"));

    bot.configure_anew("[texts]\ndirectory = \"texts\"\n"
                       "[limits]\nmessages_per_minute = 2\nconnections = 8\nslow_client_seconds = 1\n"
                       "idle_connection_seconds = 1\ninbox_hours = 48\nreply_budget_ms = 300\nstop_seconds = 1\n"
                       "queue = 77\nreaders = 3\n[organization]\ntime_zone = \"Asia/Urumqi\"\n");
    const auto said = reload(bot);
    for (const char* key : {"[limits] queue", "[limits] readers", "[organization] time_zone"})
        CHECK_THAT(said, Contains("\"event\":\"needs_restart\",\"key\":\"" + std::string{key} + "\""));
    for (const char* key : {"messages_per_minute", "connections", "slow_client", "idle", "inbox", "reply", "stop"})
        CHECK_THAT(said, !Contains(key));
    CHECK(says(sender, 0, "会议") == meetings);
    many.clear();

    // messages_per_minute; a minute may end in between
    int polite = 0;
    for (int i = 0; i < 8; ++i)
        polite += says(sender, 1, "积分").find("发得有点快") != std::string::npos;
    CHECK(polite >= 1);
    // inbox_hours
    CHECK(long_ago(1002) == "success");
    // idle_connection_seconds, slow_client_seconds, connections
    {
        RawClient idle{bot.port()};
        idle.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        CHECK_THAT(idle.read_response(), Contains("404"));
        RawClient slow{bot.port()};
        slow.send("POST / HTTP/1.1\r\n");
        const auto began = Clock::now();
        CHECK(idle.read_to_end(4s).empty());
        CHECK_THAT(slow.read_to_end(4s), Contains("408"));
        CHECK(Clock::now() - began < 4s);
    }
    for (int i = 0; i < 12; ++i)
        many.emplace_back(bot.port());
    CHECK(comes_true([&] { return metric(bot, "fingertip_connections") == 8; }, 900ms));
    many.clear();
    // reply_budget_ms: a message that the writer has is not told anything false
    {
        const Hold hold{bot.database()};
        const auto began = Clock::now();
        WechatSender hurried{bot.port(), bot.secrets()};
        CHECK(says(hurried, 2, meeting_code) == "(nothing)");
        CHECK(Clock::now() - began < 1500ms);
    }
    // stop_seconds
    RawClient half{bot.port()};
    half.send("POST / HTTP/1.1\r\nHost: x\r\n");
    const auto began = Clock::now();
    bot.signal(SIGTERM);
    CHECK(bot.wait_for_end() == 0);
    CHECK(Clock::now() - began < 5s);
}
