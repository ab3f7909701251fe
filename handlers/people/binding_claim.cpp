#include "handlers/people/binding_claim.hpp"

#include "handlers/people/binding_grant.hpp"
#include "handlers/words/args.hpp"
#include "handlers/words/characters.hpp"
#include "storage/audit.hpp"
#include "storage/people/binding_failures.hpp"
#include "storage/people/invitations.hpp"
#include "storage/people/organizations.hpp"

#include <algorithm>

namespace fingertip::handlers {

namespace failures = storage::binding_failures;
namespace invitations = storage::invitations;
namespace members = storage::members;

using storage::Invitation;

namespace {

std::optional<std::string> invitation_code(const Args& said)
{
    auto code = said.invitation();
    return code && code->size() == invitations::code_length ? code : std::nullopt;
}

/// A name alone: Chinese characters, or Latin words.
bool is_name(std::string_view text)
{
    const auto all = characters(text);
    const auto in_name = [](const Character& one) {
        return is_han(one.folded) || is_latin(one.folded) || one.folded == U' ' || one.folded == U'·';
    };
    return all.size() >= 2 && all.size() <= 30 && std::all_of(all.begin(), all.end(), in_name);
}

/// A mobile or member number alone.
bool is_number(const Args& said)
{
    const auto all = characters(said.rest());
    const auto digit = [](const Character& one) { return is_digit(one.folded); };
    const auto in_number = [](const Character& one) {
        return is_digit(one.folded) || is_latin(one.folded) || one.folded == U'-';
    };
    return said.phone() || (all.size() >= 2 && all.size() <= 20 && std::any_of(all.begin(), all.end(), digit) &&
                            std::all_of(all.begin(), all.end(), in_number));
}

/// Counts the failure; the dialogue stays open for another try.
Reply failed(Context& ctx, const failures::Claimed& claimed, Text sentence)
{
    failures::note(ctx.tx, ctx.around.vault, ctx.incoming.platform, ctx.incoming.account, claimed, ctx.now);
    return ctx.say(sentence);
}

/// The consent that a binding rests on: given just now, or with the binding that the account has.
Proven proven(Context& ctx, storage::Member person, std::string_view via, const AskIdentity& asked)
{
    Proven proven{std::move(person), via, asked.intent, ctx.around.settings.consent_version,
                  storage::from_seconds(asked.consented_at)};
    if (ctx.speaker.member)
        if (const auto bound = storage::bindings::find(ctx.tx, ctx.incoming.platform, ctx.incoming.account)) {
            proven.consent_version = bound->consent_version;
            proven.consented_at = bound->consent_at;
        }
    return proven;
}

void make_admin(Context& ctx, const storage::Member& person)
{
    const auto path = storage::organizations::find(ctx.tx, person.home).value_or(storage::Organization{}).path;
    const auto top = Args{path.substr(1, path.find('/', 1) - 1)}.number();
    if (!top)
        return;
    const storage::OrganizationId root{*top};
    if (members::appoint(ctx.tx, person.id, root, name(Role::admin), ctx.around.zone.day(ctx.now)))
        storage::audit::note(ctx.tx, person.id, "appointed", root, person.id.value, "role=admin via=invitation",
                             ctx.now);
}

Reply take_code(Context& ctx, AskIdentity asked, std::string_view code)
{
    const auto invitation = invitations::find(ctx.tx, ctx.around.vault, code, ctx.now);
    if (!invitation)
        return failed(ctx, {}, Text::bind_code_unknown);
    if (invitation->org && ctx.speaker.member)
        return ctx.say(Text::bind_already, {{"name", ctx.speaker.name},
                                            {"organization", storage::organizations::name(ctx.tx, ctx.speaker.home)}});
    if (invitation->org) {
        asked.invitation = invitation->id;
        return ask_identity(ctx, std::move(asked));
    }
    auto person = members::find(ctx.tx, ctx.around.vault, invitation->member);
    // One's own code, looked at from an account that is bound already, stays good.
    if (!person || (person->id != ctx.speaker.member && !invitations::use(ctx.tx, *invitation, ctx.now)))
        return failed(ctx, {}, Text::bind_code_unknown);
    if (invitation->first_admin)
        make_admin(ctx, *person);
    return settle_binding(ctx, proven(ctx, std::move(*person), "invitation", asked));
}

/// Whether a branch's invitation reaches this person.
bool reaches(Context& ctx, const Invitation& invitation, const storage::Member& person)
{
    const auto whole = storage::organizations::find(ctx.tx, invitation.org);
    const auto home = storage::organizations::find(ctx.tx, person.home);
    return whole && home && home->path.starts_with(whole->path);
}

Reply take_name(Context& ctx, const AskIdentity& asked, const Claim& claim)
{
    const bool by_phone = !claim.phone.empty();
    auto person =
        members::find_by_claim(ctx.tx, ctx.around.vault, claim.name, by_phone ? claim.phone : claim.member_no);
    std::optional<Invitation> invitation;
    if (asked.invitation) {
        invitation = invitations::find(ctx.tx, asked.invitation, ctx.now);
        if (!invitation)
            return failed(ctx, {}, Text::bind_code_unknown);
        if (person && !reaches(ctx, *invitation, *person))
            person.reset();
    }
    const bool paused =
        failures::organization_paused(ctx.tx, person ? person->home : storage::OrganizationId{}, ctx.now);
    if (!person || paused)
        return failed(ctx, {claim.name, claim.phone, claim.member_no}, Text::bind_no_match);
    // A member number can be guessed from its neighbours; only the phone proves something.
    const auto* via = !by_phone                                          ? "approval"
                      : invitation                                       ? "invitation"
                      : ctx.around.settings.proof == BindingProof::phone ? "phone"
                                                                         : "approval";
    return settle_binding(ctx, proven(ctx, std::move(*person), via, asked));
}

} // namespace

bool says_who(const Args& said)
{
    return said.claim() || invitation_code(said);
}

Reply ask_identity(Context& ctx, AskIdentity asked)
{
    ctx.talk.parked.reset();
    ctx.talk.dialogue = asked;
    if (!asked.part.empty())
        return ctx.say(is_name(asked.part) ? Text::bind_ask_number : Text::bind_ask_name);
    if (const auto invitation = invitations::find(ctx.tx, asked.invitation, ctx.now))
        return ctx.say(Text::bind_ask_identity_invited,
                       {{"organization", storage::organizations::name(ctx.tx, invitation->org)}});
    return ctx.say(Text::bind_ask_identity);
}

Reply take_claim(Context& ctx, AskIdentity asked, const Args& said)
{
    ctx.talk.parked.reset();
    ctx.talk.dialogue = asked;
    if (said.empty())
        return ask_identity(ctx, std::move(asked));
    if (failures::account_paused(ctx.tx, ctx.incoming.platform, ctx.incoming.account, ctx.now))
        return ctx.say(Text::bind_paused);
    if (const auto code = invitation_code(said))
        return take_code(ctx, std::move(asked), *code);
    if (ctx.around.settings.proof == BindingProof::invitation && !asked.invitation)
        return ctx.say(Text::bind_needs_invitation);
    auto claim = said.claim();
    if (!claim && !asked.part.empty())
        claim = Args{asked.part + " " + said.rest()}.claim();
    if (!claim) {
        asked.part = is_name(said.rest()) || is_number(said) ? said.rest() : "";
        return ask_identity(ctx, std::move(asked));
    }
    asked.part.clear();
    ctx.talk.dialogue = asked;
    return take_name(ctx, asked, *claim);
}

bool accepts(const AskIdentity&, const Args& said)
{
    return says_who(said) || is_name(said.rest()) || is_number(said);
}

Reply answer(Context& ctx, const AskIdentity& step, const Args& said)
{
    return take_claim(ctx, step, said);
}

} // namespace fingertip::handlers
