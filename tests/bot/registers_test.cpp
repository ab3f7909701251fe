#include "bot/books.hpp"
#include "bot/tables/table.hpp"
#include "storage/json.hpp"
#include "storage/people/members.hpp"
#include "storage/points.hpp"
#include "tests/support/world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>

using namespace fingertip;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using tests::World;

namespace {

using Options = std::map<std::string, std::string>;

bot::BookAnswer run(World& world, const std::string& operation, Options options, const std::string& input = "")
{
    bot::Books books{world.database(), world.installation(), [&] { return world.now(); }};
    return bot::run_book_operation(books, {operation, std::move(options), input});
}

std::string exported(World& world, const std::string& kind, Options options = {})
{
    options["kind"] = kind;
    options.emplace("reason", "test");
    auto answer = run(world, "export", options);
    INFO(answer.errors);
    REQUIRE(answer.exit == 0);
    return answer.output;
}

std::vector<storage::Json> rows(World& world, const std::string& kind, Options options = {})
{
    options["format"] = "json";
    const auto parsed = storage::Json::parse(exported(world, kind, options));
    REQUIRE(parsed);
    return parsed->items();
}

std::vector<std::string> column(const std::vector<storage::Json>& rows, const std::string& name)
{
    std::vector<std::string> found;
    for (const auto& row : rows)
        found.push_back(row.text(name).value_or(""));
    return found;
}

const storage::Json& of(const std::vector<storage::Json>& rows, const std::string& member_no)
{
    const auto found =
        std::ranges::find_if(rows, [&](const storage::Json& row) { return row.text("member_no") == member_no; });
    REQUIRE(found != rows.end());
    return *found;
}

/// 李梅 is in time, 吴九 comes as a guest of B1; the meeting is B1's.
storage::MeetingId held(World& world)
{
    const auto meeting = world.call_meeting("B1", world.now() + 10min);
    world.says("李梅", "482913");
    world.says("吴九", "482913");
    return meeting;
}

constexpr storage::Sql audited{
    "test.audited", "SELECT CAST(detail AS TEXT) FROM audit WHERE act = 'exported' ORDER BY id DESC LIMIT 1"};

} // namespace

TEST_CASE("the attendance register has the columns that were promised", "[bot][registers]")
{
    World world{"2024-05-06T08:00:00+08:00"};
    const auto meeting = held(world);
    CHECK(exported(world, "attendance")
              .starts_with("\xEF\xBB\xBFmeeting_id,kind,org,starts_at,member_no,name,category,home_org,entitled,status,"
                           "method,at,leave_reason\r\n"));
    const auto all = rows(world, "attendance");
    const auto& li = of(all, "1002");
    CHECK(li.integer("meeting_id") == meeting.value);
    CHECK(li.text("kind") == "members_meeting");
    CHECK(li.text("org") == "B1");
    CHECK(li.text("starts_at") == "2024-05-06T08:10:00+08:00");
    CHECK(li.text("name") == "李梅");
    CHECK(li.text("home_org") == "B1");
    CHECK(li.boolean("entitled") == true);
    CHECK(li.text("status") == "present");
    CHECK(li.text("method") == "code");
    CHECK(li.text("at") == "2024-05-06T08:00:00+08:00");
    CHECK(of(all, "1003").text("status") == "pending");
    CHECK(of(all, "1003").at("at")->is_null());
}

TEST_CASE("what members attended elsewhere is in both registers, once", "[bot][registers]")
{
    World world;
    held(world);
    const auto home = rows(world, "attendance", {{"org", "B2"}});
    CHECK(column(home, "member_no") == std::vector<std::string>{"2002"});
    CHECK(home[0].text("org") == "B1");
    auto numbers = column(rows(world, "attendance", {{"org", "B1"}}), "member_no");
    CHECK(std::ranges::count(numbers, "2002") == 1);
    numbers = column(rows(world, "attendance", {{"org", "C"}}), "member_no");
    CHECK(std::ranges::count(numbers, "2002") == 1);
    CHECK(numbers == column(rows(world, "attendance"), "member_no"));
}

