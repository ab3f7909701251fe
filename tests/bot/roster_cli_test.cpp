#include "tests/support/bot_process.hpp"
#include "tests/support/branch.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sys/stat.h>
#include <thread>

using namespace fingertip;
using namespace fingertip::tests;
using Catch::Matchers::Contains;

namespace {

std::string roster_of(int people)
{
    std::string lines = "member_no,name,phone,category,home_org,host_org,role\r\n";
    for (int i = 0; i < people; ++i)
        lines += "M" + std::to_string(100'000 + i) + ",同志" + std::to_string(i) + ",139" +
                 std::to_string(10'000'000 + i) + ",full,B1,,\r\n";
    return lines;
}

/// Imports that many people through the running server while bound members check in one after the other.
void import_during_check_ins(int people, int check_ins)
{
    BotProcess bot{FINGERTIP_PROGRAM};
    const auto now = std::time(nullptr);
    found_branch(bot.database(), bot.key_file(), check_ins, now);
    Scratch scratch;
    std::ofstream{scratch.file("members.csv")} << roster_of(people);
    bot.start();
    std::atomic<bool> imported{false};
    std::chrono::steady_clock::duration longest{};
    int answered = 0;
    std::thread members{[&] {
        WechatSender sender{bot.port(), bot.secrets()};
        for (int i = 0; i < check_ins; ++i) {
            const auto xml = WechatSender::text_xml(account_of(i), 1000 + i, now, "签到 482913");
            const auto begin = std::chrono::steady_clock::now();
            const auto answer = sender.post(xml);
            longest = std::max(longest, std::chrono::steady_clock::now() - begin);
            answered += answer && answer->reply.find("签到") != std::string::npos;
            if (!imported)
                std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
    }};
    const auto begin = std::chrono::steady_clock::now();
    const auto result = bot.run({"import", "members", scratch.file("members.csv"), "--config", bot.config()});
    const auto took = std::chrono::steady_clock::now() - begin;
    imported = true;
    members.join();
    const auto ms = [](auto time) { return std::chrono::duration_cast<std::chrono::milliseconds>(time).count(); };
    std::cout << people << " members imported in " << ms(took) << " ms; the slowest of " << check_ins
              << " check-ins meanwhile took " << ms(longest) << " ms\n";
    INFO(result.errors);
    CHECK(result.exit == 0);
    CHECK_THAT(result.output, Contains(std::to_string(people) + " new"));
    CHECK(answered == check_ins);
    CHECK(ms(longest) < 2'500);
    CHECK(ms(took) < 60'000);
    const auto exported = bot.run({"export", "attendance", "--format", "csv", "--config", bot.config()});
    CHECK(exported.exit == 0);
    std::size_t present = 0;
    for (auto at = exported.output.find(",present,"); at != std::string::npos;
         at = exported.output.find(",present,", at + 1))
        ++present;
    CHECK(present == static_cast<std::size_t>(check_ins));
    CHECK(bot.stop() == 0);
}

} // namespace

TEST_CASE("a roster comes in through the running server while members check in", "[bot][roster][process]")
{
    import_during_check_ins(3'000, 200);
}

TEST_CASE("a hundred thousand members come in while members check in", "[bot][roster][process][.measure]")
{
    import_during_check_ins(100'000, 1'000);
}

TEST_CASE("files come in and go out on the command line with the exits that were promised", "[bot][roster][process]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 3, std::time(nullptr));
    Scratch scratch;
    const auto config = bot.config();
    const auto file = [&](const std::string& name, const std::string& content) {
        std::ofstream{scratch.file(name)} << content;
        return scratch.file(name);
    };
    bot.start(); // writes the configuration
    REQUIRE(bot.stop() == 0);

    const auto bad = bot.run({"import", "members",
                              file("bad.csv", "编号,姓名,手机号,类别,所在组织,流入组织,职务\n1,甲,12,正式党员,B1,,\n"),
                              "--config", config});
    CHECK(bad.exit == 1);
    CHECK_THAT(bad.errors, Contains("line 2, phone: '12'"));
    const auto good =
        bot.run({"import", "members",
                 file("good.csv", "编号,姓名,手机号,类别,所在组织,流入组织,职务\n1,甲,13800000001,正式党员,B1,,书记\n"),
                 "--dry-run", "--config", config});
    CHECK(good.exit == 0);
    CHECK_THAT(good.output, Contains("1 new") && Contains("nothing was written"));
    CHECK(bot.run({"import", "members", scratch.file("none.csv"), "--config", config}).exit == 1);
    CHECK(bot.run({"import", "lunches", scratch.file("good.csv"), "--config", config}).exit == 2);

    CHECK(bot.run({"export", "members", "--config", config}).exit == 1);
    CHECK(bot.run({"export", "members", "--reason", "核对", "--format", "xlsx", "--config", config}).exit == 2);
    const auto workbook = scratch.file("members.xlsx");
    CHECK(
        bot.run({"export", "members", "--reason", "核对", "--format", "xlsx", "--output", workbook, "--config", config})
            .exit == 0);
    struct stat status{};
    REQUIRE(::stat(workbook.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    const auto back = bot.run({"import", "members", workbook, "--config", config});
    CHECK_THAT(back.output, Contains("0 new, 0 changed (0 transferred), 3 as before"));
    CHECK(bot.run({"export", "hours", "--config", config}).exit == 1);
    CHECK(bot.run({"verify-points", "--config", config}).exit == 0);
}
