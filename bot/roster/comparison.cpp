#include "bot/roster/comparison.hpp"

#include "storage/people/roster_staging.hpp"

#include <algorithm>

namespace fingertip::bot::roster {

namespace {

namespace staging = storage::roster_staging;
namespace users = storage::platform_users;
using storage::MemberId;
using storage::roster::HeldRole;
using storage::roster::Person;

constexpr int people_a_read = 500; ///< a reading thread is back after about ten milliseconds
constexpr std::size_t most_numbers_told = 200;

/// The stored fields that the line leaves alone, put into the line's member, so that the rest can be compared.
storage::Member with_kept(const MemberLine& line, const storage::Member& stored, unsigned keep)
{
    auto member = line.member;
    member.id = stored.id;
    if (keep & staging::keep_phone)
        member.phone = stored.phone;
    if (keep & staging::keep_unit)
        member.unit = stored.unit;
    if (keep & staging::keep_joined)
        member.joined_on = stored.joined_on;
    if (keep & staging::keep_confirmed)
        member.confirmed_on = stored.confirmed_on;
    if (keep & staging::keep_exempt_until)
        member.due_exempt_until = stored.due_exempt_until;
    if (keep & staging::keep_exempt_reason)
        member.due_exempt_reason = stored.due_exempt_reason;
    if (keep & staging::keep_rights)
        member.rights_suspended = stored.rights_suspended;
    return member;
}

bool same_fields(const storage::Member& a, const storage::Member& b)
{
    return a.name == b.name && a.phone == b.phone && a.category == b.category && a.home == b.home && a.host == b.host &&
           a.unit == b.unit && a.joined_on == b.joined_on && a.confirmed_on == b.confirmed_on &&
           a.due_exempt_until == b.due_exempt_until && a.due_exempt_reason == b.due_exempt_reason &&
           a.rights_suspended == b.rights_suspended;
}

/// What a person's own wish keeps out of the books, as the columns to keep.
constexpr unsigned withdrawn = staging::keep_phone | staging::keep_unit | staging::keep_exempt_reason;

} // namespace

unsigned kept(const MembersFile& file, const MemberLine& line, const Match& match)
{
    return file.keep | (line.masked_phone ? staging::keep_phone : 0u) | (match.withdrew ? withdrawn : 0u);
}

std::string user_key(std::size_t kind, const std::string& id)
{
    return std::string{users::kinds[kind]} + ' ' + id;
}

namespace {

bool keeps_user(unsigned keep, std::size_t kind)
{
    return (keep & (staging::keep_users << kind)) != 0;
}

bool has(const std::vector<HeldRole>& roles, const HeldRole& role)
{
    return std::ranges::find(roles, role) != roles.end();
}

void match(const MembersFile& file, const MemberLine& line, const Person& person, Match& found)
{
    found.id = person.member.id;
    found.wrapped = person.wrapped;
    found.erased = person.erased;
    if (person.erased)
        return;
    found.withdrew = person.withdrew;
    for (std::size_t kind = 0; kind < users::kinds.size(); ++kind)
        if (!keeps_user(file.keep, kind) && line.users[kind] != person.users[kind])
            found.changed_users |= 1u << kind;
    // A file without the column of further roles says nothing about roles held elsewhere.
    if (!file.has_more_roles)
        for (const auto& role : person.roles)
            if (role.imported && role.org != person.member.home && role.org != line.member.home)
                found.kept_roles.push_back(role);
    const bool all_held =
        std::ranges::all_of(line.roles, [&](const HeldRole& role) { return has(person.roles, role); });
    const bool none_to_end = std::ranges::none_of(person.roles, [&](const HeldRole& role) {
        return role.imported && !has(line.roles, role) && !has(found.kept_roles, role);
    });
    found.transfer = person.member.home != line.member.home;
    found.same = all_held && none_to_end && found.changed_users == 0 &&
                 same_fields(with_kept(line, person.member, kept(file, line, found)), person.member);
}

} // namespace

void Numbers::add(const std::string& number)
{
    if (++count <= most_numbers_told)
        told += (told.empty() ? "" : ", ") + number;
}

std::string Numbers::say() const
{
    return std::to_string(count) + " (" + told + (count > most_numbers_told ? ", …" : "") + ")";
}

Comparison compare(Books& books, const MembersFile& file)
{
    std::unordered_map<std::string_view, std::size_t> by_number;
    for (std::size_t i = 0; i < file.lines.size(); ++i)
        by_number.emplace(file.lines[i].member.member_no, i);
    Comparison result;
    result.matches.resize(file.lines.size());
    for (MemberId after;;) {
        std::vector<Person> page;
        books.database.read_now([&](storage::ReadTx& tx) {
            page = storage::roster::people(tx, *books.installation.vault, after, "/", people_a_read);
        });
        for (const auto& person : page) {
            const auto at = by_number.find(person.member.member_no);
            if (at != by_number.end())
                match(file, file.lines[at->second], person, result.matches[at->second]);
            else if (!person.erased)
                result.absent.add(person.member.member_no);
            for (std::size_t kind = 0; kind < users::kinds.size(); ++kind)
                if (!person.users[kind].empty() && (at == by_number.end() || keeps_user(file.keep, kind)))
                    result.users_elsewhere.emplace(user_key(kind, person.users[kind]), person.member.member_no);
        }
        if (page.size() < people_a_read)
            break;
        after = page.back().member.id;
    }
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        const auto& line = file.lines[i];
        auto& match = result.matches[i];
        if (match.erased) {
            result.erased.add(line.member.member_no);
            continue;
        }
        if (match.withdrew)
            result.withdrew.add(line.member.member_no);
        for (std::size_t kind = 0; !match.id && kind < users::kinds.size(); ++kind)
            if (!line.users[kind].empty())
                match.changed_users |= 1u << kind;
        ++(!match.id ? result.added : match.same ? result.same : result.changed);
        result.transferred += match.transfer;
    }
    return result;
}

} // namespace fingertip::bot::roster
