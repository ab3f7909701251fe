#include "bot/roster/members_file.hpp"

#include "bot/roster/words.hpp"
#include "bot/tables/columns.hpp"
#include "bot/tables/csv.hpp"
#include "handlers/words/phone.hpp"
#include "storage/people/roster_staging.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace fingertip::bot::roster {

namespace {

enum ColumnOf : std::size_t
{
    member_no,
    name,
    phone,
    category,
    home_org,
    host_org,
    unit,
    role,
    more_roles,
    joined_on,
    confirmed_on,
    due_exempt_until,
    due_exempt_reason,
    rights_suspended,
    wecom_user_id,
    dingtalk_user_id,
    feishu_user_id,
    bound,
    column_count
};
constexpr std::array<tables::Column, column_count> columns{{
    {"member_no", "编号", true},
    {"name", "姓名", true},
    {"phone", "手机号", true},
    {"category", "类别", true},
    {"home_org", "所在组织", true},
    {"host_org", "流入组织", true},
    {"unit", "单位", false},
    {"role", "职务", true},
    {"more_roles", "兼任", false},
    {"joined_on", "入党日期", false},
    {"confirmed_on", "转正日期", false},
    {"due_exempt_until", "免到截止", false},
    {"due_exempt_reason", "免到原因", false},
    {"rights_suspended", "暂停权利", false},
    {"wecom_user_id", "企业微信账号", false},
    {"dingtalk_user_id", "钉钉账号", false},
    {"feishu_user_id", "飞书账号", false},
    {"bound", "已绑定", false}, // an export says so; an import cannot bind anybody
}};

constexpr std::size_t most_number_bytes = 40;
constexpr std::size_t most_name_bytes = 120;
constexpr std::size_t most_text_bytes = 1000;
constexpr std::size_t most_user_bytes = 128;
constexpr std::array user_columns{wecom_user_id, dingtalk_user_id, feishu_user_id}; // as storage::platform_users::kinds

using storage::roster::HeldRole;

/// Reads one line after the other, complaining as it goes.
class LineReader
{
public:
    LineReader(const tables::Table& table, const tables::ColumnMap& map, const OrganizationCodes& codes,
               Complaints& complaints)
        : table_{table}, map_{map}, codes_{codes}, complaints_{complaints}
    {
    }

    MemberLine read(const tables::Line& row)
    {
        row_ = &row;
        MemberLine line;
        line.line = row.number;
        auto& member = line.member;
        member.member_no = number();
        member.name = text(name, most_name_bytes);
        if (member.name.empty())
            complain(name, "there is no name");
        read_phone(line);
        if (const auto found = category_from(cell(category)))
            member.category = *found;
        else
            complain(category, "'" + cell(category) + "' is no category (" + categories() + ")");
        if (cell(home_org).empty())
            complain(home_org, "there is no organisation");
        else
            member.home = organization(home_org, cell(home_org));
        if (!cell(host_org).empty())
            member.host = organization(host_org, cell(host_org));
        if (member.host && member.host == member.home)
            complain(host_org, "the host organisation is the home organisation; leave it empty");
        member.unit = text(unit, most_text_bytes);
        member.joined_on = day(joined_on);
        member.confirmed_on = day(confirmed_on);
        if (member.joined_on && member.confirmed_on && *member.confirmed_on < *member.joined_on)
            complain(confirmed_on, "the day of confirmation is before the day of joining");
        member.due_exempt_until = day(due_exempt_until);
        member.due_exempt_reason = text(due_exempt_reason, most_text_bytes);
        if (const auto yes = yes_from(cell(rights_suspended)))
            member.rights_suspended = *yes;
        else
            complain(rights_suspended, "'" + cell(rights_suspended) + "' is neither yes 是 nor no 否");
        read_roles(line);
        for (std::size_t kind = 0; kind < user_columns.size(); ++kind)
            line.users[kind] = user(user_columns[kind]);
        return line;
    }

private:
    const std::string& cell(ColumnOf column) const { return map_.cell(*row_, column); }
    void complain(ColumnOf column, std::string reason)
    {
        complaints_.add(row_->number, std::string{columns[column].english}, std::move(reason));
    }

    std::string text(ColumnOf column, std::size_t most)
    {
        const auto& found = cell(column);
        if (found.size() > most)
            complain(column, "the text is too long (" + std::to_string(most) + " bytes at most)");
        return found;
    }

    std::string number()
    {
        const auto& no = cell(member_no);
        if (no.empty() || no.size() > most_number_bytes)
            complain(member_no, no.empty() ? "there is no number" : "the number is too long");
        else if (no.find_first_of(" \t\r\n") != std::string::npos)
            complain(member_no, "'" + no + "' has a blank inside");
        else if (const auto [at, fresh] = first_lines_.emplace(no, row_->number); !fresh)
            complain(member_no, "the number " + no + " is on line " + std::to_string(at->second) + " already");
        return no;
    }

