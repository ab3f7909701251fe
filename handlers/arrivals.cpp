#include "handlers/arrivals.hpp"

#include "handlers/check_in.hpp"
#include "handlers/meeting_call.hpp"
#include "storage/bindings.hpp"

namespace fingertip::handlers {

namespace {

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
    if (!ctx.speaker.member)
        return ctx.say(Text::bind_first, {{"command", "签到"}});
    Reply reply = check_in_by_scene(ctx, bare(scene));
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
    ctx.talk.dialogue.reset();
    return ctx.say(was_open ? Text::cancelled : Text::nothing_to_cancel, {{"parked", ctx.talk.parked.has_value()}});
}

Reply resume(Context& ctx)
{
    ctx.talk.dialogue = std::move(ctx.talk.parked);
    ctx.talk.parked.reset();
    return ctx.say(Text::resumed);
}

} // namespace fingertip::handlers
