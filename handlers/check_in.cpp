#include "handlers/check_in.hpp"

#include "handlers/args.hpp"
#include "handlers/turning_code.hpp"
#include "storage/check_ins.hpp"
#include "storage/points.hpp"

#include <algorithm>

namespace fingertip::handlers {

namespace check_ins = storage::check_ins;
namespace points = storage::points;

using check_ins::Open;

namespace {

/// More wrong codes than this in one meeting and minute are an attack: the code gets longer.
constexpr std::int64_t attack_per_minute = 100;

bool code_is_right(const Context& ctx, const Open& open, std::string_view code)
{
    if (open.mode == "turning")
        return turning_code_is_valid(open.secret, ctx.sent_at, open.code_digits, code);
    return open.mode != "scan" && code == open.code;
}

Reply already(Context& ctx, const Open& open)
{
    return ctx.say(Text::check_in_again, {{"time", ctx.around.zone.time_of_day(open.at)}});
}

/// The one place where somebody becomes present: fact, points, and a sentence that means something.
Reply come(Context& ctx, const Open& open, std::string_view method)
{
    const auto& who = ctx.speaker;
    const auto standing =
        check_ins::record(ctx.tx, open, who.member, who.home, who.host, who.category, method, ctx.sent_at);
    if (!standing)
        return already(ctx, open);
    points::award(ctx.tx, who.member, "meeting_attended", open.meeting.value, ctx.around.zone.period(open.day),
                  ctx.now);
    // A vote needs at least half of the voting members due; exactly half suffices.
    const auto needed = (standing->voters_due + 1) / 2;
    const auto missing = std::max<std::int64_t>(0, needed - standing->voters_present);
    return ctx.say(standing->late ? Text::check_in_done_late : Text::check_in_done,
                   {{"place", standing->place}, {"missing", missing}, {"short", missing > 0}});
}

Reply wrong_code(Context& ctx, const Open& open)
{
    const auto in_minute =
        check_ins::guessed_wrong(ctx.tx, open.meeting, ctx.incoming.platform, ctx.incoming.account, ctx.now);
    if (in_minute > attack_per_minute && open.code_digits < 8)
        check_ins::lengthen_code(ctx.tx, open.meeting, turning_code(open.secret, ctx.now, 8));
    return ctx.say(open.mode == "scan" ? Text::check_in_needs_scan : Text::check_in_wrong_code);
}

} // namespace

Reply check_in(Context& ctx, const Args& args)
{
    const auto code = args.code();
    auto open =
        check_ins::open_for(ctx.tx, ctx.speaker.member, ctx.incoming.platform, ctx.incoming.account, ctx.sent_at);
    if (open.empty()) {
        // A guest: not on any list, but standing in the room and reading the code.
        if (code)
            if (const auto as_guest = check_ins::open_by_code(ctx.tx, *code, ctx.sent_at))
                return come(ctx, *as_guest, "code");
        return ctx.say(Text::check_in_nothing_open);
    }
    if (std::all_of(open.begin(), open.end(),
                    [](const Open& one) { return one.status == "present" || one.status == "late"; }))
        return already(ctx, open.front());
    if (!code) {
        const auto free = std::find_if(open.begin(), open.end(),
                                       [](const Open& one) { return one.mode == "open" && one.status == "pending"; });
        if (free != open.end())
            return come(ctx, *free, "open");
        ctx.talk.dialogue = AskCode{};
        return ctx.say(Text::check_in_ask_code);
    }
    for (const auto& one : open)
        if (one.paused_until > ctx.now)
            return ctx.say(Text::check_in_paused);
    for (const auto& one : open)
        if (code_is_right(ctx, one, *code))
            return come(ctx, one, "code");
    return wrong_code(ctx, open.front());
}

Reply check_in_by_scene(Context& ctx, std::string_view scene)
{
    const auto open = check_ins::open_by_scene(ctx.tx, scene, ctx.speaker.member, ctx.incoming.platform,
                                               ctx.incoming.account, ctx.sent_at);
    if (!open)
        return {};
    return come(ctx, *open, "scan");
}

bool accepts(const AskCode&, const Args& said)
{
    return said.code().has_value();
}

Reply answer(Context& ctx, const AskCode&, const Args& said)
{
    ctx.talk.dialogue.reset();
    return check_in(ctx, said);
}

} // namespace fingertip::handlers
