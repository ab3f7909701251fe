#include "bot/demo/founder.hpp"

#include "storage/people/bindings.hpp"
#include "storage/people/organizations.hpp"

#include <iterator>

namespace fingertip::bot::demo {

namespace {

constexpr unsigned days_a_year = 365;

/// Invented names out of common parts: nobody in particular.
constexpr const char* surnames[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴",
                                    "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗",
                                    "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧"};
constexpr const char* given_names[] = {"梅",   "建国", "秀英", "志强", "丽华", "晓明", "海燕", "文博", "雪琴", "国栋",
                                       "春兰", "子轩", "桂芳", "立新", "玉珍", "浩然", "淑芬", "卫东", "思远", "红霞",
                                       "永康", "佳怡", "德胜", "小雨", "振华", "慧敏", "长江", "若曦", "学文", "凤英"};

} // namespace

Home Founder::organization(const std::string& code, const std::string& name, const std::string& level,
                           storage::OrganizationId parent)
{
    storage::Organization made;
    made.code = code;
    made.name = name;
    made.level = level;
    made.parent = parent;
    return {storage::organizations::add(tx_, made), name};
}

storage::Member Founder::person(const Newcomer& newcomer)
{
    const auto number = people_.size() + 1;
    storage::Member member;
    member.member_no = "D" + std::to_string(10'000 + number);
    member.name = newcomer.name.empty() ? invented_name() : newcomer.name;
    member.phone = "139" + std::to_string(10'000'000 + number * 7);
    member.category = newcomer.category;
    member.home = newcomer.home.id;
    member.host = newcomer.host;
    const auto today = installation_.zone->day(now_);
    const bool probationary = newcomer.category == "probationary";
    member.joined_on = today - static_cast<std::int64_t>(probationary ? 30 + dice(300) : days_a_year * (2 + dice(30)));
    if (!probationary)
        member.confirmed_on = *member.joined_on + days_a_year;
    member.id = storage::members::add(tx_, *installation_.vault, member, now_);
    if (newcomer.role != "member")
        storage::members::appoint(tx_, member.id, newcomer.home.id, newcomer.role, 0);
    const std::string account = "oDemo" + member.member_no;
    if (newcomer.bound)
        storage::bindings::bind(tx_, platform_, account, member.id, "seed", installation_.settings.consent_version,
                                now_, now_);
    people_.push_back({account, member.name, member.member_no, newcomer.home.name, newcomer.role, newcomer.category,
                       member.phone, newcomer.follows, newcomer.suggested});
    return member;
}

std::string Founder::invented_name()
{
    const std::string surname = surnames[dice(std::size(surnames))];
    return surname + given_names[dice(std::size(given_names))];
}

unsigned Founder::dice(unsigned sides)
{
    // The usual 32-bit step; the upper bits are the better ones.
    dice_ = dice_ * 1'664'525u + 1'013'904'223u;
    return static_cast<unsigned>((static_cast<std::uint64_t>(dice_) * sides) >> 32);
}

} // namespace fingertip::bot::demo
