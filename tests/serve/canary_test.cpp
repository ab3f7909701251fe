#include "tests/support/branch.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/serving.hpp"

#include <catch2/catch.hpp>

#include <ctime>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

using namespace fingertip;
using namespace fingertip::tests;
using Catch::Contains;

namespace {

constexpr const char* redis_password = "canaryRedisPassword4711";
constexpr const char* app_secret = "canaryAppSecret0123456789abcdef0";

std::string content_of(const std::string& path)
{
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// All keys and values, whatever they are.
std::string content_of(const RedisServer& redis)
{
    std::istringstream keys{redis.ask({"KEYS", "*"})};
    std::string all;
    for (std::string key; std::getline(keys, key);)
        all += key + '\n' + redis.ask({"GET", key}) + '\n';
    return all;
}

/// Everything where a canary might sit, by name.
using Places = std::map<std::string, std::string>;

void look_for(const Places& places, const std::map<std::string, std::string>& canaries)
{
    for (const auto& [where, content] : places)
        for (const auto& [what, canary] : canaries) {
            INFO("looking for the " << what << " in the " << where);
            REQUIRE(canary.size() >= 6);
            CHECK(content.find(canary) == std::string::npos);
        }
}

} // namespace

SCENARIO("what people say and what is secret is found nowhere but where it belongs", "[serve][canary]")
{
    if (!redis_available())
        return;
    RedisServer redis{RedisServer::Listen::loopback, {"--requirepass", redis_password}};
    BotProcess bot{FINGERTIP_PROGRAM};
    const auto now = std::time(nullptr);
    found_branch(bot.database(), bot.key_file(), 3, now);
    bot.set_environment("FINGERTIP_CACHE_URL", "redis://:" + std::string{redis_password} +
                                                   "@127.0.0.1:" + std::to_string(redis.port()) + "/0");
    bot.set_environment("FINGERTIP_PLATFORM_WECHAT_MAIN_APP_SECRET", app_secret);
    bot.set_environment("FINGERTIP_LOG_LEVEL", "debug");
    bot.start();
    bot.wait_for_log("\"what\":\"connected\"");

    // A roster, an invitation, and what three people write.
    std::ofstream{bot.folder() + "/members.csv"} << "member_no,name,phone,category,home_org,host_org,role\r\n"
                                                 << "1000,金丝雀小姐,13987654321,full,B1,,\r\n"
                                                 << "M9,李金丝雀,13700009999,full,B1,,secretary\r\n";
    const auto imported = bot.run({"import", "members", bot.folder() + "/members.csv", "--config", bot.config()});
    INFO(imported.errors);
    REQUIRE(imported.exit == 0);
    const auto invited = bot.run({"invite", "--member", "M9", "--config", bot.config()});
    REQUIRE(invited.exit == 0);
    WechatSender sender{bot.port(), bot.secrets()};
    CHECK_THAT(says(sender, 0, "我的"), Contains("金丝雀小姐"));
    says(sender, 0, "请假 家里的金丝雀病了");
    says(sender, 0, "确认");
    says(sender, 0, "补签 金丝雀飞了所以来晚了");
    says(sender, 0, "申诉 金丝雀的积分不对");
    says(sender, 0, "金丝雀的悄悄话");
    CHECK_THAT(says(sender, 1, meeting_code), Contains("签到成功"));
    says(sender, 2, "签到 000000");
    std::int64_t id = 500;
    for (const char* line : {"绑定", "同意", "李金丝雀 13700009999"})
        sender.post(WechatSender::text_xml("o-canary-stranger", ++id, now, line));
    // What goes wrong is not written down either.
    sender.post("<xml><Content>金丝雀不会写XML");
    get(bot.port(), "/webhooks/wechat-main?signature=金丝雀&canary-in-a-query=1");
    get(bot.port(), "/meeting/canary-in-a-token");
    ask(bot.port(), "POST /webhooks/wechat-main HTTP/1.1\r\nHost: x\r\nX-Canary: canary-in-a-header\r\n"
                    "Content-Length: 5\r\n\r\nhello");

    const auto exported =
        bot.run({"export", "members", "--format", "csv", "--reason", "年度统计", "--config", bot.config()});
    CHECK(exported.exit == 0);
    CHECK_THAT(exported.output, Contains("金丝雀小姐"));
    const auto checked = bot.run({"check-config", "--config", bot.config()});
    CHECK(checked.exit == 0);
    CHECK_THAT(checked.output, Contains("***"));
    const auto doctor = bot.run({"doctor", "--config", bot.config()});

    Places outside{{"metrics", get(bot.admin_port(), "/metrics").body},
                   {"command line", content_of("/proc/" + std::to_string(bot.pid()) + "/cmdline")},
                   {"redis", content_of(redis)},
                   {"printed configuration", checked.output + checked.errors},
                   {"doctor's report", doctor.output + doctor.errors}};
    bot.kill(); // what was in the log of the database stays there
    outside["log"] = bot.log();
    Places books;
    for (const char* part : {"", "-wal", "-shm", ".lock"})
        books["database" + std::string{part}] = content_of(bot.database() + part);

    // The search would find them: what is not secret is there.
    CHECK((books["database"] + books["database-wal"]).find("星火支部") != std::string::npos);
    CHECK_THAT(outside["redis"], Contains("fingertip:v"));
    CHECK_THAT(outside["log"], Contains("\"event\":\"message\""));
    CHECK_THAT(outside["metrics"], Contains("fingertip_messages_total"));

    const auto invitation = between(invited.output, "Invitation: ", "\n");
    const auto bare = between(invited.output, "Scene:      invite-", "\n");
    const auto key = content_of(bot.key_file());
    std::map<std::string, std::string> canaries{
        {"name, reason or text", "金丝雀"},
        {"phone of a member", "13987654321"},
        {"phone of a stranger", "13700009999"},
        {"token", bot.secrets().token},
        {"AES key", bot.secrets().aes_key},
        {"AppSecret", app_secret},
        {"password of Redis", redis_password},
        {"data key", key.substr(0, key.find('\n'))},
        {"invitation code", bare},
        {"invitation code as it is shown", invitation},
    };
    look_for(books, canaries);
    canaries["meeting's code"] = meeting_code;
    canaries["account of a member"] = account_of(0).substr(0, 8);
    canaries["account of a stranger"] = "o-canary-stranger";
    canaries["query, token or header"] = "canary-in-a-";
    look_for(outside, canaries);

    // Nor after everything has been copied back into the database.
    bot.start();
    CHECK(bot.stop() == 0);
    canaries.erase("meeting's code");
    canaries.erase("account of a member");
    canaries.erase("account of a stranger");
    look_for({{"database after a stop", content_of(bot.database())}}, canaries);
}