TEST_CASE("days and meetings narrow a register down", "[bot][registers]")
{
    World world{"2024-05-06T08:00:00+08:00"};
    const auto meeting = held(world);
    CHECK(rows(world, "attendance", {{"from", "2024-05-07"}}).empty());
    CHECK(rows(world, "attendance", {{"to", "2024-05-05"}}).empty());
    CHECK_FALSE(rows(world, "attendance", {{"from", "2024-05-06"}, {"to", "2024-05-06"}}).empty());
    CHECK(rows(world, "attendance", {{"meeting", std::to_string(meeting.value + 1)}}).empty());
    CHECK_FALSE(rows(world, "attendance", {{"meeting", std::to_string(meeting.value)}}).empty());
    for (const auto& wrong : std::vector<Options>{{{"from", "2024-02-30"}}, {{"org", "B9"}}, {{"meeting", "7x"}}}) {
        auto options = wrong;
        options["kind"] = "attendance";
        CHECK(run(world, "export", options).exit == 1);
    }
}

TEST_CASE("the register of meetings has one row a meeting", "[bot][registers]")
{
    World world;
    held(world);
    const auto all = rows(world, "meetings");
    REQUIRE(all.size() == 1);
    CHECK(all[0].text("org") == "B1");
    CHECK(all[0].text("status") == "called");
    CHECK(all[0].integer("present") == 2);
    CHECK(rows(world, "meetings", {{"org", "B2"}}).empty());
}

TEST_CASE("minutes, resolutions and leave come with author and time", "[bot][registers]")
{
    World world{"2024-05-06T08:00:00+08:00"};
    const auto meeting = held(world).value;
    const auto author = world.member("王书记").value;
    const auto& vault = *world.installation().vault;
    const auto now = storage::seconds(world.now());
    world.write([&](storage::Tx& tx) {
        const auto body = vault.installation().seal({"minutes.body", meeting}, "会议开始");
        tx.execute({"test.minutes", "INSERT INTO minutes (meeting_id, body, author, at) VALUES ($1, $2, $3, $4)"},
                   {meeting, storage::Blob{body}, author, now});
        const auto subject = vault.installation().seal({"resolutions.subject", 5}, "同意接收");
        tx.execute({"test.resolution",
                    "INSERT INTO resolutions (id, meeting_id, subject, approve, oppose, abstain, voters_due, "
                    "passed, author, at) VALUES (5, $1, $2, 3, 1, 0, 5, 1, $3, $4)"},
                   {meeting, storage::Blob{subject}, author, now});
        const auto person = storage::members::sealer(tx, vault, world.member("张三"));
        const auto reason = person->seal({"requests.body", 9}, "出差");
        tx.execute(
            {"test.leave",
             "INSERT INTO requests (id, kind, org_id, member_id, subject, body, state, created_at, decided_by, "
             "decided_at) SELECT 9, 'leave', org_id, $2, id, $3, 'granted', $4, $5, $4 FROM meetings WHERE id = $1"},
            {meeting, world.member("张三").value, storage::Blob{reason}, now, author});
    });
    const auto record = rows(world, "minutes");
    REQUIRE(record.size() == 2);
    CHECK(record[0].text("entry") == "minutes");
    CHECK(record[0].text("text") == "会议开始");
    CHECK(record[0].at("approve")->is_null());
    CHECK(record[0].text("author") == "1001");
    CHECK(record[1].text("entry") == "resolution");
    CHECK(record[1].text("text") == "同意接收");
    CHECK(record[1].integer("approve") == 3);
    CHECK(record[1].boolean("passed") == true);
    CHECK(rows(world, "minutes", {{"org", "B2"}}).empty());
    const auto leave = rows(world, "leave");
    REQUIRE(leave.size() == 1);
    CHECK(leave[0].text("reason") == "出差");
    CHECK(leave[0].text("state") == "granted");
    CHECK(leave[0].text("decided_by") == "1001");
    CHECK(leave[0].text("asked_at") == "2024-05-06T08:00:00+08:00");
}

