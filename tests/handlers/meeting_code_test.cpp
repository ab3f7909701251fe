#include "handlers/meetings/meeting_code.hpp"
#include "handlers/meetings/turning_code.hpp"
#include "storage/json.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <set>

using namespace fingertip::handlers;
using fingertip::storage::MeetingId;
using fingertip::storage::ReadTx;
using fingertip::storage::Sql;
using fingertip::storage::Tx;
using fingertip::storage::Vault;
using fingertip::templates::Language;
using fingertip::tests::World;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

std::optional<CodePage> page(World& world, const std::string& token)
{
    std::optional<CodePage> found;
    world.database().read_now(
        [&](ReadTx& tx) { found = code_page(tx, *world.installation().vault, token, world.now()); });
    return found;
}

std::string token_in(const std::string& reply)
{
    const auto at = reply.find("/meeting/");
    REQUIRE(at != std::string::npos);
    return reply.substr(at + 9, reply.find_first_of(" \n", at) - at - 9);
}

} // namespace

TEST_CASE("a million scenes are all different and their bits are even", "[handlers][meeting]")
{
    constexpr int draws = 1'000'000;
    std::vector<std::string> scenes;
    scenes.reserve(draws);
    std::array<int, 16> digits{};
    for (int i = 0; i < draws; ++i) {
        scenes.push_back(new_scene());
        for (const char digit : scenes.back())
            ++digits[static_cast<std::size_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10)];
    }
    CHECK(scenes.front().size() == 32);
    std::sort(scenes.begin(), scenes.end());
    CHECK(std::adjacent_find(scenes.begin(), scenes.end()) == scenes.end());
    // 32 million draws of sixteen digits: the standard deviation of one digit's count is 1,370; seven of them are past
    // any accident.
    for (const int count : digits)
        CHECK(std::abs(count - draws * 2) < 9'600);
}

TEST_CASE("codes have six digits, spread over all of them, and avoid those in use", "[handlers][meeting]")
{
    World world;
    world.call_meeting("B1", world.now() + 10min, "code", "members_meeting", "482913");
    std::set<std::string> seen;
    world.write([&](Tx& tx) {
        for (int i = 0; i < 2000; ++i) {
            const auto code = new_code(tx, world.now(), world.now() + 1h);
            CHECK(code.size() == 6);
            CHECK(code.find_first_not_of("0123456789") == std::string::npos);
            CHECK(code != "482913");
            seen.insert(code);
        }
    });
    CHECK(seen.size() > 1990);
    CHECK(std::count_if(seen.begin(), seen.end(), [](const auto& code) { return code[0] == '0'; }) > 100);
}

