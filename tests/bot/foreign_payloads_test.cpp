// Every recorded message and event, signed and encrypted by somebody else's program, posted to the whole bot over HTTP;
// what counts is what the books hold afterwards and what somebody else's parser reads in the answer.
#include "storage/meetings/meetings.hpp"
#include "storage/people/bindings.hpp"
#include "storage/people/location_consents.hpp"
#include "storage/people/members.hpp"
#include "storage/people/organizations.hpp"
#include "tests/support/bot_server.hpp"
#include "tests/support/expat_xml.hpp"
#include "tests/support/foreign_crypt.hpp"
#include "tests/support/wechat_fixtures.hpp"
#include "tests/support/wechat_sender.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <memory>

using namespace fingertip;
using namespace fingertip::tests;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

constexpr auto fixture_time = storage::Time{std::chrono::seconds{1761900000}};
constexpr const char* person = "oQuizUser0000000000000000001";

/// What one recorded body must do to books in which its sender is a member, two meetings are open (one by scanning, one
/// by location) and the member has agreed to the latter.
struct Expected
{
    std::string file;
    std::string reply;        ///< part of it; empty: a bare "success"
    std::string came_by = ""; ///< how the member became present; empty: not at all
    int inbox = 0;            ///< rows: only what writes leaves one
    bool reachable = true;
};

constexpr const char* not_understood = "没看懂这句话";
constexpr const char* unreadable = "这条看不了";

const std::vector<Expected> recorded{
    {"text.xml", not_understood},
    {"text-from-article.xml", not_understood},
    {"text-from-msgmenu.xml", not_understood},
    {"image.xml", unreadable},
    {"voice.xml", unreadable},
    {"voice-recognition.xml", not_understood},
    {"video.xml", unreadable},
    {"shortvideo.xml", unreadable},
    {"location.xml", "签到成功", "location", 1},
    {"link.xml", unreadable},
    {"unknown-type.xml", ""},
    {"event-subscribe.xml", "欢迎回来", "", 1},
    {"event-subscribe-qrscene.xml", "签到成功", "scan", 1},
    {"event-unsubscribe.xml", "", "", 1, false},
    {"event-scan.xml", "签到成功", "scan", 1},
    {"event-location.xml", "签到成功", "location", 1},
    {"event-click.xml", "李梅，您可以："}, // the recorded key begins with the word menu
    {"event-view.xml", ""},
    {"event-view-miniprogram.xml", ""},
    {"event-scancode-push.xml", "这个二维码已失效", "", 1},
    {"event-scancode-waitmsg.xml", "这个二维码已失效", "", 1},
    {"event-pic-sysphoto.xml", unreadable},
    {"event-pic-photo-or-album.xml", unreadable},
    {"event-pic-weixin.xml", unreadable},
    {"event-location-select.xml", "离会场还有约", "", 1},
    {"event-templatesendjobfinish-success.xml", ""},
    {"event-templatesendjobfinish-user-block.xml", ""},
    {"event-templatesendjobfinish-system-failed.xml", ""},
    {"event-masssendjobfinish.xml", ""},
    {"event-subscribe-msg-popup-event.xml", ""},
    {"event-subscribe-msg-change-event.xml", ""},
    {"event-subscribe-msg-sent-event.xml", ""},
    {"event-user-info-modified.xml", ""},
    {"event-user-authorization-revoke.xml", ""},
};

struct Mode
{
    const char* platform;
    bot::WechatMode configured;
    bot::platforms::WechatMode sent;
};

constexpr std::array modes{
    Mode{"wechat-secure", bot::WechatMode::secure, bot::platforms::WechatMode::secure},
    Mode{"wechat-both", bot::WechatMode::compatible, bot::platforms::WechatMode::compatible},
    Mode{"wechat-plain", bot::WechatMode::plaintext, bot::platforms::WechatMode::plaintext},
};

