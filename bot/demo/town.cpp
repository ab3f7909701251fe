#include "bot/demo/town.hpp"

#include "handlers/meetings/meeting_code.hpp"
#include "handlers/meetings/meeting_timers.hpp"
#include "storage/bindings.hpp"
#include "storage/meetings.hpp"
#include "storage/members.hpp"
#include "storage/organizations.hpp"
#include "storage/points.hpp"

#include <algorithm>
#include <iterator>
#include <random>

namespace fingertip::bot::demo {

namespace {

using storage::OrganizationId;

constexpr int general_branches = 6;
constexpr int branches = 52;
constexpr int people_a_branch = 25;

/// Invented names out of common parts: nobody in particular.
constexpr const char* surnames[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴",
                                    "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗",
                                    "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧"};
constexpr const char* given_names[] = {"梅",   "建国", "秀英", "志强", "丽华", "晓明", "海燕", "文博", "雪琴", "国栋",
                                       "春兰", "子轩", "桂芳", "立新", "玉珍", "浩然", "淑芬", "卫东", "思远", "红霞",
                                       "永康", "佳怡", "德胜", "小雨", "振华", "慧敏", "长江", "若曦", "学文", "凤英"};
constexpr const char* trades[] = {"软件", "电商", "物流", "直播", "游戏",   "支付", "教育",
                                  "出行", "医疗", "文旅", "安全", "云计算", "数据"};
constexpr const char* associations[] = {"网络社会组织", "软件行业", "电子商务", "数字文创", "互联网安全", "园区企业"};

/// Grows the organisation; one instance a founding.
class Founder
{
public:
    Founder(storage::Tx& tx, const Installation& installation, const std::string& platform, storage::Time now)
        : tx_{tx}, installation_{installation}, platform_{platform}, now_{now}
    {
    }

    OrganizationId organization(const std::string& code, const std::string& name, const std::string& level,
                                OrganizationId parent)
    {
        storage::Organization made;
        made.code = code;
        made.name = name;
        made.level = level;
        made.parent = parent;
        return storage::organizations::add(tx_, made);
    }

    storage::MemberId person(const std::string& name, OrganizationId home, const std::string& home_name,
                             const std::string& category, const std::string& role, bool bound, bool suggested,
                             OrganizationId host = {})
    {
        ++count_;
        storage::Member member;
        member.member_no = "D" + std::to_string(10'000 + count_);
        member.name = name;
        member.phone = "139" + std::to_string(10'000'000 + count_ * 7);
        member.category = category;
        member.home = home;
        member.host = host;
        member.id = storage::members::add(tx_, *installation_.vault, member, now_);
        if (role != "member")
            storage::members::appoint(tx_, member.id, home, role, 0);
        const std::string account = "oDemo" + member.member_no;
        if (bound)
            storage::bindings::bind(tx_, platform_, account, member.id, "seed", installation_.settings.consent_version,
                                    now_, now_);
        town.people.push_back(
            {account, name, member.member_no, home_name, role, category, member.phone, bound, suggested});
        return member.id;
    }

    std::string invented_name()
    {
        return std::string{surnames[dice_() % std::size(surnames)]} + given_names[dice_() % std::size(given_names)];
    }

    std::mt19937 dice_{20240501};
    Town town;

private:
    storage::Tx& tx_;
    const Installation& installation_;
    const std::string& platform_;
    storage::Time now_;
    int count_ = 0;
};

void call(storage::Tx& tx, const Installation& installation, OrganizationId org, storage::MemberId caller,
          storage::Time starts, const std::string& kind, const std::string& topic, storage::Time now, std::string* code)
{
    const auto& settings = installation.settings;
    storage::Meeting meeting;
    meeting.org = org;
    meeting.kind = kind;
    meeting.topic = topic;
    meeting.place = "302会议室";
    meeting.day = installation.zone->day(starts);
    meeting.starts_at = starts;
    meeting.ends_at = starts + settings.meeting_length;
    meeting.opens_at = starts - settings.check_in_opens;
    meeting.late_at = starts + settings.late_after;
    meeting.leave_until = starts - settings.leave_until;
    meeting.mode = "code";
    meeting.code = handlers::new_code(tx, meeting.opens_at, meeting.ends_at);
    meeting.secret = handlers::new_meeting_secret();
    meeting.scene = handlers::new_scene();
    meeting.called_by = caller;
    meeting.called_at = now;
    meeting.chair = caller;
    meeting.id = storage::meetings::call(tx, *installation.vault, meeting);
    handlers::set_meeting_timers(tx, meeting);
    if (code)
        *code = meeting.code;
}

} // namespace

Town found_demo_town(storage::Database& database, const Installation& installation, const std::string& platform,
                     storage::Time now)
{
    Town town;
    database.write_now([&](storage::Tx& tx) {
        Founder founder{tx, installation, platform, now};
        const auto committee = founder.organization("W", "网联行业党委", "committee", {});
        founder.person("郑敏", committee, "网联行业党委", "full", "admin", true, true);
        std::vector<OrganizationId> above;
        for (int i = 0; i < general_branches; ++i)
            above.push_back(founder.organization("W" + std::to_string(i + 1), std::string{associations[i]} + "党总支",
                                                 "general_branch", committee));

        OrganizationId first_branch;
        storage::MemberId first_secretary;
        for (int i = 0; i < branches; ++i) {
            const bool first = i == 0;
            const std::string name = first ? "星火支部"
                                           : std::string{trades[i % std::size(trades)]} + "第" +
                                                 std::to_string(i / static_cast<int>(std::size(trades)) + 1) + "支部";
            const auto branch =
                founder.organization("W" + std::to_string(i % general_branches + 1) + "-" + std::to_string(i + 1), name,
                                     "branch", above[static_cast<std::size_t>(i % general_branches)]);
            const auto secretary = founder.person(first ? "王建国" : founder.invented_name(), branch, name, "full",
                                                  "secretary", true, first);
            if (first) {
                first_branch = branch;
                first_secretary = secretary;
                founder.person("李梅", branch, name, "full", "member", true, true);
                founder.person("赵小雨", branch, name, "probationary", "member", true, true);
                founder.person("孙思远", branch, name, "full", "member", false, true);
            }
            for (int person = first ? 4 : 1; person < people_a_branch; ++person) {
                const auto roll = founder.dice_() % 20;
                const bool floating = !first && roll == 0;
                founder.person(founder.invented_name(), branch, name, roll == 1 ? "probationary" : "full", "member",
                               founder.dice_() % 10 != 0, false, floating ? first_branch : OrganizationId{});
            }
        }
        founder.person("吴海燕", above[0], "网络社会组织党总支", "full", "member", true, true, first_branch);
        call(tx, installation, first_branch, first_secretary, now + std::chrono::minutes{10}, "members_meeting",
             "学习与评议", now, &founder.town.open_meeting_code);
        call(tx, installation, first_branch, first_secretary, now + std::chrono::days{3}, "party_class", "网络安全专题",
             now, nullptr);
        town = std::move(founder.town);
    });
    // The suggested ones first, otherwise as founded. (std::stable_partition needs a header that libstdc++ 12
    // deprecates.)
    std::vector<TownPerson> sorted;
    for (const bool suggested : {true, false})
        std::copy_if(town.people.begin(), town.people.end(), std::back_inserter(sorted),
                     [&](const TownPerson& person) { return person.suggested == suggested; });
    town.people = std::move(sorted);
    return town;
}

} // namespace fingertip::bot::demo
