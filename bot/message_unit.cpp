#include "bot/message_unit.hpp"

#include "bot/router.hpp"
#include "handlers/commands.hpp"
#include "handlers/dialogue_steps.hpp"
#include "handlers/help.hpp"
#include "handlers/mail.hpp"
#include "handlers/meetings/arrivals.hpp"
#include "handlers/meetings/check_in.hpp"
#include "handlers/people/binding.hpp"
#include "handlers/words/long_text.hpp"
#include "storage/inbox.hpp"
#include "storage/json.hpp"

namespace fingertip::bot {

using handlers::Act;
using handlers::Context;
using handlers::Incoming;
using handlers::ReadContext;
using handlers::Reply;
using handlers::Surroundings;
using handlers::Talk;
using storage::Speaker;
using templates::Text;
using Kind = Understanding::Kind;

namespace {

/// A dialogue waits this long for its answer.
constexpr std::chrono::hours dialogue_lives{2};

storage::inbox::Delivery delivery_of(const Incoming& incoming)
{
    return {incoming.platform, incoming.account, incoming.delivery_id};
}

storage::Time received(const Incoming& incoming)
{
    return std::chrono::floor<std::chrono::seconds>(incoming.received_at);
}

std::string_view dialogue_name(const Talk& talk)
{
    return talk.dialogue ? std::visit([](const auto& step) { return std::string_view{step.name}; }, *talk.dialogue)
                         : std::string_view{};
}

std::string store(const Reply& reply)
{
    storage::JsonWriter out;
    out.object().field("text", reply.text);
    if (reply.card)
        out.key("card")
            .object()
            .field("title", reply.card->title)
            .field("description", reply.card->description)
            .field("picture", reply.card->picture_url)
            .field("url", reply.card->url)
            .end();
    out.end();
    return out.take();
}

Reply restore(std::string_view stored)
{
    const auto in = storage::Json::parse(stored);
    if (!in)
        return {};
    Reply reply{in->text("text").value_or(""), {}};
    if (const auto card = in->at("card"))
        reply.card = handlers::Card{card->text("title").value_or(""), card->text("description").value_or(""),
                                    card->text("picture").value_or(""), card->text("url").value_or("")};
    return reply;
}

/// Whether the speaker may use the command at all; if not, the sentence that says so.
std::optional<Reply> refusal(ReadContext& ctx, const handlers::Command& command)
{
    if (handlers::is_open_to(ctx, command))
        return std::nullopt;
    return ctx.say(ctx.speaker.member ? Text::not_allowed : Text::bind_first, {{"command", std::string{command.name}}});
}

/// What the unit found out on its way, besides the reply.
struct Doing
{
    Reply reply;
    std::string_view command;
};

Doing run_command(Context& ctx, const handlers::Command& command, const handlers::Args& args)
{
    if (!ctx.speaker.member && command.may != handlers::Capability::anyone)
        return {handlers::bind_before(ctx, command, args), command.name};
    if (auto refused = refusal(ctx, command))
        return {std::move(*refused), command.name};
    Reply reply = command.reads_only() ? std::get<handlers::ReadHandler>(command.run)(ctx, args)
                                       : std::get<handlers::WriteHandler>(command.run)(ctx, args);
    return {std::move(reply), command.name};
}

Doing answer_text(Context& ctx)
{
    const auto is_open_code = [&](std::string_view code) { return handlers::is_open_code(ctx, code); };
    const auto understood = understand(ctx.incoming.text, ctx.talk, ctx.now, is_open_code);
    // Whatever was offered last is answered now, or passed over.
    ctx.talk.yes.clear();
    switch (understood.kind) {
    case Kind::cancel:
        return {handlers::cancel(ctx), "取消"};
    case Kind::resume:
        return {handlers::resume(ctx), "继续"};
    case Kind::dialogue: {
        const handlers::Dialogue step = *ctx.talk.dialogue;
        return {handlers::answer(ctx, step, understood.args), "答复"};
    }
    case Kind::command: {
        if (!understood.parks)
            return run_command(ctx, *understood.command, understood.args);
        ctx.talk.parked = std::move(ctx.talk.dialogue);
        ctx.talk.dialogue.reset();
        auto doing = run_command(ctx, *understood.command, understood.args);
        if (ctx.talk.parked)
            doing.reply.text += "\n" + ctx.text(Text::dialogue_parked);
        return doing;
    }
    case Kind::suggestion:
        ctx.talk.yes = understood.suggestion;
        return {ctx.say(Text::did_you_mean, {{"word", understood.suggestion}}), {}};
    case Kind::nothing:
        return {handlers::not_understood(ctx), {}};
    }
    return {};
}

Doing act_on(Context& ctx)
{
    switch (ctx.incoming.act) {
    case Act::say:
        return answer_text(ctx);
    case Act::follow:
        return {handlers::followed(ctx), "关注"};
    case Act::scan:
        return {handlers::scanned(ctx, ctx.incoming.scene), "扫码"};
    case Act::locate:
        return {handlers::located(ctx), "位置"};
    case Act::unfollow:
        return {handlers::left(ctx), "取关"};
    case Act::show:
        return {ctx.say(Text::cannot_read_this), {}};
    case Act::notice:
        return {};
    }
    return {};
}

} // namespace

bool plainly_writes(const Incoming& incoming)
{
    if (incoming.act != Act::say)
        return incoming.act != Act::show && incoming.act != Act::notice && !incoming.unasked;
    const auto understood = understand(incoming.text, {}, {}, [](std::string_view) { return true; });
    return understood.kind == Kind::command && !understood.command->reads_only();
}

std::optional<Handled> read_message(storage::ReadTx& tx, const Surroundings& around, const Incoming& incoming,
                                    const platforms::Capabilities& can, storage::Time now)
{
    if (incoming.act == Act::notice)
        return Handled{};
    Speaker speaker = storage::speakers::recognise(tx, around.vault, incoming.platform, incoming.account, now);
    ReadContext ctx{around, tx, incoming, speaker, now};
    Handled handled;
    handled.member = speaker.member;
    handled.english = speaker.english;
    if (incoming.unasked) { // nobody has said anything: news go on waiting for words, and a dialogue for its answer
        if (incoming.act == Act::locate && handlers::place_may_count(ctx))
            return std::nullopt;
        auto copied = recall_message(tx, around, incoming);
        return copied ? std::move(copied) : std::optional{std::move(handled)};
    }
    if (speaker.waiting || !speaker.talk.empty())
        return std::nullopt;
    // The first copy may have been answered by the write unit, with news that are said only once.
    if (auto copied = recall_message(tx, around, incoming))
        return copied;
    if (incoming.act == Act::show) {
        handled.reply = ctx.say(Text::cannot_read_this);
    } else {
        const auto understood = understand(incoming.text, {}, now, [](std::string_view) { return true; });
        switch (understood.kind) {
        case Kind::nothing:
            handled.reply = handlers::not_understood(ctx);
            break;
        case Kind::command:
            if (!understood.command->reads_only())
                return std::nullopt;
            handled.command = understood.command->name;
            if (auto refused = refusal(ctx, *understood.command))
                handled.reply = std::move(*refused);
            else
                handled.reply = std::get<handlers::ReadHandler>(understood.command->run)(ctx, understood.args);
            break;
        default:
            return std::nullopt;
        }
    }
    if (!handlers::fits(handled.reply, can.text_bytes, can.tap_overhead_bytes))
        return std::nullopt; // the rest has to be kept for 更多
    return handled;
}

Handled write_message(storage::Tx& tx, const Surroundings& around, const Incoming& incoming,
                      const platforms::Capabilities& can, storage::Time now)
{
    const auto delivery = delivery_of(incoming);
    if (!storage::inbox::enter(tx, delivery, received(incoming))) {
        Handled handled;
        handled.reply = restore(storage::inbox::reply(tx, delivery, around.vault).value_or(""));
        handled.repeated = true;
        return handled;
    }
    Speaker speaker = storage::speakers::recognise(tx, around.vault, incoming.platform, incoming.account, now);
    bool outdated = false;
    Talk talk = handlers::read_talk(speaker.talk, outdated);
    Context ctx{around, tx, incoming, speaker, talk, now};

    Doing doing = act_on(ctx);
    if (outdated)
        doing.reply.text = ctx.text(Text::dialogue_outdated) + "\n" + doing.reply.text;
    if (speaker.waiting && incoming.act != Act::unfollow)
        handlers::deliver_mail(ctx, doing.reply);
    talk.more = handlers::cut(doing.reply, can.text_bytes, can.tap_overhead_bytes, ctx.text(Text::more_offered));

    const std::string after = handlers::write(talk);
    if (after != speaker.talk)
        storage::speakers::keep_talk(tx, around.vault, incoming.platform, incoming.account, speaker,
                                     dialogue_name(talk), now + dialogue_lives, after);
    storage::inbox::keep_reply(tx, delivery, around.vault, speaker.person ? &*speaker.person : nullptr, speaker.member,
                               store(doing.reply));
    return Handled{std::move(doing.reply), doing.command,   false,
                   speaker.member,         speaker.english, std::string{dialogue_name(talk)}};
}

std::optional<Handled> recall_message(storage::ReadTx& tx, const Surroundings& around, const Incoming& incoming)
{
    const auto stored = storage::inbox::reply(tx, delivery_of(incoming), around.vault);
    if (!stored)
        return std::nullopt;
    Handled handled;
    handled.reply = restore(*stored);
    handled.repeated = true;
    return handled;
}

} // namespace fingertip::bot