TEST_CASE("leave asked for and decided in the chat is in its register and in the attendance", "[bot][registers]")
{
    World world{"2024-05-06T08:00:00+08:00"};
    world.says("王书记", "发起会议 党员大会 今天9:00 302 议题 学习");
    world.says("王书记", "确认");
    world.says("李梅", "请假 出差");
    world.says("张三", "请假 值班");
    world.says("孙八", "请假 看病");
    world.pass(1min);
    world.says("王书记", "审批 1 同意");
    world.says("王书记", "审批 2 不同意 请换班");
    world.says("孙八", "取消请假");
    world.set_clock("2024-05-06T08:50:00+08:00");
    world.run_timers();
    for (int i = 0; i < 2; ++i) {
        world.set_clock(i == 0 ? "2024-05-06T12:00:00+08:00" : "2024-05-06T12:00:01+08:00");
        world.run_timers();
    }
    const auto leave = rows(world, "leave");
    REQUIRE(leave.size() == 3);
    CHECK(column(leave, "member_no") == std::vector<std::string>{"1002", "1003", "1005"});
    CHECK(column(leave, "reason") == std::vector<std::string>{"出差", "值班", "看病"});
    CHECK(column(leave, "state") == std::vector<std::string>{"granted", "refused", "withdrawn"});
    CHECK(column(leave, "answer") == std::vector<std::string>{"", "请换班", ""});
    CHECK(column(leave, "decided_by") == std::vector<std::string>{"1001", "1001", ""});
    CHECK(leave[0].text("org") == "B1");
    CHECK(leave[0].integer("meeting_id") == 1);
    CHECK(leave[0].text("starts_at") == "2024-05-06T09:00:00+08:00");
    CHECK(leave[0].text("asked_at") == "2024-05-06T08:00:00+08:00");
    CHECK(leave[0].text("decided_at") == "2024-05-06T08:01:00+08:00");
    CHECK(rows(world, "leave", {{"org", "B2"}}).empty());
    const auto attendance = rows(world, "attendance");
    CHECK(of(attendance, "1002").text("status") == "leave");
    CHECK(of(attendance, "1002").text("leave_reason") == "出差");
    CHECK(of(attendance, "1003").text("status") == "absent");
    CHECK(of(attendance, "1003").text("leave_reason").value_or("").empty());
    CHECK(of(attendance, "1005").text("status") == "absent");
}

TEST_CASE("who had leave and came is present, without the reason", "[bot][registers]")
{
    World world{"2024-05-06T08:00:00+08:00"};
    world.says("王书记", "发起会议 党员大会 今天9:00 302 免码 议题 学习");
    world.says("王书记", "确认");
    world.says("李梅", "请假 出差");
    world.says("王书记", "审批 1 同意");
    world.set_clock("2024-05-06T08:50:00+08:00");
    world.run_timers();
    world.says("李梅", "签到");
    const auto attendance = rows(world, "attendance");
    CHECK(of(attendance, "1002").text("status") == "present");
    CHECK(of(attendance, "1002").text("leave_reason").value_or("").empty());
    CHECK(column(rows(world, "leave"), "state") == std::vector<std::string>{"granted"});
    const auto book = rows(world, "book", {{"member", "1002"}});
    CHECK(std::ranges::none_of(book, [](const storage::Json& row) { return row.text("text") == "出差"; }));
}

TEST_CASE("points and the book have one row a fact", "[bot][registers]")
{
    World world;
    held(world);
    CHECK(exported(world, "points")
              .starts_with("\xEF\xBB\xBF"
                           "entry_id,member_no,rule,subject,points,at,reason,reversed_by"));
    world.write([&](storage::Tx& tx) {
        storage::points::note(tx, *world.installation().vault, world.member("李梅"), 3, "=帮扶", world.member("王书记"),
                              world.installation().zone->period(world.installation().zone->day(world.now())),
                              world.now());
    });
    const auto entries = rows(world, "points", {{"member", "1002"}});
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].text("rule") == "meeting_attended");
    CHECK(entries[1].integer("points") == 3);
    CHECK(entries[1].text("reason") == "=帮扶");
    CHECK(entries[1].text("author") == "1001");
    CHECK_THAT(exported(world, "points"), Contains(",'=帮扶,"));
    const auto book = rows(world, "book", {{"member", "1002"}});
    REQUIRE(book.size() == 3);
    CHECK(column(book, "member_no") == std::vector<std::string>(3, "1002"));
    CHECK(std::ranges::count(column(book, "matter"), "meeting") == 1);
    CHECK(rows(world, "book", {{"org", "B2"}}).size() == 2);
}

