#include "storage/people/location_consents.hpp"
#include "storage/people/members.hpp"
#include "storage/points.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

using namespace fingertip;
using fingertip::tests::World;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

constexpr storage::Sql wrapped_of{"test.wrapped", "SELECT wrapped FROM person_keys WHERE member_id = $1"};
constexpr storage::Sql phone_of{"test.phone_of", "SELECT phone FROM members WHERE id = $1"};
constexpr storage::Sql bindings_of{"test.bindings_of", "SELECT count(*) FROM bindings WHERE member_id = $1"};
constexpr storage::Sql letters_of{"test.letters_of", "SELECT count(*) FROM outbox WHERE member_id = $1"};
constexpr storage::Sql conversations{"test.conversations", "SELECT count(*) FROM conversations WHERE account = $1"};
constexpr storage::Sql status_of{"test.status", "SELECT status FROM attendance WHERE member_id = $1"};
constexpr storage::Sql present_of{"test.present_of", "SELECT present FROM meetings WHERE id = $1"};
constexpr storage::Sql voters_of{"test.voters_of", "SELECT voters_present FROM meetings WHERE id = $1"};

std::string bytes_of(const std::string& path)
{
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// Everything that lies on the disk for this world.
std::string everything(const World& world)
{
    std::string all;
    for (const auto* tail : {"", "-wal", "-shm"})
        all += bytes_of(world.path() + tail);
    return all;
}

std::size_t hits(const std::string& bytes, const std::string& canary)
{
    std::size_t count = 0;
    for (auto at = bytes.find(canary); at != std::string::npos; at = bytes.find(canary, at + 1))
        ++count;
    return count;
}

} // namespace

SCENARIO("今日 is one card with what is due and what waits", "[handlers][today]")
{
    World world;
    const auto* word = GENERATE("今日", "today", "你好", "您好！", "Hi", "在吗");
    INFO(word);
    CHECK_THAT(world.says("李梅", word), Contains("李梅，您好") && Contains("今天没有要办的事"));
    world.call_meeting("B1", world.now() + 30min);
    CHECK_THAT(world.says("李梅", word), Contains("要开会") && Contains("支部党员大会"));
    world.pass(15min);
    CHECK_THAT(world.says("李梅", word), Contains("现在可签到") && Contains("⟦签到⟧"));
    world.says("李梅", "482913");
    CHECK_THAT(world.says("李梅", word), Contains("您已签到"));
    CHECK_THAT(world.says("陌生人", word), Contains("⟦绑定⟧"));
}

SCENARIO("我的 shows one's own book", "[handlers][profile]")
{
    World world;
    world.call_meeting("B1", world.now() + 10min);
    world.says("吴九", "482913");
    CHECK_THAT(world.says("吴九", "我的"), Contains("吴九（2002）") && Contains("组织：灯塔支部") &&
                                               Contains("流入：星火支部") && Contains("正式党员") &&
                                               Contains("积分：5分") && Contains("2024年会议：到1次") &&
                                               Contains("绑定：wechat-main"));
    CHECK_THAT(world.says("王书记", "我的"), Contains("职务：星火支部书记") && Contains("到0次"));
}

SCENARIO("the language is chosen per account", "[handlers][settings]")
{
    World world;
    CHECK_THAT(world.says("李梅", "设置"), Contains("语言") && Contains("每日推送：关"));
    CHECK_THAT(world.says("李梅", "2"), Contains("English from now on"));
    CHECK_THAT(world.says("李梅", "me"), Contains("Organisation"));
    CHECK_THAT(world.says("张三", "我的"), Contains("组织"));
    CHECK_THAT(world.says("李梅", "settings 中文"), Contains("以后用中文"));
    CHECK_THAT(world.says("陌生人", "设置 语言 English"), Contains("English from now on"));
    CHECK_THAT(world.says("陌生人", "hello"), Contains("reply ⟦bind⟧"));
    CHECK_THAT(world.says("李梅", "设置 字体 大"), Contains("可以改的有"));
}