TEST_CASE("a page's token is good until it expires and for one meeting only", "[handlers][meeting]")
{
    fingertip::storage::Key key{};
    key[3] = 9;
    const Vault vault{key};
    key[3] = 8;
    const Vault other{key};
    const fingertip::storage::Time now{std::chrono::seconds{1'767'000'000}};
    const auto language = GENERATE(Language::zh, Language::en);
    const auto token = page_token(vault, MeetingId{12}, now + 1h, language);
    const auto good = check_page_token(vault, token, now + 3599s);
    REQUIRE(good);
    CHECK(good->meeting == MeetingId{12});
    CHECK(good->language == language);
    CHECK_FALSE(check_page_token(vault, token, now + 1h));
    CHECK_FALSE(check_page_token(other, token, now));
    CHECK(token.find_first_not_of("0123456789abcdefn.") == std::string::npos); // nothing that an address would change
    // The language is signed like the rest.
    const auto last = token.rfind('.');
    const auto rest = token.substr(last);
    CHECK_FALSE(check_page_token(vault, token.substr(0, last) + ".en" + rest, now));
    if (language == Language::en)
        CHECK_FALSE(check_page_token(vault, token.substr(0, last - 3) + rest, now));
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto forged = token;
        forged[i] = forged[i] == '1' ? '2' : '1';
        INFO(forged);
        CHECK_FALSE(check_page_token(vault, forged, now));
    }
    for (const auto* bad : {"", ".", "..", "1..", "12", "12.1", "-1.1.", "a.b.c", "12.en.", "12.en.a", ".en.a"})
        CHECK_FALSE(check_page_token(vault, bad, now));
    CHECK_FALSE(check_page_token(vault, std::string(5000, '.'), now));
    CHECK_FALSE(check_page_token(vault, token + "0", now));
}

SCENARIO("the secretary sees the code and the page, others do not", "[handlers][meeting]")
{
    World world;
    world.says("王书记", "发起会议 支部党员大会 今天9:00 302 议题 学习");
    world.says("王书记", "确认");
    const auto code = world.word({"test.code", "SELECT code FROM meetings"});

    const auto early = world.says("王书记", "签到码");
    CHECK_THAT(early, Contains(code) && Contains("08:40开始签到") && Contains("https://bot.example.org/meeting/"));
    CHECK_THAT(world.says("李梅", "签到码"), Contains("要由书记") && !Contains(code));
    CHECK_THAT(world.says("周书记", "签到码 1"), Contains("没有1号会议") && !Contains(code));
    CHECK_THAT(world.says("郑管理", "签到码 1"), Contains(code)); // above it

    const auto token = token_in(early);
    auto shown = page(world, token);
    REQUIRE(shown);
    CHECK_FALSE(shown->open);
    CHECK(shown->code == code);
    CHECK(shown->seconds_left == 0);
    CHECK(shown->org_name == "星火支部");
    CHECK(shown->topic == "学习");
    CHECK(shown->kind == "members_meeting");
    CHECK(shown->language == Language::zh);
    world.says("王书记", "settings language English");
    CHECK(page(world, token_in(world.says("王书记", "code")))->language == Language::en);
    CHECK(page(world, token)->language == Language::zh); // whoever has that address goes on as before
    world.says("王书记", "settings language 中文");
    CHECK(shown->due == 6);
    CHECK(shown->scene.size() == 32);

    world.pass(50min);
    world.says("李梅", code);
    shown = page(world, token);
    REQUIRE(shown);
    CHECK(shown->open);
    CHECK(shown->present == 1);

    world.pass(20min);
    world.run_timers();
    world.says("王书记", "散会");
    CHECK_FALSE(page(world, token));
}

SCENARIO("a turning code is good for its window and the next", "[handlers][meeting]")
{
    World world;
    world.says("王书记", "发起会议 党员大会 今天8:10 302 动态码 议题 学习");
    world.says("王书记", "确认");
    const auto token = token_in(world.says("王书记", "签到码"));
    // Windows are of 30 seconds by the clock; the world's begins on one.
    auto shown = page(world, token);
    REQUIRE(shown);
    CHECK(shown->seconds_left == 30);
    const auto first = shown->code;
    world.pass(29s);
    CHECK(page(world, token)->code == first);
    CHECK(page(world, token)->seconds_left == 1);
    world.pass(1s);
    CHECK(page(world, token)->code != first);
    CHECK_THAT(world.says("李梅", first), Contains("第1位"));                      // she typed slowly
    CHECK_THAT(world.says("周书记", page(world, token)->code), Contains("第2位")); // a guest reads it too
    world.pass(30s);
    CHECK_THAT(world.says("张三", first), Contains("签到码不对"));
    CHECK_THAT(world.says("张三", page(world, token)->code), Contains("第3位"));
}

TEST_CASE("attendance only shows no topic on the page and keeps none", "[handlers][meeting]")
{
    World world;
    CHECK_THAT(world.says("王书记", "发起会议 支委会 今天9:00 302 仅考勤 议题 人事"),
               Contains("不留议题") && !Contains("人事"));
    world.says("王书记", "确认");
    CHECK(world.number({"test.topic", "SELECT topic IS NULL AND attendance_only = 1 FROM meetings"}) == 1);
    const auto shown = page(world, token_in(world.says("王书记", "签到码")));
    REQUIRE(shown);
    CHECK(shown->topic.empty());
}
