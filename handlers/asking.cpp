#include "handlers/asking.hpp"

#include "handlers/mail.hpp"
#include "handlers/people/people_words.hpp"
#include "handlers/requests.hpp"
#include "handlers/words/confirming.hpp"

namespace fingertip::handlers {

namespace requests = storage::requests;

using storage::Request;

namespace {

/// A second answer may change after a better explanation; a third question only wears people out.
constexpr std::int64_t most_refusals = 2;
constexpr std::int64_t most_open = 5;
constexpr std::chrono::minutes withdrawable{10};

} // namespace

bool tells_why(const Args& said)
{
    return !said.empty() && !says_confirm(said) && !said.menu_number() && !said.code();
}

std::optional<Reply> may_not_ask(ReadContext& ctx, std::string_view kind, std::int64_t subject)
{
    const auto member = ctx.speaker.member;
    if (const auto open = requests::open_of(ctx.tx, ctx.around.vault, kind, member, subject))
        return ctx.say(Text::asked_before, {{"number", open->id}});
    const auto before = requests::tally(ctx.tx, kind, member, subject);
    if (before.refused >= most_refusals)
        return ctx.say(Text::asked_and_refused, {{"count", before.refused}});
    if (before.open >= most_open)
        return ctx.say(Text::asked_many, {{"count", before.open}});
    return std::nullopt;
}

std::string after_asking(Context& ctx, const Request& asked, std::int64_t number)
{
    ctx.talk.undo = Undoable{"request_made", number, ctx.now + withdrawable, {}, ctx.now};
    return decides_alone(ctx, asked) ? ctx.text(Text::asked_alone, {{"number", number}}) : ctx.text(Text::asked_foot);
}

Reply withdraw_asked(Context& ctx, std::int64_t number)
{
    const auto request = requests::find(ctx.tx, ctx.around.vault, number);
    if (!request || request->member != ctx.speaker.member)
        return ctx.say(Text::undo_nothing);
    if (request->state != "open" || !requests::withdraw(ctx.tx, number, ctx.now))
        return ctx.say(Text::asked_decided, {{"number", number}});
    return ctx.say(Text::asked_withdrawn, {{"number", number}});
}

void tell_asker(Context& ctx, const Request& request, std::string_view kind, Text text,
                std::initializer_list<Filling> values)
{
    if (request.member != ctx.speaker.member)
        post(ctx, request.member, kind, for_others(ctx, text, values));
}

Reply overtaken(Context& ctx, const Request& request, Reply reply)
{
    requests::withdraw(ctx.tx, request.id, ctx.now);
    return reply;
}

} // namespace fingertip::handlers