storage::Meeting meeting(storage::OrganizationId org, storage::MemberId caller, const std::string& mode,
                         const std::string& scene)
{
    storage::Meeting made;
    made.org = org;
    made.kind = "party_class";
    made.day = 20392;
    made.starts_at = fixture_time + 10min;
    made.ends_at = fixture_time + 2h;
    made.opens_at = fixture_time - 10min;
    made.late_at = made.starts_at;
    made.leave_until = fixture_time - 10min;
    made.mode = mode;
    made.code = "482913";
    made.secret = "secret";
    made.scene = scene;
    made.called_by = caller;
    made.called_at = fixture_time - 1h;
    return made;
}

/// A branch in which the recorded person is somebody else in each account, since one event counts once a platform.
void found(BotServer& bot, bool bound)
{
    const auto& vault = *bot.installation().vault;
    bot.write([&](storage::Tx& tx) {
        storage::Organization branch;
        branch.code = "B1";
        branch.name = "星火支部";
        branch.level = "branch";
        const auto org = storage::organizations::add(tx, branch);
        storage::MemberId last;
        for (const auto& mode : modes) {
            storage::Member member;
            member.member_no = mode.platform;
            member.name = "李梅";
            member.phone = bound ? "" : "13800001002";
            member.category = "full";
            member.home = org;
            last = storage::members::add(tx, vault, member, fixture_time);
            if (!bound)
                break;
            storage::bindings::bind(tx, mode.platform, person, last, "seed", 1, fixture_time, fixture_time);
            storage::location_consents::give(tx, last, fixture_time);
        }
        storage::meetings::call(tx, vault, meeting(org, last, "scan", "quiz_17"));
        auto by_place = meeting(org, last, "location", "scene-2");
        by_place.latitude = 23.134521;
        by_place.longitude = 113.358803;
        by_place.radius_m = 1000;
        storage::meetings::call(tx, vault, by_place);
    });
}

/// The bot with an account in each mode, two seconds after the recordings were made.
std::unique_ptr<BotServer> make_bot(const ForeignCrypt& crypt)
{
    return std::make_unique<BotServer>(
        [&](bot::Config& config) {
            config.binding.proof = bot::Proof::phone;
            for (const auto& mode : modes)
                config.platforms.push_back(
                    BotServer::account(mode.platform, mode.configured, crypt.token, crypt.key, crypt.app_id));
        },
        fixture_time + 2s);
}

constexpr storage::Sql came_by{"test.came_by", R"sql(
    SELECT a.method FROM attendance a JOIN bindings b ON b.member_id = a.member_id
    WHERE b.platform = $1 AND a.status = 'present'
)sql"};
constexpr storage::Sql came_times{"test.came_times", R"sql(
    SELECT count(*) FROM attendance a JOIN bindings b ON b.member_id = a.member_id
    WHERE b.platform = $1 AND a.status = 'present'
)sql"};
constexpr storage::Sql inbox_rows{"test.inbox", "SELECT count(*) FROM inbox WHERE platform = $1 AND account = $2"};
constexpr storage::Sql reachable{"test.reachable", "SELECT reachable FROM bindings WHERE platform = $1"};
constexpr storage::Sql dead_letters{"test.dead_letters", "SELECT count(*) FROM dead_letters"};

/// The text of an answer as the member sees it; "" for a bare acknowledgement.
std::string said(ForeignCrypt& crypt, const Mode& mode, const WechatSender::Answer& answer)
{
    REQUIRE(answer.status == 200);
    if (answer.body == "success")
        return "";
    const auto fields =
        read_by_expat(mode.sent == bot::platforms::WechatMode::plaintext ? answer.body : crypt.opened(answer.body));
    CHECK(fields.at("/xml/ToUserName") == person);
    CHECK(fields.at("/xml/FromUserName") == "gh_0123456789ab");
    CHECK(fields.at("/xml/CreateTime") == "1761900002");
    CHECK(fields.at("/xml/MsgType") == "text");
    return fields.at("/xml/Content");
}

} // namespace