TEST_CASE("members leave with masked phones and come back without a change", "[bot][registers][roster]")
{
    World world;
    const auto format = GENERATE(as<std::string>{}, "csv", "xlsx");
    REQUIRE(run(world, "import-members", {},
                "member_no,name,phone,category,home_org,host_org,unit,role,more_roles,joined_on,confirmed_on,"
                "due_exempt_until,due_exempt_reason,rights_suspended\n"
                "8001,=新人,13800008001,full,B1,B2,\"远景, 二部\",secretary,B2:instructor;P1:group_leader,2011-07-01,"
                "2012-07-01,2030-01-01,长期患病,是\n")
                .exit == 0);
    const auto file = exported(world, "members", {{"format", format}});
    CHECK(file.find("13800008001") == std::string::npos);
    const auto again = run(world, "import-members", {}, file);
    INFO(again.errors);
    CHECK_THAT(again.output, Contains("members: 0 new, 0 changed (0 transferred), 10 as before"));
    const auto all = rows(world, "members");
    CHECK(of(all, "8001").text("phone") == "138****8001");
    CHECK(of(all, "8001").text("role") == "secretary");
    CHECK(of(all, "1002").text("bound") == "wechat-main");
    CHECK(of(all, "1006").at("bound")->is_null());
    CHECK(rows(world, "members", {{"org", "P1"}}).size() == 1);
}

TEST_CASE("bindings and the audit log leave with times and authors", "[bot][registers]")
{
    World world{"2024-05-06T08:00:00+08:00"};
    const auto bindings = rows(world, "bindings", {{"org", "B2"}});
    CHECK(column(bindings, "member_no") == std::vector<std::string>{"2001", "2002"});
    CHECK(bindings[0].text("bound_at") == "2024-05-06T08:00:00+08:00");
    CHECK_THAT(exported(world, "bindings"), !Contains("o-"));
    const auto log = rows(world, "audit");
    CHECK(log.back().text("act") == "exported");
}

TEST_CASE("a long register comes in pieces, each row once", "[bot][registers]")
{
    World world;
    std::string lines = "member_no,name,phone,category,home_org,host_org,role\n";
    for (int i = 0; i < 1200; ++i)
        lines += "M" + std::to_string(1000 + i) + ",党员,,full,B2,,\n";
    REQUIRE(run(world, "import-members", {}, lines).exit == 0);
    auto numbers = column(rows(world, "members", {{"org", "B2"}}), "member_no");
    CHECK(numbers.size() == 1202);
    std::ranges::sort(numbers);
    CHECK(std::ranges::adjacent_find(numbers) == numbers.end());
}

TEST_CASE("people's own text leaves only with a reason, and the audit log knows", "[bot][registers]")
{
    World world;
    const auto kind = GENERATE(as<std::string>{}, "members", "bindings", "minutes", "leave", "book");
    const auto refused = run(world, "export", {{"kind", kind}});
    CHECK(refused.exit == 1);
    CHECK(refused.output.empty());
    CHECK_THAT(refused.errors, Contains("--reason"));
    exported(world, kind, {{"reason", "年度核对"}, {"org", "B1"}});
    CHECK(world.word(audited) == kind + " org=B1 reason=年度核对");
}

TEST_CASE("a kind of a later release says so", "[bot][registers]")
{
    World world;
    const auto answer = run(world, "export", {{"kind", "exams"}});
    CHECK(answer.exit == 1);
    CHECK_THAT(answer.errors, Contains("comes with a later release"));
    CHECK(run(world, "export", {{"kind", "nonsense"}}).exit == 1);
}

TEST_CASE("verify-points names the member whose balance does not fit", "[bot][registers]")
{
    World world;
    held(world);
    CHECK(run(world, "verify-points", {}).exit == 0);
    world.write([&](storage::Tx& tx) {
        tx.execute({"test.spoil", "UPDATE points_totals SET points = points + 1 WHERE member_id = $1 AND period = ''"},
                   {world.member("吴九").value});
    });
    const auto answer = run(world, "verify-points", {});
    CHECK(answer.exit == 1);
    CHECK_THAT(answer.errors, Contains("member 2002"));
}
