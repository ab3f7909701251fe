#include "handlers/withdraw.hpp"

#include "handlers/asking.hpp"
#include "handlers/meetings/leave.hpp"
#include "handlers/meetings/leave_for_other.hpp"
#include "handlers/meetings/meeting_call.hpp"
#include "handlers/meetings/meeting_duties.hpp"
#include "handlers/meetings/officer_entry.hpp"
#include "handlers/meetings/resolution.hpp"
#include "handlers/requests.hpp"

#include <array>
#include <string_view>

namespace fingertip::handlers {

namespace {

struct Way
{
    std::string_view what; ///< as in Undoable::what
    Reply (*back)(Context&, const Undoable&);
};

constexpr std::array ways{
    Way{"meeting_called", [](Context& ctx, const Undoable& act) { return withdraw_call(ctx, act.subject); }},
    Way{"entered_for_other",
        [](Context& ctx, const Undoable& act) { return withdraw_entry(ctx, act.subject, act.detail); }},
    Way{"leave_asked", [](Context& ctx, const Undoable& act) { return withdraw_leave(ctx, act.subject); }},
    Way{"meeting_duty", [](Context& ctx, const Undoable& act) { return withdraw_duty(ctx, act.subject, act.detail); }},
    Way{"resolution_recorded", [](Context& ctx, const Undoable& act) { return withdraw_resolution(ctx, act.subject); }},
    Way{"request_made", [](Context& ctx, const Undoable& act) { return withdraw_asked(ctx, act.subject); }},
    Way{"leave_for_other", [](Context& ctx, const Undoable& act) { return withdraw_entered_leave(ctx, act.subject); }},
    Way{"requests_decided", [](Context& ctx, const Undoable& act) { return withdraw_decisions(ctx, act.detail); }},
};

} // namespace

Reply withdraw(Context& ctx, const Args&)
{
    const auto act = ctx.talk.undo;
    ctx.talk.undo.reset();
    if (act && act->until > ctx.now)
        for (const auto& way : ways)
            if (way.what == act->what)
                return way.back(ctx, *act);
    return ctx.say(Text::undo_nothing);
}

} // namespace fingertip::handlers