SCENARIO("打错了 takes back one's own check-in within a minute", "[handlers][mistyped]")
{
    World world;
    const auto meeting = world.call_meeting("B1", world.now() + 10min);
    world.says("张三", "482913");
    world.says("李梅", "482913");
    CHECK(world.number(voters_of, {meeting.value}) == 2);
    GIVEN("thirty seconds have passed")
    {
        world.pass(30s);
        CHECK_THAT(world.says("李梅", "打错了"), Contains("收回了"));
        CHECK(world.word(status_of, {world.member("李梅").value}) == "pending");
        CHECK(world.points("李梅") == 0);
        CHECK(world.points("张三") == 5);
        CHECK(world.number(present_of, {meeting.value}) == 1);
        CHECK(world.number(voters_of, {meeting.value}) == 1);
        THEN("she can check in again and earns the points again, and once")
        {
            CHECK_THAT(world.says("李梅", "打错了"), Contains("没有可以收回的"));
            CHECK_THAT(world.says("李梅", "482913"), Contains("第2位"));
            CHECK(world.points("李梅") == 5);
        }
    }
    GIVEN("the minute is over")
    {
        world.pass(61s);
        CHECK_THAT(world.says("李梅", "打错了"), Contains("没有可以收回的"));
        CHECK(world.number(present_of, {meeting.value}) == 2);
    }
    GIVEN("it was a guest's")
    {
        world.says("周书记", "482913");
        CHECK(world.number(present_of, {meeting.value}) == 3);
        CHECK_THAT(world.says("周书记", "打错了"), Contains("收回了"));
        CHECK(world.number(present_of, {meeting.value}) == 2);
        CHECK(world.word(status_of, {world.member("周书记").value}).empty());
    }
}

