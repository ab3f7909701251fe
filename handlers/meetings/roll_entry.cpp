#include "handlers/meetings/roll_entry.hpp"

#include "handlers/meetings/leave_request.hpp"
#include "storage/meetings/roll.hpp"
#include "storage/points.hpp"

namespace fingertip::handlers {

namespace points = storage::points;
namespace roll = storage::roll;

namespace {

constexpr std::string_view rule = "meeting_attended";

}

std::optional<std::string> enter_present(Context& ctx, const storage::Meeting& meeting, storage::MemberId person,
                                         std::string_view method, const std::string& reason)
{
    const auto entry = roll::find(ctx.tx, ctx.around.vault, meeting.id, person);
    if (entry && (entry->status == "present" || entry->status == "late"))
        return std::nullopt;
    storage::RollEntry written;
    written.member = person;
    written.status = "present";
    written.method = method;
    written.reason = reason;
    roll::set_by_officer(ctx.tx, ctx.around.vault, meeting.id, written, ctx.speaker.member, ctx.now);
    points::award(ctx.tx, person, rule, meeting.id.value, ctx.around.zone.period(meeting.day), ctx.now);
    return entry ? entry->status : "guest";
}

bool take_entry_back(Context& ctx, const storage::Meeting& meeting, storage::MemberId person, std::string_view method,
                     std::string_view before, std::string_view why)
{
    const auto entry = roll::find(ctx.tx, ctx.around.vault, meeting.id, person);
    if (!entry || entry->method != method)
        return false;
    if (before == "guest") {
        roll::remove_guest(ctx.tx, meeting.id, person);
    } else {
        storage::RollEntry written = *entry;
        // The meeting may have been closed since: nobody is pending then.
        written.status = before == "pending" && meeting.status == "closed" ? "absent" : before;
        written.method.clear();
        written.reason.clear();
        roll::set_by_officer(ctx.tx, ctx.around.vault, meeting.id, written, ctx.speaker.member, ctx.now);
        if (before == "leave") // with its own reason, not the entry's
            restore_leave(ctx, meeting.id, person);
    }
    if (const auto given = points::standing(ctx.tx, ctx.around.vault, person, rule, meeting.id.value))
        points::reverse(ctx.tx, ctx.around.vault, *given, ctx.around.zone.period(given->period.day), why,
                        ctx.speaker.member, ctx.now);
    return true;
}

} // namespace fingertip::handlers
