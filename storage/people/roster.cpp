#include "storage/people/roster.hpp"

#include <algorithm>

namespace fingertip::storage::roster {

namespace {

constexpr Sql list_people{"roster.people", R"sql(
    SELECT m.id, m.member_no, m.name, m.phone, m.category, m.home_org, m.host_org, m.unit, m.joined_on, m.confirmed_on,
        m.due_exempt_until, m.due_exempt_reason, m.rights_suspended, k.wrapped, m.erased_at,
        (SELECT group_concat(platform, ' ') FROM bindings b WHERE b.member_id = m.id), m.withdrew_at
    FROM members m LEFT JOIN person_keys k ON k.member_id = m.id
    WHERE m.id > $1 AND ($2 = '/' OR EXISTS (
        SELECT 1 FROM organizations o WHERE o.id IN (m.home_org, m.host_org) AND o.path >= $2 AND o.path < $2 || '~'))
    ORDER BY m.id LIMIT $3
)sql"};
constexpr Sql list_roles{"roster.roles", R"sql(
    SELECT member_id, org_id, role, imported FROM assignments
    WHERE member_id >= $1 AND member_id <= $2 AND until_on IS NULL ORDER BY member_id, id
)sql"};

std::vector<std::string> words(std::string_view text)
{
    std::vector<std::string> found;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        found.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return found;
}

Person read(const Rows& rows, const Vault& vault)
{
    Person person;
    auto& member = person.member;
    member.id = MemberId{rows.integer(0)};
    member.member_no = rows.text(1);
    person.wrapped = rows.text(13);
    person.erased = !rows.is_null(14) || person.wrapped.empty();
    member.category = rows.text(4);
    member.home = OrganizationId{rows.integer(5)};
    member.host = OrganizationId{rows.integer(6)};
    member.joined_on = rows.maybe_integer(8);
    member.confirmed_on = rows.maybe_integer(9);
    member.due_exempt_until = rows.maybe_integer(10);
    member.rights_suspended = rows.boolean(12);
    person.platforms = words(rows.view(15));
    person.withdrew = !rows.is_null(16) && person.platforms.empty();
    const auto sealer = person.wrapped.empty() ? std::nullopt : vault.person(member.id, person.wrapped);
    if (!sealer)
        return person;
    const auto open = [&](const char* column, int index) {
        return rows.is_null(index) ? "" : sealer->open({column, member.id.value}, rows.view(index)).value_or("");
    };
    member.name = open("members.name", 2);
    member.phone = open("members.phone", 3);
    member.unit = open("members.unit", 7);
    member.due_exempt_reason = open("members.due_exempt_reason", 11);
    return person;
}

} // namespace

std::vector<Person> people(ReadTx& tx, const Vault& vault, MemberId after, std::string_view path, int most)
{
    std::vector<Person> found;
    {
        auto rows = tx.query(list_people, {after.value, path, most});
        while (rows.next())
            found.push_back(read(rows, vault));
    }
    if (found.empty())
        return found;
    auto rows = tx.query(list_roles, {found.front().member.id.value, found.back().member.id.value});
    auto person = found.begin();
    while (rows.next()) {
        const MemberId member{rows.integer(0)};
        while (person != found.end() && person->member.id < member)
            ++person;
        if (person != found.end() && person->member.id == member)
            person->roles.push_back({OrganizationId{rows.integer(1)}, rows.text(2), rows.boolean(3)});
    }
    auto at = found.begin();
    platform_users::each(tx, found.front().member.id, found.back().member.id,
                         [&](MemberId member, std::size_t kind, std::string_view sealed) {
                             while (at != found.end() && at->member.id < member)
                                 ++at;
                             if (at == found.end() || at->member.id != member)
                                 return;
                             if (const auto sealer = vault.person(member, at->wrapped))
                                 at->users[kind] = platform_users::open(*sealer, member, kind, sealed);
                         });
    return found;
}

} // namespace fingertip::storage::roster