SCENARIO("a long text is cut and 更多 goes on with it", "[handlers][more]")
{
    World world;
    for (int i = 0; i < 40; ++i)
        world.call_meeting("B1", world.now() - 24h * (i + 1));
    world.write([&](storage::Tx& tx) {
        for (int i = 0; i < 40; ++i)
            storage::points::note(tx, *world.installation().vault, world.member("李梅"), 1,
                                  "帮扶老人第" + std::to_string(i) + "次", world.member("王书记"),
                                  world.installation().zone->period(19'800 + i), world.now());
    });
    auto part = world.says("李梅", "隐私 我的数据");
    std::string whole = part;
    int parts = 1;
    while (part.find("⟦更多⟧") != std::string::npos && parts < 20) {
        CHECK(part.size() <= 2048);
        part = world.says("李梅", "更多");
        whole += part;
        ++parts;
    }
    CHECK(parts > 1);
    for (int i = 0; i < 40; ++i)
        CHECK_THAT(whole, Contains("帮扶老人第" + std::to_string(i) + "次"));
    CHECK_THAT(whole, Contains("就这些"));
    CHECK_THAT(world.says("李梅", "更多"), Contains("没有更多"));
}

SCENARIO("a member sees every field that is kept, the phone masked", "[handlers][privacy]")
{
    World world;
    world.write([&](storage::Tx& tx) {
        auto person = *storage::members::find(tx, *world.installation().vault, world.member("吴九"));
        person.unit = "启明网络公司";
        person.joined_on = 12'000;
        person.confirmed_on = 12'365;
        person.due_exempt_until = 19'000;
        person.due_exempt_reason = "驻外半年";
        person.rights_suspended = true;
        storage::members::update(tx, *world.installation().vault, person, world.now());
    });
    world.call_meeting("B1", world.now() + 10min);
    world.says("吴九", "482913");
    world.says("周书记", "记一笔 吴九 +2 讲党课");
    world.says("周书记", "确认");
    world.says("吴九", "积分");
    auto whole = world.says("吴九", "隐私 我的数据");
    whole += world.says("吴九", "更多");
    for (const auto* part : {"吴九",
                             "2002",
                             "138****2002",
                             "正式党员",
                             "所在组织：灯塔支部",
                             "流入组织：星火支部",
                             "启明网络公司",
                             "2002-11-09",
                             "2003-11-09",
                             "2022-01-08",
                             "驻外半年",
                             "暂停权利：是",
                             "中文",
                             "位置签到：否",
                             "积分：7",
                             "灯塔支部，2024-05-06起",
                             "wechat-main",
                             "预先绑定",
                             "第1版",
                             "已签到",
                             "讲党课"})
        CHECK_THAT(whole, Contains(part));
    CHECK_THAT(whole, !Contains("13800002002"));
    CHECK_THAT(world.says("陌生人", "隐私"), Contains("没有您的姓名和手机号"));
}

SCENARIO("erasing takes what is the member's alone and leaves the register", "[handlers][privacy]")
{
    World world;
    const auto meeting = world.call_meeting("B1", world.now() + 10min);
    world.says("李梅", "482913");
    world.says("王书记", "记一笔 李梅 +2 讲党课");
    world.says("王书记", "确认"); // a letter waits
    const auto member = world.member("李梅");
    const auto old_key = world.word(wrapped_of, {member.value});
    const auto old_phone = world.word(phone_of, {member.value});
    const auto& vault = *world.installation().vault;
    REQUIRE(vault.person(member, old_key)->open({"members.phone", member.value}, old_phone) == "13800001002");

    CHECK_THAT(world.says("李梅", "隐私 删除"), Contains("会删除") && Contains("会保留"));
    CHECK(world.number(bindings_of, {member.value}) == 1);
    GIVEN("she thinks better of it")
    {
        world.says("李梅", "取消");
        world.says("李梅", "确认");
        CHECK(world.number(bindings_of, {member.value}) == 1);
    }
    GIVEN("she confirms")
    {
        CHECK_THAT(world.says("李梅", "确认"), Contains("已删除"));
        THEN("account, phone, consent, letters and conversation are gone")
        {
            CHECK(world.number(bindings_of, {member.value}) == 0);
            CHECK(world.number(letters_of, {member.value}) == 0);
            CHECK(world.number(conversations, {world.account("李梅")}) == 0);
            CHECK_THAT(world.says("李梅", "你好"), Contains("先认识一下"));
            world.database().read_now([&](storage::ReadTx& tx) {
                const auto person = storage::members::find(tx, vault, member);
                REQUIRE(person);
                CHECK(person->name == "李梅");
                CHECK(person->member_no == "1002");
                CHECK(person->phone.empty());
            });
        }
        THEN("what was sealed for her cannot be opened any more, wherever it lies")
        {
            const auto new_key = world.word(wrapped_of, {member.value});
            CHECK_FALSE(vault.person(member, new_key)->open({"members.phone", member.value}, old_phone));
            world.restart();
            CHECK(hits(everything(world), old_key) == 0);
        }
        THEN("the register knows that she came, and the sum of her points")
        {
            CHECK(world.word(status_of, {member.value}) == "present");
            CHECK(world.number(present_of, {meeting.value}) == 1);
            CHECK(world.points("李梅") == 7);
            CHECK_THAT(world.says("王书记", "点名"), Contains("李梅"));
            std::optional<storage::MemberId> wrong;
            world.database().read_now([&](storage::ReadTx& tx) { wrong = storage::points::first_wrong(tx); });
            CHECK_FALSE(wrong);
        }
        THEN("she can be bound again")
        {
            world.says("李梅", "绑定 李梅 1002");
            CHECK_THAT(world.says("李梅", "同意"), Contains("核对上了"));
            world.says("王书记", "审批 1 同意");
            CHECK_THAT(world.says("李梅", "我的"), Contains("李梅（1002）") && Contains("积分：7分"));
        }
        THEN("the old phone proves nothing any more")
        {
            world.says("李梅", "绑定 李梅 13800001002");
            CHECK_THAT(world.says("李梅", "同意"), Contains("没有核对上"));
        }
    }
}

SCENARIO("the consent to check in by location can be taken back", "[handlers][privacy]")
{
    World world;
    CHECK_THAT(world.says("李梅", "隐私 关闭位置"), Contains("没有同意过"));
    world.write([&](storage::Tx& tx) { storage::location_consents::give(tx, world.member("李梅"), world.now()); });
    CHECK_THAT(world.says("李梅", "隐私 我的数据"), Contains("同意位置签到：2024-05-06T08:00:00+08:00"));
    CHECK_THAT(world.says("李梅", "隐私 关闭位置"), Contains("已收回"));
    CHECK_THAT(world.says("李梅", "隐私 我的数据"), Contains("同意位置签到：否"));
}

SCENARIO("打错了 takes back the last act, whatever it was", "[handlers][mistyped]")
{
    World world;
    const auto meeting = world.call_meeting("B1", world.now() + 10min);
    world.says("新号", "绑定 钱七 1006");
    world.says("新号", "同意");
    world.says("王书记", "482913");
    world.pass(10s);
    world.says("王书记", "审批 1 同意");
    CHECK(world.number(bindings_of, {world.member("钱七").value}) == 1);
    CHECK_THAT(world.says("王书记", "打错了"), Contains("已撤回1件决定"));
    CHECK(world.number(bindings_of, {world.member("钱七").value}) == 0);
    CHECK(world.number(present_of, {meeting.value}) == 1);
    CHECK_THAT(world.says("王书记", "打错了"), Contains("签到收回了"));
    CHECK(world.number(present_of, {meeting.value}) == 0);
    world.says("王书记", "审批 1 同意");
    world.pass(2min);
    CHECK_THAT(world.says("王书记", "打错了"), Contains("没有可以收回的"));
    CHECK_THAT(world.says("王书记", "撤回"), Contains("已撤回1件决定")); // ten minutes for that
}

SCENARIO("names, phones and reasons are on the disk in no readable form", "[handlers][privacy][canary]")
{
    const std::string name = "殷翡翠";
    const std::string phone = "13917730652";
    const std::string reason = "鹦鹉螺暗号";
    World world;
    world.add_member("7777", name, "full", "B1", "member", false);
    world.call_meeting("B1", world.now() + 10min);
    std::vector<std::string> replies;
    const auto say = [&](const std::string& who, const std::string& text) { replies.push_back(world.says(who, text)); };

    for (const auto& [who, text] : std::initializer_list<std::pair<const char*, std::string>>{
             {"王书记", "改手机号 " + name + " " + phone},
             {"王书记", "确认"},
             {"新号", "482913"},
             {"新号", "绑定 " + name + " 13917730651"},
             {"新号", "同意"},
             {"新号", name + phone},
             {"王书记", "待办"},
             {"王书记", "1"},
             {"王书记", "同意 1"},
             {"新号", "今日"},
             {"新号", "我的"},
             {"王书记", "免到 " + name + " 12月31日 " + reason},
             {"王书记", "确认"},
             {"王书记", "记一笔 " + name + " +3 " + reason},
             {"王书记", "确认"},
             {"新号", "隐私 我的数据"},
             {"新号", "更多"},
             {"王书记", "点名"},
             {"别号", "绑定 " + name + " " + phone},
             {"别号", "同意"},
             {"王书记", "待办"},
             {"王书记", "审批 2"},
             {"王书记", "审批 2 不同意 " + reason},
             {"别号", "你好"},
             {"新号", "积分"},
         })
        say(who, text);

    THEN("the flow did take place, and the phone was shown masked only")
    {
        std::string all;
        for (const auto& reply : replies)
            all += reply + "\n";
        CHECK_THAT(all,
                   Contains("绑定成功：" + name) && Contains("第1位") && Contains(reason) && Contains("139****0652"));
        CHECK_THAT(all, !Contains(phone) && !Contains("13800007777"));
    }
    THEN("neither database nor log holds a word of it, before and after a checkpoint")
    {
        for (int round = 0; round < 2; ++round) {
            const auto bytes = everything(world);
            CHECK(hits(bytes, "灯塔支部") > 0); // the search itself works: names of organisations are open
            for (const auto& canary : {name, phone, reason, std::string{"13917730651"}, std::string{"13800007777"}}) {
                INFO(canary);
                CHECK(hits(bytes, canary) == 0);
            }
            world.restart();
        }
    }
}
