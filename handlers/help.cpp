#include "handlers/help.hpp"

#include "handlers/commands.hpp"
#include "handlers/words/args.hpp"

namespace fingertip::handlers {

Reply help(ReadContext& ctx, const Args&)
{
    Reply reply =
        ctx.say(ctx.speaker.member ? Text::help_head : Text::help_head_stranger, {{"name", ctx.speaker.name}});
    for (const auto& command : commands())
        if (is_open_to(ctx, command))
            reply.text += "\n⟦" + std::string{command.name} + "⟧ " + ctx.text(command.help);
    return reply;
}

Reply not_understood(ReadContext& ctx)
{
    return ctx.say(ctx.speaker.member ? Text::not_understood : Text::not_understood_stranger,
                   {{"name", ctx.speaker.name}});
}

} // namespace fingertip::handlers
