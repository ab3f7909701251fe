#include "handlers/meetings/meeting_close.hpp"

#include "handlers/meetings/meeting_choice.hpp"
#include "handlers/meetings/meeting_timers.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/meetings/roll_call.hpp"
#include "handlers/words/args.hpp"
#include "storage/audit.hpp"
#include "storage/meetings/roll.hpp"

namespace fingertip::handlers {

namespace roll = storage::roll;

using storage::Meeting;
using storage::RollEntry;

namespace {

void add(ReadContext& ctx, Reply& reply, Text id, std::string_view name, const std::string& value)
{
    if (!value.empty())
        reply.text += "\n" + ctx.text(id, {{name, value}});
}

std::string resolution_line(ReadContext& ctx, const storage::RecordedResolution& one)
{
    return ctx.text(Text::summary_resolution, {{"subject", one.subject},
                                               {"approve", one.approve},
                                               {"oppose", one.oppose},
                                               {"abstain", one.abstain},
                                               {"passed", one.passed}});
}

/// The meeting's attendance in words; also what 会议总结 says.
Reply summary(ReadContext& ctx, const Meeting& meeting)
{
    const MeetingWords words{ctx};
    const auto figures = figures_of(roll::counts(ctx.tx, meeting.id));
    Reply reply = ctx.say(Text::summary_head, {{"org", meeting.org_name},
                                               {"kind", words.kind(meeting)},
                                               {"when", words.span(meeting.starts_at, meeting.ends_at)}});
    add(ctx, reply, Text::summary_place, "place", meeting.place);
    add(ctx, reply, Text::summary_topic, "topic", meeting.topic);
    add(ctx, reply, Text::summary_chair, "chair", person_name(ctx, meeting.chair));
    add(ctx, reply, Text::summary_recorder, "recorder", person_name(ctx, meeting.recorder));
    reply.text += "\n" + ctx.text(Text::summary_figures, {{"due", figures.due},
                                                          {"present", figures.present},
                                                          {"late", figures.late},
                                                          {"leave", figures.leave},
                                                          {"missing", figures.missing},
                                                          {"guests", figures.guests},
                                                          {"has_late", figures.late > 0},
                                                          {"has_guests", figures.guests > 0},
                                                          {"probationary", figures.probationary_present},
                                                          {"full", figures.full_present}});
    if (figures.due + figures.guests + figures.exempt <= most_names) {
        const auto people = roll::people(ctx.tx, ctx.around.vault, meeting.id, {}, most_names);
        add(ctx, reply, Text::summary_late, "names",
            names_of(people, [](const RollEntry& one) { return one.due && one.status == "late"; }));
        add(ctx, reply, Text::summary_leave, "names",
            names_of(people, [](const RollEntry& one) { return one.status == "leave"; }, true));
        add(ctx, reply, Text::roll_leave_asked, "names", names_awaiting_leave(ctx, meeting, people));
        add(ctx, reply, Text::summary_absent, "names", names_of(people, [](const RollEntry& one) {
                return one.due && (one.status == "absent" || one.status == "pending");
            }));
        add(ctx, reply, Text::summary_guests, "names",
            names_of(people, [](const RollEntry& one) { return !one.due && is_present(one); }));
    }
    for (const auto& one : roll::resolutions(ctx.tx, ctx.around.vault, meeting.id))
        reply.text += "\n" + resolution_line(ctx, one);
    return reply;
}

} // namespace

Reply end_meeting(Context& ctx, const Args& args)
{
    const auto choice = choose_meeting(ctx, args.number(), {Capability::call_meeting, Occasion::coming, "散会"});
    if (!choice.meeting)
        return choice.instead;
    const auto& meeting = *choice.meeting;
    if (meeting.status != "called")
        return ctx.say(Text::meeting_is_over, {{"number", meeting.id.value}});
    if (meeting.starts_at > ctx.now)
        return ctx.say(Text::end_not_begun, {{"number", meeting.id.value}});
    storage::meetings::end(ctx.tx, meeting.id, ctx.now);
    storage::audit::note(ctx.tx, ctx.speaker.member, "meeting_ended", meeting.org, meeting.id.value, "", ctx.now);
    begin_closing(ctx.tx, ctx.around, meeting.id, ctx.speaker.member, ctx.now);
    const auto after = storage::meetings::find(ctx.tx, ctx.around.vault, meeting.id);
    if (!after || after->status != "closed")
        return ctx.say(Text::end_counting, {{"number", meeting.id.value}});
    auto reply = ctx.say(Text::end_done);
    reply.text += "\n" + summary(ctx, *after).text;
    return reply;
}

Reply sum_up_meeting(ReadContext& ctx, const Args& args)
{
    const auto choice = choose_meeting(ctx, args.number(), {Capability::see_roll, Occasion::latest, "会议总结"});
    if (!choice.meeting)
        return choice.instead;
    if (choice.meeting->status != "closed")
        return ctx.say(Text::summary_not_yet, {{"number", choice.meeting->id.value}});
    return summary(ctx, *choice.meeting);
}

} // namespace fingertip::handlers
