#include "handlers/meetings/arrivals.hpp"

#include "handlers/meetings/check_in.hpp"
#include "handlers/meetings/leave.hpp"
#include "handlers/meetings/make_up.hpp"
#include "handlers/meetings/meeting_call.hpp"
#include "handlers/meetings/minutes_sitting.hpp"
#include "handlers/people/binding.hpp"
#include "handlers/people/binding_claim.hpp"
#include "handlers/people/consent.hpp"
#include "handlers/points_appeal.hpp"
#include "handlers/withdraw.hpp"
#include "handlers/words/args.hpp"
#include "storage/meetings/own_check_ins.hpp"
#include "storage/people/bindings.hpp"
#include "storage/people/invitations.hpp"
#include "storage/points.hpp"

namespace fingertip::handlers {

namespace {

constexpr std::chrono::minutes mistyped_within{1};

/// A scene comes bare from the platform, or as the address of our page when somebody scanned the projector's code with
/// the menu's scanner: then its last part counts.
std::string_view bare(std::string_view scene)
{
    const auto slash = scene.rfind('/');
    return slash == std::string_view::npos ? scene : scene.substr(slash + 1);
}

} // namespace

Reply followed(Context& ctx)
{
    storage::bindings::set_reachable(ctx.tx, ctx.incoming.platform, ctx.incoming.account, true);
    if (!ctx.incoming.scene.empty())
        return scanned(ctx, ctx.incoming.scene);
    return ctx.say(ctx.speaker.member ? Text::welcome_back : Text::welcome, {{"name", ctx.speaker.name}});
}

Reply scanned(Context& ctx, std::string_view scene)
{
    scene = bare(scene);
    if (!ctx.speaker.member)
        return bind_with_scene(ctx, scene);
    if (const auto code = storage::invitations::code_of_scene(scene))
        return bind_account(ctx, Args{*code});
    Reply reply = check_in_by_scene(ctx, scene);
    return reply.silent() ? ctx.say(Text::scene_unknown) : reply;
}

Reply located(Context& ctx)
{
    if (auto called = take_meeting_spot(ctx))
        return std::move(*called);
    if (!ctx.speaker.member)
        return ctx.incoming.unasked ? Reply{} : ctx.say(Text::location_not_asked);
    return check_in_by_place(ctx);
}

Reply left(Context& ctx)
{
    storage::bindings::set_reachable(ctx.tx, ctx.incoming.platform, ctx.incoming.account, false);
    return {};
}

Reply cancel(Context& ctx)
{
    const bool was_open = ctx.talk.dialogue.has_value();
    if (was_open && std::holds_alternative<WriteMinutes>(*ctx.talk.dialogue)) {
        const auto step = std::get<WriteMinutes>(*ctx.talk.dialogue);
        return drop_minutes(ctx, step);
    }
    ctx.talk.dialogue.reset();
    return ctx.say(was_open ? Text::cancelled : Text::nothing_to_cancel, {{"parked", ctx.talk.parked.has_value()}});
}

Reply resume(Context& ctx)
{
    ctx.talk.dialogue = std::move(ctx.talk.parked);
    ctx.talk.parked.reset();
    // What was asked is asked again where that takes one sentence; a preview stands further up in the chat.
    if (const auto* consent = std::get_if<Consent>(&*ctx.talk.dialogue)) {
        const auto step = *consent;
        return ask_consent(ctx, step.claim, step.intent);
    }
    if (const auto* asked = std::get_if<AskIdentity>(&*ctx.talk.dialogue)) {
        auto step = *asked;
        return ask_identity(ctx, std::move(step));
    }
    if (std::holds_alternative<AskCode>(*ctx.talk.dialogue))
        return ctx.say(Text::check_in_ask_code);
    if (const auto* leave = std::get_if<AskLeaveReason>(&*ctx.talk.dialogue)) {
        const auto step = *leave;
        return ask_again(ctx, step);
    }
    if (const auto* make_up = std::get_if<AskMakeUp>(&*ctx.talk.dialogue)) {
        const auto step = *make_up;
        ctx.talk.dialogue.reset(); // it may not be asked any more
        return ask_again(ctx, step);
    }
    if (const auto* appeal = std::get_if<AskAppeal>(&*ctx.talk.dialogue)) {
        const auto step = *appeal;
        ctx.talk.dialogue.reset();
        return ask_again(ctx, step);
    }
    return ctx.say(Text::resumed);
}

Reply say_more(Context& ctx, const Args&)
{
    if (ctx.talk.more.empty())
        return ctx.say(Text::more_nothing);
    return Reply{std::move(ctx.talk.more), {}};
}

Reply mistyped(Context& ctx, const Args& args)
{
    namespace own = storage::own_check_ins;
    const auto latest = own::latest(ctx.tx, ctx.speaker.member, ctx.sent_at - mistyped_within, ctx.now);
    const auto& undo = ctx.talk.undo;
    if (undo && undo->at >= ctx.now - mistyped_within && (!latest || undo->at > latest->at))
        return withdraw(ctx, args);
    if (!latest || !own::take_back(ctx.tx, latest->meeting, ctx.speaker.member))
        return ctx.say(Text::mistyped_nothing);
    if (const auto given = storage::points::standing(ctx.tx, ctx.around.vault, ctx.speaker.member, "meeting_attended",
                                                     latest->meeting.value))
        storage::points::reverse(ctx.tx, ctx.around.vault, *given, ctx.around.zone.period(given->period.day),
                                 ctx.text(Text::mistyped_reason), ctx.speaker.member, ctx.now);
    return ctx.say(Text::mistyped_check_in);
}

} // namespace fingertip::handlers