    std::string user(ColumnOf column)
    {
        auto id = text(column, most_user_bytes);
        if (id.empty())
            return id;
        const auto [at, fresh] = first_users_.emplace(std::string{columns[column].english} + ' ' + id, row_->number);
        if (!fresh)
            complain(column, "the account " + id + " is on line " + std::to_string(at->second) + " already");
        return id;
    }

    void read_phone(MemberLine& line)
    {
        const auto& written = cell(phone);
        if (written.empty())
            return;
        if (is_masked_phone(written)) {
            line.masked_phone = true;
            return;
        }
        if (const auto parsed = handlers::parse_phone(written))
            line.member.phone = *parsed;
        else
            complain(phone, "'" + written + "' is no mobile number of eleven digits");
    }

    storage::OrganizationId organization(ColumnOf column, const std::string& code)
    {
        const auto found = codes_.find(code);
        if (found != codes_.end())
            return found->second;
        complain(column, "there is no organisation " + code + "; import the organisations first");
        return {};
    }

    std::optional<std::int64_t> day(ColumnOf column)
    {
        const auto& written = cell(column);
        if (written.empty())
            return std::nullopt;
        const auto found = day_from(written, table_.counts_from_1904);
        if (!found)
            complain(column, "'" + written + "' is no day (write 2020-07-01)");
        return found;
    }

    void read_roles(MemberLine& line)
    {
        if (!cell(role).empty())
            add_role(line, role, line.member.home, cell(role));
        std::string_view rest = cell(more_roles);
        while (!rest.empty()) {
            const auto end = std::min({rest.find(';'), rest.find("；"), rest.size()});
            const auto part = tables::without_blanks(rest.substr(0, end));
            rest.remove_prefix(end);
            rest.remove_prefix(rest.starts_with("；") ? 3 : rest.empty() ? 0 : 1);
            if (part.empty())
                continue;
            auto colon = part.find(':');
            std::size_t width = 1;
            if (colon == std::string_view::npos) {
                colon = part.find("：");
                width = 3;
            }
            if (colon == std::string_view::npos) {
                complain(more_roles, "'" + std::string{part} + "' is not of the form organisation:role");
                continue;
            }
            const std::string code{tables::without_blanks(part.substr(0, colon))};
            if (const auto org = organization(more_roles, code))
                add_role(line, more_roles, org, tables::without_blanks(part.substr(colon + width)));
        }
    }

    void add_role(MemberLine& line, ColumnOf column, storage::OrganizationId org, std::string_view written)
    {
        const auto found = role_from(written);
        if (!found)
            return complain(column, "'" + std::string{written} + "' is no role (" + roles() + ")");
        const HeldRole held{org, *found, true};
        if (*found != "member" && std::ranges::find(line.roles, held) == line.roles.end())
            line.roles.push_back(held);
    }

    const tables::Table& table_;
    const tables::ColumnMap& map_;
    const OrganizationCodes& codes_;
    Complaints& complaints_;
    const tables::Line* row_ = nullptr;
    std::unordered_map<std::string, int> first_lines_;
    std::unordered_map<std::string, int> first_users_;
};

/// The columns that the file does not have stay as they are in the books.
unsigned kept(const tables::ColumnMap& map)
{
    namespace staging = storage::roster_staging;
    unsigned keep = 0;
    const auto if_absent = [&](ColumnOf column, unsigned bit) { keep |= map.has(column) ? 0u : bit; };
    if_absent(unit, staging::keep_unit);
    if_absent(joined_on, staging::keep_joined);
    if_absent(confirmed_on, staging::keep_confirmed);
    if_absent(due_exempt_until, staging::keep_exempt_until);
    if_absent(due_exempt_reason, staging::keep_exempt_reason);
    if_absent(rights_suspended, staging::keep_rights);
    for (std::size_t kind = 0; kind < user_columns.size(); ++kind)
        if_absent(user_columns[kind], staging::keep_users << kind);
    return keep;
}

} // namespace

MembersFile read_members(const tables::Table& table, const OrganizationCodes& codes, Complaints& complaints)
{
    MembersFile file;
    const auto map = tables::map_columns(table.header, columns);
    for (const auto& missing : map.missing)
        complaints.add(table.header.number, missing, "the file has no such column");
    for (const auto& twice : map.twice)
        complaints.add(table.header.number, twice, "the column is there twice");
    if (table.lines.empty())
        complaints.add(0, "", "the file has a header and nothing below it");
    if (!complaints.empty())
        return file;
    for (const auto& unknown : map.unknown)
        file.remarks.push_back("the column '" + unknown + "' is not known and was not read");
    file.keep = kept(map);
    file.has_more_roles = map.has(more_roles);
    LineReader reader{table, map, codes, complaints};
    file.lines.reserve(table.lines.size());
    for (const auto& row : table.lines)
        file.lines.push_back(reader.read(row));
    return file;
}

} // namespace fingertip::bot::roster
