#include "bot/operations/book_operations.hpp"
#include "storage/audit.hpp"
#include "storage/json.hpp"
#include "storage/people/invitations.hpp"
#include "storage/people/members.hpp"
#include "storage/people/organizations.hpp"
#include "storage/people/roster.hpp"

#include <algorithm>
#include <stdexcept>

namespace fingertip::bot {

namespace {

using storage::Invited;
using storage::Member;
using storage::Organization;

/// Said to the person at the terminal.
struct Refused : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

Member member_of(storage::Tx& tx, const storage::Vault& vault, const std::string& number)
{
    const auto member = storage::members::find_by_number(tx, vault, number);
    if (!member)
        throw Refused{"there is no member " + number + "; fingertip export members lists them"};
    return *member;
}

/// The root of the tree; made under the name that the operator gave when there is none yet.
storage::OrganizationId root(storage::Tx& tx, const BookRequest& request)
{
    const auto top = storage::organizations::subtree(tx, "/", 1);
    if (!top.empty())
        return top.front().id;
    Organization organization;
    organization.code = first_root_code;
    organization.name = request.option("organization");
    organization.level = "committee";
    return storage::organizations::add(tx, organization);
}

/// Whoever was made for `init` before, or is made now that the books are empty.
Member first_administrator(storage::Tx& tx, const storage::Vault& vault, const BookRequest& request, storage::Time now)
{
    if (auto known = storage::members::find_by_number(tx, vault, first_administrator_no))
        return *known;
    if (!storage::roster::people(tx, vault, {}, "/", 1).empty())
        throw Refused{"the roster has people already: say who is to be administrator with --member NO --first-admin"};
    Member member;
    member.member_no = first_administrator_no;
    member.name = request.option("name");
    member.category = "masses";
    member.home = root(tx, request);
    member.id = storage::members::add(tx, vault, member, now);
    return member;
}

const char* act_of(const Invited& invited)
{
    return invited.org ? "organization_invited" : invited.first_admin ? "administrator_invited" : "person_invited";
}

} // namespace

BookAnswer invite(Books& books, const BookRequest& request)
try {
    const auto& vault = *books.installation.vault;
    const auto now = books.clock();
    const bool first_admin = request.option("first-admin") == "yes";
    const auto member_no = request.option("member");
    const auto org_code = request.option("org");
    std::string code;
    std::string whom;
    books.database.write_now([&](storage::Tx& tx) {
        Invited invited;
        invited.first_admin = first_admin;
        storage::OrganizationId org;
        if (!org_code.empty()) {
            const auto found = storage::organizations::find_by_code(tx, org_code);
            if (!found)
                throw Refused{"there is no organisation " + org_code};
            org = invited.org = found->id;
            whom = "whoever of " + found->name + " (" + found->code + ") says who they are";
        } else {
            const auto member =
                member_no.empty() ? first_administrator(tx, vault, request, now) : member_of(tx, vault, member_no);
            invited.member = member.id;
            org = member.home;
            whom = member.name + " (" + member.member_no + "), once";
        }
        code = storage::invitations::create(tx, vault, invited, {}, now);
        storage::audit::note(tx, {}, act_of(invited), org, invited.member ? invited.member.value : org.value, "", now);
    });
    storage::JsonWriter out;
    out.object()
        .field("code", storage::invitations::grouped(code))
        .field("scene", storage::invitations::scene(code))
        .field("whom", whom)
        .field("expires", books.installation.zone->rfc3339(now + storage::invitations::valid_for))
        .end();
    return {0, out.take(), {}};
} catch (const Refused& refused) {
    return {1, {}, refused.what() + std::string{"\n"}};
}

} // namespace fingertip::bot
