#include "bot/demo/town_meetings.hpp"

#include "handlers/meetings/meeting_code.hpp"
#include "handlers/meetings/meeting_timers.hpp"
#include "storage/meetings/attendance.hpp"
#include "storage/meetings/check_ins.hpp"
#include "storage/meetings/roll.hpp"
#include "storage/points.hpp"

#include <iterator>

namespace fingertip::bot::demo {

namespace attendance = storage::attendance;
namespace check_ins = storage::check_ins;

using std::chrono::days;
using std::chrono::minutes;

namespace {

constexpr const char* excuses[] = {"出差", "值班", "看病", "家里有事"};

storage::Meeting prepare(storage::Tx& tx, const Installation& installation, const Occasion& occasion,
                         storage::Time called_at)
{
    const auto& settings = installation.settings;
    storage::Meeting meeting;
    meeting.org = occasion.org;
    meeting.kind = occasion.kind;
    meeting.topic = occasion.topic;
    meeting.place = "302会议室";
    meeting.day = installation.zone->day(occasion.starts);
    meeting.starts_at = occasion.starts;
    meeting.ends_at = occasion.starts + settings.meeting_length;
    meeting.opens_at = occasion.starts - settings.check_in_opens;
    meeting.late_at = occasion.starts + settings.late_after;
    meeting.leave_until = occasion.starts - settings.leave_until;
    meeting.mode = "code";
    meeting.code = handlers::new_code(tx, meeting.opens_at, meeting.ends_at);
    meeting.secret = handlers::new_meeting_secret();
    meeting.scene = handlers::new_scene();
    meeting.called_by = occasion.caller;
    meeting.called_at = called_at;
    meeting.chair = occasion.caller;
    meeting.id = storage::meetings::call(tx, *installation.vault, meeting);
    return meeting;
}

} // namespace

storage::Meeting call_meeting(storage::Tx& tx, const Installation& installation, const Occasion& occasion,
                              storage::Time now)
{
    auto meeting = prepare(tx, installation, occasion, now);
    handlers::set_meeting_timers(tx, meeting);
    return meeting;
}

void hold_meeting(storage::Tx& tx, const Installation& installation, const Occasion& occasion,
                  const std::vector<storage::Member>& members, Founder& founder)
{
    const auto called_at = occasion.starts - days{3};
    const auto meeting = prepare(tx, installation, occasion, called_at);
    attendance::list(tx, meeting.id, 0, called_at);
    const auto period = installation.zone->period(meeting.day);

    check_ins::Open open;
    open.meeting = meeting.id;
    open.starts_at = meeting.starts_at;
    open.late_at = meeting.late_at;
    const auto excused = founder.dice(static_cast<unsigned>(members.size()));
    for (std::size_t i = 0; i < members.size(); ++i) {
        const auto& member = members[i];
        const bool caller = member.id == meeting.called_by;
        if (i == excused && !caller) {
            storage::RollEntry leave;
            leave.member = member.id;
            leave.status = "leave";
            leave.reason = excuses[founder.dice(std::size(excuses))];
            storage::roll::set_by_officer(tx, *installation.vault, meeting.id, leave, meeting.called_by,
                                          meeting.leave_until);
            continue;
        }
        const auto throws = founder.dice(20);
        if (throws < 2 && !caller)
            continue; // not seen
        const auto came = throws == 2 && !caller ? meeting.late_at + minutes{1 + founder.dice(10)}
                                                 : meeting.starts_at - minutes{1 + founder.dice(15)};
        check_ins::record(tx, open, member.id, member.home, member.host, member.category,
                          throws % 2 == 0 ? "scan" : "code", came);
        storage::points::award(tx, member.id, "meeting_attended", meeting.id.value, period, came);
    }
    attendance::fix(tx, meeting.id, meeting.starts_at);
    attendance::mark_absent(tx, meeting.id, 0);
    attendance::count(tx, meeting.id);
    storage::meetings::close(tx, meeting.id, meeting.ends_at);
}

} // namespace fingertip::bot::demo
