#include "handlers/people/appointment.hpp"

#include "handlers/mail.hpp"
#include "handlers/people/find_organization.hpp"
#include "handlers/people/find_person.hpp"
#include "handlers/people/people_words.hpp"
#include "handlers/words/args.hpp"
#include "handlers/words/confirming.hpp"
#include "storage/audit.hpp"
#include "storage/people/members.hpp"
#include "storage/people/offices.hpp"
#include "storage/people/organizations.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace fingertip::handlers {

namespace members = storage::members;
namespace organizations = storage::organizations;

using storage::Member;
using storage::OrganizationId;

namespace {

constexpr std::array<std::pair<std::string_view, Role>, 22> role_words{{
    {"书记", Role::secretary},
    {"支部书记", Role::secretary},
    {"党支部书记", Role::secretary},
    {"secretary", Role::secretary},
    {"副书记", Role::deputy_secretary},
    {"支部副书记", Role::deputy_secretary},
    {"deputy", Role::deputy_secretary},
    {"委员", Role::committee_member},
    {"支委", Role::committee_member},
    {"支部委员", Role::committee_member},
    {"committee", Role::committee_member},
    {"组长", Role::group_leader},
    {"小组长", Role::group_leader},
    {"党小组长", Role::group_leader},
    {"党小组组长", Role::group_leader},
    {"leader", Role::group_leader},
    {"指导员", Role::instructor},
    {"党建指导员", Role::instructor},
    {"instructor", Role::instructor},
    {"党务工作者", Role::party_worker},
    {"管理员", Role::admin},
    {"admin", Role::admin},
}};

std::optional<Role> role_called(std::string_view word)
{
    const auto folded = normalise(word).folded;
    for (const auto& [text, role] : role_words)
        if (text == folded)
            return role;
    return std::nullopt;
}

bool holds(Context& ctx, storage::MemberId member, OrganizationId org, Role role)
{
    const auto held = storage::offices::of(ctx.tx, member, ctx.around.zone.day(ctx.now));
    return std::any_of(held.begin(), held.end(),
                       [&](const auto& office) { return office.org == org && office.role == name(role); });
}

/// Whether nobody would be left to administer the whole.
bool is_last_admin(Context& ctx, storage::MemberId member, OrganizationId org)
{
    const auto holders = storage::offices::holders(ctx.tx, org, R"(["admin"])", ctx.around.zone.day(ctx.now));
    const auto found = organizations::find(ctx.tx, org);
    return found && !found->parent && holders.size() == 1 && holders.front() == member;
}

Reply preview(Context& ctx, const Args& args, bool ends)
{
    const auto words = args.words();
    const auto role = words.size() < 2 ? std::nullopt : role_called(words[1]);
    if (!role)
        return ctx.say(ends ? Text::dismiss_form : Text::appoint_form);
    auto found = find_person(ctx, words.front(), Capability::appoint);
    if (auto* instead = std::get_if<Reply>(&found))
        return std::move(*instead);
    const auto& person = std::get<Member>(found);
    auto org = person.home;
    if (const auto named = args.after(2).rest(); !named.empty()) {
        const auto called = find_organization(ctx, named, Capability::appoint);
        if (!called)
            return ctx.say(Text::appoint_org_unknown, {{"organization", named}});
        org = *called;
    }
    const auto organization = organizations::name(ctx.tx, org);
    const auto called = ctx.text(role_text(*role));
    if (holds(ctx, person.id, org, *role) != ends)
        return ctx.say(ends ? Text::dismiss_not_held : Text::appoint_already,
                       {{"name", person.name}, {"organization", organization}, {"role", called}});
    if (ends && *role == Role::admin && is_last_admin(ctx, person.id, org))
        return ctx.say(Text::dismiss_last_admin, {{"name", person.name}});
    ctx.talk.dialogue = ConfirmOffice{person.id.value, org.value, std::string{name(*role)}, ends};
    return ctx.say(
        ends ? Text::dismiss_preview : Text::appoint_preview,
        {{"organization", organization}, {"name", person.name}, {"member_no", person.member_no}, {"role", called}});
}

} // namespace

Reply appoint(Context& ctx, const Args& args)
{
    return preview(ctx, args, false);
}

Reply dismiss(Context& ctx, const Args& args)
{
    return preview(ctx, args, true);
}

bool accepts(const ConfirmOffice&, const Args& said)
{
    return says_confirm(said);
}

Reply answer(Context& ctx, const ConfirmOffice& step, const Args&)
{
    ctx.talk.dialogue.reset();
    const OrganizationId org{step.org};
    const auto role = role_from(step.role);
    const auto person = members::find(ctx.tx, ctx.around.vault, storage::MemberId{step.member});
    // Looked at again: the office or the person's place may have changed since the preview.
    if (!person || !role || !ctx.may(Capability::appoint, org) || !ctx.may(Capability::appoint, person->home))
        return ctx.say(Text::edit_gone);
    const auto organization = organizations::name(ctx.tx, org);
    const auto called = ctx.text(role_text(*role));
    if (step.ends && *role == Role::admin && is_last_admin(ctx, person->id, org))
        return ctx.say(Text::dismiss_last_admin, {{"name", person->name}});
    const auto today = ctx.around.zone.day(ctx.now);
    const bool changed = step.ends ? members::dismiss(ctx.tx, person->id, org, step.role, today)
                                   : members::appoint(ctx.tx, person->id, org, step.role, today);
    if (!changed)
        return ctx.say(step.ends ? Text::dismiss_not_held : Text::appoint_already,
                       {{"name", person->name}, {"organization", organization}, {"role", called}});
    storage::audit::note(ctx.tx, ctx.speaker.member, step.ends ? "dismissed" : "appointed", org, person->id.value,
                         "role=" + step.role, ctx.now);
    if (person->id != ctx.speaker.member)
        post(ctx, person->id, "office",
             for_others(ctx, step.ends ? Text::dismiss_mail : Text::appoint_mail,
                        {{"organization", organization},
                         {"role", ctx.around.texts.fill(templates::Language::zh, role_text(*role))}}));
    return ctx.say(step.ends ? Text::dismiss_done : Text::appoint_done,
                   {{"name", person->name}, {"organization", organization}, {"role", called}});
}

} // namespace fingertip::handlers