SCENARIO("recorded bodies under foreign signatures and encryption have their effect in all three modes, once",
         "[bot][foreign]")
{
    if (foreign_is_missing()) {
        WARN("skipped: npm ci in tests/foreign has not been run");
        return;
    }
    ForeignCrypt crypt;
    for (const auto& expected : recorded) {
        INFO(expected.file);
        const auto server = make_bot(crypt);
        auto& bot = *server;
        found(bot, true);
        WechatSender line{bot.port(), {}};
        for (const auto& mode : modes) {
            INFO(mode.platform);
            crypt.by = mode.configured == bot::WechatMode::secure ? "wechat-crypto" : "@wecom/crypto";
            const auto deliver = [&] {
                const auto request = crypt.delivery(fixture(expected.file), mode.sent, mode.platform);
                return said(crypt, mode, line.exchange(http_bytes(request)).value());
            };
            const auto reply = deliver();
            CHECK_THAT(reply, Contains(expected.reply));
            CHECK(reply.empty() == expected.reply.empty());
            CHECK(deliver() == reply); // the platform repeats it in an envelope of its own
            CHECK(bot.word(came_by, {mode.platform}) == expected.came_by);
            CHECK(bot.number(came_times, {mode.platform}) == (expected.came_by.empty() ? 0 : 1));
            CHECK(bot.number(inbox_rows, {mode.platform, person}) == expected.inbox);
            CHECK(bot.number(reachable, {mode.platform}) == (expected.reachable ? 1 : 0));
        }
        CHECK(bot.number(dead_letters) == 0);
    }
}

SCENARIO("a newcomer who scanned the code at the door is bound and present, all in foreign envelopes", "[bot][foreign]")
{
    if (foreign_is_missing()) {
        WARN("skipped: npm ci in tests/foreign has not been run");
        return;
    }
    ForeignCrypt crypt;
    const auto& mode = modes[GENERATE(0U, 1U, 2U)];
    const auto server = make_bot(crypt);
    found(*server, false);
    WechatSender line{server->port(), {}};
    int messages = 0;
    const auto deliver = [&](const std::string& event) {
        crypt.by = ++messages % 2 ? "wechat-crypto" : "@wecom/crypto";
        return said(crypt, mode, line.exchange(http_bytes(crypt.delivery(event, mode.sent, mode.platform))).value());
    };
    const auto say = [&](const std::string& words) { // the recorded text with other words and another number
        auto event = fixture("text.xml");
        event.replace(event.find("第一章有哪些重点？"), std::string{"第一章有哪些重点？"}.size(), words);
        event.replace(event.find("24000000000000001"), 17, std::to_string(24'000'000'000'000'100 + messages));
        return deliver(event);
    };
    CHECK_THAT(deliver(fixture("event-subscribe-qrscene.xml")), Contains("隐私说明") && Contains("马上为您签到"));
    CHECK(server->number(came_times, {mode.platform}) == 0);
    CHECK_THAT(say("同意"), Contains("姓名和手机号"));
    const auto reply = say("李梅 13800001002");
    CHECK_THAT(reply, Contains("绑定成功：李梅") && Contains("第1位"));
    CHECK(server->word(came_by, {mode.platform}) == "scan");
    CHECK_THAT(deliver(fixture("event-scan.xml")), Contains("不用再签"));
    CHECK(server->number(came_times, {mode.platform}) == 1);
}

TEST_CASE("the table of effects has a row for every recorded body", "[bot][foreign]")
{
    for (const auto& file : fixtures())
        if (!file.starts_with("reply-") && !file.starts_with("envelope-") && file != "vectors.json") {
            INFO(file);
            CHECK(std::any_of(recorded.begin(), recorded.end(), [&](const auto& row) { return row.file == file; }));
        }
}
