#include "bot/demo/town.hpp"

#include "bot/demo/founder.hpp"
#include "bot/demo/town_meetings.hpp"
#include "handlers/meetings/meeting_code.hpp"
#include "storage/points.hpp"

#include <algorithm>
#include <iterator>

namespace fingertip::bot::demo {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using storage::Member;
using storage::OrganizationId;

constexpr int branches = 52;
constexpr int people_a_branch = 25;
constexpr int groups_a_branch = 2;
/// Every so many branches have groups.
constexpr int branches_with_groups = 4;

constexpr const char* trades[] = {"软件", "电商", "物流", "直播", "游戏",   "支付", "教育",
                                  "出行", "医疗", "文旅", "安全", "云计算", "数据"};
constexpr const char* associations[] = {"网络社会组织", "软件行业", "电子商务", "数字文创", "互联网安全", "园区企业"};
constexpr const char* ordinals[] = {"一", "二", "三", "四"};
static_assert(groups_a_branch <= static_cast<int>(std::size(ordinals)));

/// A branch with everybody in it.
struct Branch
{
    Home home;
    Member secretary;
    std::vector<Member> members; ///< the secretary too, and those of other branches who take part here
};

std::string branch_name(int number)
{
    if (number == 0)
        return "星火支部";
    const int trade = number % static_cast<int>(std::size(trades));
    const int ordinal = number / static_cast<int>(std::size(trades)) + 1;
    return std::string{trades[trade]} + "第" + std::to_string(ordinal) + "支部";
}

/// The people by whom the story is told: they live in the first branch itself.
void settle_the_known(Founder& founder, Branch& branch)
{
    branch.members.push_back(founder.person({.name = "李梅", .home = branch.home, .suggested = true}));
    branch.members.push_back(
        founder.person({.name = "赵小雨", .home = branch.home, .category = "probationary", .suggested = true}));
    branch.members.push_back(
        founder.person({.name = "孙思远", .home = branch.home, .bound = false, .follows = false, .suggested = true}));
}

/// Some of its people take part in the life of `host` (null: of none).
Branch found_branch(Founder& founder, int number, const std::string& code, OrganizationId above, Branch* host)
{
    const bool first = number == 0;
    Branch branch;
    branch.home = founder.organization(code, branch_name(number), "branch", above);
    branch.secretary =
        founder.person({.name = first ? "王建国" : "", .home = branch.home, .role = "secretary", .suggested = first});
    branch.members.push_back(branch.secretary);
    if (first)
        settle_the_known(founder, branch);
    std::vector<Home> homes{branch.home};
    if (number % branches_with_groups == 0) {
        homes.clear();
        for (int group = 0; group < groups_a_branch; ++group)
            homes.push_back(founder.organization(code + "-" + std::to_string(group + 1),
                                                 branch.home.name + "第" + ordinals[group] + "党小组", "group",
                                                 branch.home.id));
        for (std::size_t group = 0; group < homes.size(); ++group)
            branch.members.push_back(founder.person({.name = first && group == 0 ? "何立新" : "",
                                                     .home = homes[group],
                                                     .role = "group_leader",
                                                     .suggested = first && group == 0}));
    }
    while (branch.members.size() < people_a_branch) {
        const auto roll = founder.dice(20);
        const bool floating = host && roll == 0;
        const bool bound = founder.dice(10) != 0;
        branch.members.push_back(founder.person({.name = "",
                                                 .home = homes[branch.members.size() % homes.size()],
                                                 .category = roll == 1 ? "probationary" : "full",
                                                 .host = floating ? host->home.id : OrganizationId{},
                                                 .bound = bound,
                                                 .follows = bound || founder.dice(2) == 0}));
        if (floating)
            host->members.push_back(branch.members.back());
    }
    return branch;
}

/// The last weeks: everybody met a month ago, the first branch more often; some did more than meet.
void remember(storage::Tx& tx, const Installation& installation, Founder& founder, const std::vector<Branch>& all,
              storage::Time now)
{
    const auto& zone = *installation.zone;
    const auto afternoon = [&](int days_ago) { return zone.at(zone.day(now) - days_ago, hours{15}); };
    const auto& first = all.front();
    for (const auto& branch : all)
        hold_meeting(tx, installation,
                     {branch.home.id, branch.secretary.id, "members_meeting", "季度工作小结", afternoon(31)},
                     branch.members, founder);
    hold_meeting(tx, installation, {first.home.id, first.secretary.id, "theme_day", "走访结对社区", afternoon(17)},
                 first.members, founder);
    hold_meeting(tx, installation, {first.home.id, first.secretary.id, "party_class", "网络文明公开课", afternoon(10)},
                 first.members, founder);

    constexpr const char* matters[] = {"帮扶社区老人", "讲了一堂微党课", "参加抗洪值守", "整理支部台账"};
    for (std::size_t i = 0; i < std::size(matters); ++i) {
        const auto& member = first.members[1 + 3 * i]; // 李梅 first
        const auto at = afternoon(25 - 5 * static_cast<int>(i));
        storage::points::note(tx, *installation.vault, member.id, 2 + static_cast<std::int64_t>(i % 2), matters[i],
                              first.secretary.id, zone.period(zone.day(at)), at);
    }
}

/// The suggested ones first, otherwise as founded. (std::stable_partition needs a header that libstdc++ 12 deprecates.)
std::vector<TownPerson> suggested_first(const std::vector<TownPerson>& people)
{
    std::vector<TownPerson> sorted;
    for (const bool suggested : {true, false})
        std::copy_if(people.begin(), people.end(), std::back_inserter(sorted),
                     [&](const TownPerson& person) { return person.suggested == suggested; });
    return sorted;
}

} // namespace

Town found_demo_town(storage::Database& database, const Installation& installation, const std::string& platform,
                     storage::Time now)
{
    Town town;
    database.write_now([&](storage::Tx& tx) {
        Founder founder{tx, installation, platform, now};
        const auto committee = founder.organization("W", "网联行业党委", "committee", {});
        founder.person({.name = "郑敏", .home = committee, .role = "admin", .suggested = true});
        std::vector<Home> above;
        for (const auto* association : associations)
            above.push_back(founder.organization("W" + std::to_string(above.size() + 1),
                                                 std::string{association} + "党总支", "general_branch", committee.id));
        std::vector<Branch> all;
        for (int number = 0; number < branches; ++number) {
            const auto general = static_cast<std::size_t>(number) % above.size();
            all.push_back(found_branch(founder, number,
                                       "W" + std::to_string(general + 1) + "-" + std::to_string(number + 1),
                                       above[general].id, all.empty() ? nullptr : &all.back()));
        }
        auto& first = all.front();
        first.members.push_back(
            founder.person({.name = "吴海燕", .home = above.front(), .host = first.home.id, .suggested = true}));

        remember(tx, installation, founder, all, now);
        const auto open =
            call_meeting(tx, installation,
                         {first.home.id, first.secretary.id, "members_meeting", "学习与评议", now + minutes{10}}, now);
        call_meeting(tx, installation,
                     {first.home.id, first.secretary.id, "party_class", "网络安全专题",
                      installation.zone->at(installation.zone->day(now) + 3, hours{15})},
                     now);
        town = {suggested_first(founder.people()), open.code,
                handlers::page_token(*installation.vault, open.id, open.ends_at)};
    });
    return town;
}

} // namespace fingertip::bot::demo
