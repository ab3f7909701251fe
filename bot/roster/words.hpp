#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fingertip::bot::roster {

// What cells of a roster mean, in Chinese or English. Empty: none of the words that are known.

/// committee 党委, general_branch 党总支, branch 党支部, group 党小组.
std::optional<std::string> level_from(std::string_view text);
/// leading_firm 龙头企业+, association 行业协会+, area 区域+.
std::optional<std::string> model_from(std::string_view text);
/// full 正式党员, probationary 预备党员, development_target 发展对象, activist 入党积极分子, applicant 入党申请人,
/// masses 群众.
std::optional<std::string> category_from(std::string_view text);
/// member 党员, group_leader 党小组长, committee_member 支委委员, deputy_secretary 副书记, secretary 书记, instructor
/// 党建指导员, party_worker 党务工作者, admin 管理员.
std::optional<std::string> role_from(std::string_view text);
/// yes 是, no 否; nothing written means no.
std::optional<bool> yes_from(std::string_view text);

/// A day in one of the forms that people and spreadsheets use: 2020-07-01, 2020/7/1, 2020.7.1, 20200701, 2020年7月1日,
/// each with or without a time behind it, or a workbook's day number. Days since 1970; from 1900 to 2199.
std::optional<std::int64_t> day_from(std::string_view text, bool counts_from_1904);

/// "138****5678": a phone as exports show it.
bool is_masked_phone(std::string_view text);

/// All the words of a kind, for the sentence that says what may stand there.
std::string levels();
std::string models();
std::string categories();
std::string roles();

} // namespace fingertip::bot::roster
