#include "bot/registers/register.hpp"
#include "handlers/words/phone.hpp"
#include "storage/people/organizations.hpp"
#include "storage/people/roster.hpp"

#include <algorithm>
#include <unordered_map>

namespace fingertip::bot::registers {

namespace {

namespace stored = storage::registers;
using storage::roster::HeldRole;
using storage::roster::Person;
using Codes = std::unordered_map<std::int64_t, std::string>;

constexpr int most_organizations = 200'000;

/// The role that stands for a person in the home organisation: the one with most to say.
std::string main_role(const Person& person)
{
    for (const char* role :
         {"secretary", "deputy_secretary", "committee_member", "group_leader", "admin", "instructor", "party_worker"})
        if (std::ranges::find(person.roles, HeldRole{person.member.home, role, false}) != person.roles.end())
            return role;
    return "member";
}

std::string more_roles(const Person& person, const std::string& main, const Codes& codes)
{
    std::string list;
    for (const auto& held : person.roles)
        if (held.role != "member" && !(held.org == person.member.home && held.role == main))
            list += (list.empty() ? "" : ";") + codes.at(held.org.value) + ':' + held.role;
    return list;
}

void write_members(const Export& to)
{
    const auto& vault = *to.books.installation.vault;
    Codes codes;
    to.books.database.read_now([&](storage::ReadTx& tx) {
        for (auto& organization : storage::organizations::subtree(tx, "/", most_organizations))
            codes.emplace(organization.id.value, std::move(organization.code));
    });
    const auto code = [&](storage::OrganizationId org) { return org ? text(codes.at(org.value)) : Cell{}; };
    for (storage::MemberId after;;) {
        std::vector<Person> page;
        to.books.database.read_now(
            [&](storage::ReadTx& tx) { page = storage::roster::people(tx, vault, after, to.scope.path, rows_a_read); });
        for (const auto& person : page) {
            const auto& member = person.member;
            if (person.erased)
                continue;
            const auto role = main_role(person);
            const auto user = [&](std::size_t kind) {
                return person.users[kind].empty() ? Cell{} : text(person.users[kind]);
            };
            std::string bound;
            for (const auto& platform : person.platforms)
                bound += (bound.empty() ? "" : ";") + platform;
            to.out.row({text(member.member_no), text(member.name),
                        member.phone.empty() ? Cell{} : text(handlers::mask_phone(member.phone)), text(member.category),
                        code(member.home), code(member.host), text(member.unit), text(role),
                        text(more_roles(person, role, codes)), day(member.joined_on), day(member.confirmed_on),
                        day(member.due_exempt_until), text(member.due_exempt_reason),
                        std::string{member.rights_suspended ? "yes" : "no"}, user(0), user(1), user(2), text(bound)});
        }
        if (page.size() < static_cast<std::size_t>(rows_a_read))
            return;
        after = page.back().member.id;
    }
}

void write_bindings(const Export& to)
{
    const auto& vault = *to.books.installation.vault;
    for_each_row(
        to.books,
        [&](storage::ReadTx& tx, stored::Place after) {
            return stored::bindings(tx, vault, to.scope, after, rows_a_read);
        },
        [&](const stored::BindingRow& row) {
            to.out.row({text(row.platform), text(row.member_no), text(row.name), text(row.home_org), text(row.via),
                        time(to, row.bound_at), number(row.consent_version), time(to, row.consent_at), row.reachable});
        });
}

void write_audit(const Export& to)
{
    for_each_row(
        to.books,
        [&](storage::ReadTx& tx, stored::Place after) { return stored::audit(tx, to.scope, after, rows_a_read); },
        [&](const stored::AuditRow& row) {
            to.out.row({number(row.place.first), time(to, row.at), text(row.actor), text(row.act), text(row.org),
                        row.subject ? number(row.subject) : Cell{}, text(row.detail)});
        });
}

} // namespace

std::vector<Register> people_registers()
{
    return {
        {"members",
         true,
         {"member_no", "name", "phone", "category", "home_org", "host_org", "unit", "role", "more_roles", "joined_on",
          "confirmed_on", "due_exempt_until", "due_exempt_reason", "rights_suspended", "wecom_user_id",
          "dingtalk_user_id", "feishu_user_id", "bound"},
         &write_members},
        {"bindings",
         true,
         {"platform", "member_no", "name", "home_org", "via", "bound_at", "consent_version", "consent_at", "reachable"},
         &write_bindings},
        {"audit", false, {"entry_id", "at", "actor", "act", "org", "subject", "detail"}, &write_audit},
    };
}

} // namespace fingertip::bot::registers
