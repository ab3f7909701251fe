#include "handlers/people/binding.hpp"

#include "handlers/commands.hpp"
#include "handlers/mail.hpp"
#include "handlers/people/binding_claim.hpp"
#include "handlers/people/binding_grant.hpp"
#include "handlers/people/binding_intent.hpp"
#include "handlers/people/consent.hpp"
#include "handlers/people/people_words.hpp"
#include "handlers/words/args.hpp"
#include "handlers/words/confirming.hpp"
#include "storage/audit.hpp"
#include "storage/meetings/check_ins.hpp"
#include "storage/people/invitations.hpp"
#include "storage/people/organizations.hpp"

namespace fingertip::handlers {

namespace bindings = storage::bindings;
namespace members = storage::members;
namespace requests = storage::requests;

using storage::Request;

namespace {

bool is_binding(const std::optional<Dialogue>& open)
{
    return open && (std::holds_alternative<Consent>(*open) || std::holds_alternative<AskIdentity>(*open));
}

/// Goes on with a binding that is under way, open or put aside just now, or begins one.
Reply bind_stranger(Context& ctx, const std::string& claim, const std::string& intent)
{
    auto open = is_binding(ctx.talk.dialogue) ? std::move(ctx.talk.dialogue) : std::move(ctx.talk.parked);
    ctx.talk.dialogue.reset();
    if (auto* asked = open ? std::get_if<AskIdentity>(&*open) : nullptr) {
        if (!intent.empty())
            asked->intent = intent;
        return take_claim(ctx, std::move(*asked), Args{claim});
    }
    if (const auto* consent = open ? std::get_if<Consent>(&*open) : nullptr)
        return ask_consent(ctx, claim.empty() ? consent->claim : claim, intent.empty() ? consent->intent : intent);
    return ask_consent(ctx, claim, intent);
}

/// A granted binding that still stands and that the speaker may end; or what to answer instead.
std::variant<Request, Reply> standing_binding(Context& ctx, std::int64_t number)
{
    auto found = requests::find(ctx.tx, ctx.around.vault, number);
    if (!found || found->kind != "binding" || !ctx.may(Capability::decide, found->org) ||
        (found->state != "granted" && found->state != "withdrawn"))
        return ctx.say(Text::undo_binding_unknown, {{"number", number}});
    const auto bound = bindings::find(ctx.tx, found->platform, found->account);
    if (found->state == "withdrawn" || !bound || bound->member != found->member)
        return ctx.say(Text::undo_binding_over, {{"number", number}});
    return std::move(*found);
}

} // namespace

Reply bind_account(Context& ctx, const Args& args)
{
    if (!ctx.speaker.member)
        return bind_stranger(ctx, args.rest(), "");
    if (says_who(args)) {
        auto reply = take_claim(ctx, AskIdentity{}, args);
        ctx.talk.dialogue.reset(); // a bound account says the whole of it again
        return reply;
    }
    Reply reply =
        ctx.say(Text::bind_already,
                {{"name", ctx.speaker.name}, {"organization", storage::organizations::name(ctx.tx, ctx.speaker.home)}});
    reply.text += "\n" + ctx.text(Text::bind_already_form);
    return reply;
}

Reply bind_before(Context& ctx, const Command& command, const Args& args)
{
    if (&command != check_in_command()) {
        if (is_binding(ctx.talk.dialogue) || is_binding(ctx.talk.parked))
            return bind_stranger(ctx, "", "");
        if (auto waits = keep_for_approval(ctx, ""))
            return std::move(*waits);
        return ctx.say(Text::bind_first, {{"command", command.name}});
    }
    const auto intent = check_in_intent(args.rest(), ctx.sent_at);
    if (auto waits = keep_for_approval(ctx, intent))
        return std::move(*waits);
    return bind_stranger(ctx, "", intent);
}

Reply bind_with_scene(Context& ctx, std::string_view scene)
{
    if (const auto code = storage::invitations::code_of_scene(scene))
        return bind_stranger(ctx, *code, "");
    const auto intent = scene_intent(scene, ctx.sent_at);
    // A picture that is no meeting's promises nothing.
    if (auto waits = keep_for_approval(ctx, storage::check_ins::by_scene(ctx.tx, scene) ? intent : ""))
        return std::move(*waits);
    return bind_stranger(ctx, "", intent);
}

Reply unbind_account(Context& ctx, const Args&)
{
    if (!ctx.speaker.member)
        return ctx.say(Text::unbind_not_bound);
    ctx.talk.dialogue = ConfirmUnbind{};
    return ctx.say(Text::unbind_preview, {{"name", ctx.speaker.name}});
}

bool accepts(const ConfirmUnbind&, const Args& said)
{
    return says_confirm(said);
}

Reply answer(Context& ctx, const ConfirmUnbind&, const Args&)
{
    ctx.talk.dialogue.reset();
    if (!bindings::unbind(ctx.tx, ctx.incoming.platform, ctx.incoming.account))
        return ctx.say(Text::unbind_not_bound);
    storage::audit::note(ctx.tx, ctx.speaker.member, "unbound_self", ctx.speaker.home, ctx.speaker.member.value, "",
                         ctx.now);
    // The conversation was the member's; the account begins anew.
    ctx.talk = Talk{};
    Reply reply = ctx.say(Text::unbind_done);
    recognise_again(ctx);
    return reply;
}

Reply undo_binding(Context& ctx, const Args& args)
{
    const auto number = args.number();
    if (!number)
        return ctx.say(Text::undo_binding_form);
    auto found = standing_binding(ctx, *number);
    if (auto* instead = std::get_if<Reply>(&found))
        return std::move(*instead);
    const auto& request = std::get<Request>(found);
    const auto person = members::find(ctx.tx, ctx.around.vault, request.member).value_or(storage::Member{});
    ctx.talk.dialogue = ConfirmUndoBinding{request.id};
    return ctx.say(Text::undo_binding_preview, {{"number", request.id},
                                                {"name", person.name},
                                                {"member_no", person.member_no},
                                                {"organization", storage::organizations::name(ctx.tx, person.home)},
                                                {"time", moment_words(ctx, request.decided_at)}});
}

bool accepts(const ConfirmUndoBinding&, const Args& said)
{
    return says_confirm(said);
}

Reply answer(Context& ctx, const ConfirmUndoBinding& step, const Args&)
{
    ctx.talk.dialogue.reset();
    auto found = standing_binding(ctx, step.request);
    if (auto* instead = std::get_if<Reply>(&found))
        return std::move(*instead);
    const auto& request = std::get<Request>(found);
    const auto person = members::find(ctx.tx, ctx.around.vault, request.member).value_or(storage::Member{});
    requests::withdraw(ctx.tx, request.id, ctx.now);
    bindings::unbind(ctx.tx, request.platform, request.account);
    post_to_account(ctx, request.platform, request.account, "binding_undone", for_others(ctx, Text::bind_undone_mail));
    storage::audit::note(ctx.tx, ctx.speaker.member, "binding_undone", request.org, request.member.value,
                         "request=" + std::to_string(request.id), ctx.now);
    return ctx.say(Text::undo_binding_done, {{"name", person.name}});
}

} // namespace fingertip::handlers
