#include "tests/support/branch.hpp"
#include "tests/support/serving.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <csignal>
#include <ctime>
#include <fstream>
#include <sstream>
#include <thread>

using namespace fingertip;
using namespace fingertip::tests;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

const WechatSecrets before{};
const WechatSecrets after{.token = "anotherTokenOfTheAccount",
                          .aes_key = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba",
                          .app_id = before.app_id};

/// Puts these lines where the account's token and key stand, and lets the server read them.
std::string change_secrets(const BotProcess& bot, const std::string& lines, const std::string& outcome = "\"reloaded\"")
{
    std::ifstream in{bot.config()};
    std::ostringstream kept;
    for (std::string line; std::getline(in, line);)
        if (line.find("token = ") == std::string::npos && line.find("encoding_aes_key = ") == std::string::npos)
            kept << line << '\n';
    in.close();
    std::ofstream{bot.config()} << kept.str() << lines;
    const auto from = bot.log().size();
    bot.signal(SIGHUP);
    return bot.wait_for_log(outcome, from);
}

std::string line(const std::string& key, const std::string& value)
{
    return key + " = \"" + value + "\"\n";
}

const std::string both = line("token", after.token) + line("encoding_aes_key", after.aes_key) +
                         line("previous_token", before.token) + line("previous_encoding_aes_key", before.aes_key);

std::string today(WechatSender& sender, std::int64_t message_id)
{
    const auto answer = sender.post(WechatSender::text_xml("o-member-0", message_id, std::time(nullptr), "今日"));
    return !answer ? "(nothing)" : answer->status != 200 ? std::to_string(answer->status) : text_of(answer->reply);
}

} // namespace

TEST_CASE("an account's token and key change without a refused message", "[serve][secrets]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 1, std::time(nullptr));
    bot.start();
    WechatSender as_before{bot.port(), before};
    WechatSender as_after{bot.port(), after};
    CHECK_THAT(today(as_before, 1), Contains("您好"));
    CHECK(today(as_after, 2) == "403");

    SECTION("both are believed while it happens, each answered with its own")
    {
        // A sender checks the reply's signature and decrypts it with what it sent by: a wrong pair would not be read.
        change_secrets(bot, both);
        CHECK_THAT(today(as_before, 3), Contains("您好"));
        CHECK_THAT(today(as_after, 4), Contains("您好"));
        // The platform's redelivery, by then signed with the new secrets, finds the stored reply.
        CHECK_THAT(today(as_after, 3), Contains("您好"));
        change_secrets(bot, line("token", after.token) + line("encoding_aes_key", after.aes_key));
        CHECK(today(as_before, 5) == "403");
        CHECK_THAT(today(as_after, 6), Contains("您好"));
        CHECK_THAT(bot.log(), !Contains("needs_restart"));
    }
    SECTION("only the token changes")
    {
        const WechatSecrets mixed{.token = after.token, .aes_key = before.aes_key, .app_id = before.app_id};
        WechatSender with_new_token{bot.port(), mixed};
        change_secrets(bot, line("token", after.token) + line("encoding_aes_key", before.aes_key) +
                                line("previous_token", before.token));
        CHECK_THAT(today(as_before, 3), Contains("您好"));
        CHECK_THAT(today(with_new_token, 4), Contains("您好"));
        CHECK(today(as_after, 5) == "403");
    }
    SECTION("an impossible former key leaves all as it was and is named")
    {
        change_secrets(bot,
                       line("token", after.token) + line("encoding_aes_key", after.aes_key) +
                           line("previous_encoding_aes_key", "short"),
                       "reload_refused");
        CHECK_THAT(bot.log(), Contains("previous_encoding_aes_key") && !Contains(after.token));
        CHECK_THAT(today(as_before, 3), Contains("您好"));
        CHECK(today(as_after, 4) == "403");
    }
}

TEST_CASE("secrets change a hundred times under load without a refused message", "[serve][secrets]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 1, std::time(nullptr));
    bot.start();
    change_secrets(bot, both);
    std::atomic<bool> done = false;
    std::atomic<int> good = 0, bad = 0;
    const auto load = [&](const WechatSecrets& secrets, std::int64_t first) {
        WechatSender sender{bot.port(), secrets};
        for (auto id = first; !done; ++id) {
            // A stranger's words: no limit on messages of one member is met.
            const auto answer =
                sender.post(WechatSender::text_xml("o-stranger-" + std::to_string(id), id, std::time(nullptr), "帮助"));
            (answer && answer->status == 200 && !answer->reply.empty() ? good : bad) += 1;
        }
    };
    std::thread one{load, before, 1'000'000};
    std::thread other{load, after, 2'000'000};
    for (int i = 0; i < 100; ++i)
        change_secrets(bot, i % 2 == 0 ? line("token", before.token) + line("encoding_aes_key", before.aes_key) +
                                             line("previous_token", after.token) +
                                             line("previous_encoding_aes_key", after.aes_key)
                                       : both);
    done = true;
    one.join();
    other.join();
    INFO(good << " answered");
    CHECK(bad == 0);
    CHECK(good > 100);
}
