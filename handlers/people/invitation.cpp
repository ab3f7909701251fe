#include "handlers/people/invitation.hpp"

#include "handlers/people/find_organization.hpp"
#include "handlers/people/find_person.hpp"
#include "handlers/words/args.hpp"
#include "storage/audit.hpp"
#include "storage/people/bindings.hpp"
#include "storage/people/invitations.hpp"
#include "storage/people/organizations.hpp"

#include <algorithm>

namespace fingertip::handlers {

namespace invitations = storage::invitations;
namespace organizations = storage::organizations;

namespace {

constexpr std::string_view branch_word = "支部";
constexpr std::chrono::minutes menu_lives{10};

Reply invite_organization(Context& ctx, storage::OrganizationId org)
{
    const auto code = invitations::create(ctx.tx, ctx.around.vault, {{}, org, false}, ctx.speaker.member, ctx.now);
    storage::audit::note(ctx.tx, ctx.speaker.member, "organization_invited", org, org.value, "", ctx.now);
    return ctx.say(Text::invite_branch_done,
                   {{"organization", organizations::name(ctx.tx, org)}, {"code", invitations::grouped(code)}});
}

/// Where the speaker holds an office that may invite.
std::vector<storage::OrganizationId> own_organizations(Context& ctx)
{
    std::vector<storage::OrganizationId> found;
    for (const auto& office : ctx.offices())
        if (may(office.role, Capability::invite, Distance::own) &&
            std::find(found.begin(), found.end(), office.org) == found.end())
            found.push_back(office.org);
    return found;
}

Reply invite_branch(Context& ctx, const std::string& named)
{
    if (!named.empty()) {
        const auto org = find_organization(ctx, named, Capability::invite);
        return org ? invite_organization(ctx, *org) : ctx.say(Text::appoint_org_unknown, {{"organization", named}});
    }
    const auto own = own_organizations(ctx);
    if (own.size() == 1)
        return invite_organization(ctx, own.front());
    Reply reply = ctx.say(Text::invite_which);
    ctx.talk.menu.clear();
    ctx.talk.menu_until = ctx.now + menu_lives;
    for (const auto& org : own) {
        const auto found = organizations::find(ctx.tx, org).value_or(storage::Organization{});
        ctx.talk.menu.push_back("邀请 " + std::string{branch_word} + " " + found.code);
        reply.text +=
            "\n" + ctx.text(Text::invite_choice, {{"index", ctx.talk.menu.size()}, {"organization", found.name}});
    }
    return reply;
}

} // namespace

Reply invite(Context& ctx, const Args& args)
{
    const auto words = args.words();
    if (words.empty())
        return ctx.say(Text::invite_form);
    if (words.front() == branch_word || words.front() == "branch")
        return invite_branch(ctx, args.after(1).rest());
    if (const auto org = find_organization(ctx, args.rest(), Capability::invite))
        return invite_organization(ctx, *org);
    auto found = find_person(ctx, args.rest(), Capability::invite);
    if (auto* instead = std::get_if<Reply>(&found))
        return std::move(*instead);
    const auto& person = std::get<storage::Member>(found);
    if (storage::bindings::of_member_on(ctx.tx, person.id, ctx.incoming.platform))
        return ctx.say(Text::invite_person_bound, {{"name", person.name}});
    const auto code =
        invitations::create(ctx.tx, ctx.around.vault, {person.id, {}, false}, ctx.speaker.member, ctx.now);
    storage::audit::note(ctx.tx, ctx.speaker.member, "person_invited", person.home, person.id.value, "", ctx.now);
    return ctx.say(Text::invite_person_done, {{"name", person.name},
                                              {"organization", organizations::name(ctx.tx, person.home)},
                                              {"code", invitations::grouped(code)}});
}

} // namespace fingertip::handlers
