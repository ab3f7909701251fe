#include "tests/support/branch.hpp"
#include "tests/support/serving.hpp"
#include "tests/support/small_disk.hpp"

#include <catch2/catch.hpp>

#include <ctime>
#include <iostream>

using namespace fingertip;
using namespace fingertip::tests;
using namespace std::chrono_literals;
using Catch::Contains;

SCENARIO("a full disk is said so, read from as before, and written to again once there is room", "[serve][disk_full]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    const SmallDisk disk{bot.folder() + "/disk"};
    if (!disk.mounted()) {
        std::cout << "SKIPPED: a full disk (this user may not mount a small one)\n";
        return;
    }
    const std::string database = disk.file("fingertip.db");
    bot.set_environment("FINGERTIP_STORAGE_URL", "sqlite:" + database);
    found_branch(database, bot.key_file(), 400, std::time(nullptr));
    bot.start();
    WechatSender sender{bot.port(), bot.secrets()};
    CHECK_THAT(says(sender, 0, meeting_code), Contains("签到成功"));
    CHECK_THAT(says(sender, 0, "积分"), Contains("积分"));
    CHECK(get(bot.admin_port(), "/readyz").status == 200);

    disk.fill();
    CHECK(comes_true([&] { return get(bot.admin_port(), "/readyz").status == 503; }, 2s));
    // What is left of the log's last pages may still take a few.
    std::set<std::string> acknowledged{"1000"};
    int busy = 0;
    int member = 1;
    for (; member < 400 && busy < 5; ++member) {
        const auto reply = says(sender, member, meeting_code);
        if (reply.find("签到成功") != std::string::npos)
            acknowledged.insert(std::to_string(1000 + member));
        else if (reply.find("系统繁忙") != std::string::npos)
            ++busy;
        else
            FAIL("answered " << reply);
    }
    CHECK(busy == 5);
    CHECK_THAT(says(sender, 0, "积分"), Contains("积分"));
    CHECK_THAT(get(bot.admin_port(), "/readyz").body, Contains("disk is nearly full"));
    CHECK(get(bot.admin_port(), "/livez").status == 200);

    disk.clear();
    const auto back = member;
    CHECK(comes_true([&] { return says(sender, back, meeting_code).find("签到成功") != std::string::npos; }, 5s));
    acknowledged.insert(std::to_string(1000 + back));
    CHECK(comes_true([&] { return get(bot.admin_port(), "/readyz").status == 200; }, 5s));
    // Who was told "busy" was not checked in, and can be now.
    CHECK_THAT(says(sender, back - 1, meeting_code), Contains("签到成功"));
    acknowledged.insert(std::to_string(1000 + back - 1));
    CHECK(bot.stop() == 0);
    CHECK(present_members(database) == acknowledged);
}
