#include "handlers/meetings/roll_call.hpp"

#include "handlers/meetings/meeting_choice.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/meetings/quorum.hpp"
#include "handlers/words/args.hpp"
#include "storage/meetings/leave.hpp"

#include <algorithm>

namespace fingertip::handlers {

namespace roll = storage::roll;

using storage::Meeting;
using storage::RollEntry;

namespace {

Text matter_text(Matter matter)
{
    switch (matter) {
    case Matter::hold_committee:
        return Text::quorum_committee;
    case Matter::ordinary:
        return Text::quorum_ordinary;
    case Matter::admission:
        return Text::quorum_admission;
    case Matter::election:
        return Text::quorum_election;
    }
    return Text::quorum_ordinary;
}

/// Who counts, who is taken out and why, and what may be decided now.
std::string quorum_lines(ReadContext& ctx, const Meeting& meeting, const RollFigures& figures)
{
    const auto rules = quorum_rules(meeting.kind);
    if (rules.empty())
        return {};
    std::string lines = "\n" + ctx.text(Text::quorum_head, {{"voters", figures.voters_due},
                                                            {"present", figures.voters_present},
                                                            {"full", figures.full_due}});
    if (figures.suspended > 0)
        lines += ctx.text(Text::quorum_suspended, {{"count", figures.suspended}});
    if (figures.exempt > 0)
        lines += ctx.text(Text::quorum_exempt, {{"count", figures.exempt}});
    if (figures.probationary > 0)
        lines += ctx.text(Text::quorum_probationary, {{"count", figures.probationary}});
    for (const auto& rule : rules) {
        const auto standing = quorum_standing(rule, figures.voters_due, figures.voters_present);
        lines += "\n" + ctx.text(Text::quorum_line, {{"matter", ctx.text(matter_text(rule.matter))},
                                                     {"needed", standing.needed},
                                                     {"missing", standing.missing},
                                                     {"short", standing.missing > 0},
                                                     {"pass", standing.to_pass},
                                                     {"votes", rule.matter != Matter::hold_committee},
                                                     {"secret", rule.secret_ballot}});
    }
    const auto first = quorum_standing(rules.front(), figures.voters_due, figures.voters_present);
    const bool meets = rules.front().matter == Matter::hold_committee;
    lines += "\n" + ctx.text(meets ? Text::quorum_verdict_meeting : Text::quorum_verdict,
                             {{"missing", first.missing}, {"short", first.missing > 0}});
    return lines;
}

void add_line(ReadContext& ctx, Reply& reply, Text id, const std::string& names)
{
    if (!names.empty())
        reply.text += "\n" + ctx.text(id, {{"names", names}});
}

void add_names(ReadContext& ctx, Reply& reply, const Meeting& meeting, const std::vector<RollEntry>& people)
{
    add_line(ctx, reply, Text::roll_present,
             names_of(people, [](const RollEntry& one) { return one.due && one.status == "present"; }));
    add_line(ctx, reply, Text::roll_late,
             names_of(people, [](const RollEntry& one) { return one.due && one.status == "late"; }));
    add_line(ctx, reply, Text::roll_guests,
             names_of(people, [](const RollEntry& one) { return !one.due && is_present(one); }));
    add_line(ctx, reply, Text::roll_leave,
             names_of(people, [](const RollEntry& one) { return one.status == "leave"; }, true));
    add_line(ctx, reply, Text::roll_leave_asked, names_awaiting_leave(ctx, meeting, people));
    add_line(ctx, reply, Text::roll_missing, names_of(people, [](const RollEntry& one) {
                 return one.due && (one.status == "pending" || one.status == "absent");
             }));
    add_line(ctx, reply, Text::roll_exempt,
             names_of(people, [](const RollEntry& one) { return one.status == "exempt"; }));
}

void add_homes(ReadContext& ctx, Reply& reply, const Meeting& meeting, const std::vector<storage::RollOfHome>& homes)
{
    for (const auto& home : homes)
        reply.text += "\n" + ctx.text(Text::roll_home, {{"number", meeting.id.value},
                                                        {"org", home.name},
                                                        {"due", home.due},
                                                        {"present", home.present},
                                                        {"leave", home.leave}});
}

} // namespace

std::string names_awaiting_leave(ReadContext& ctx, const Meeting& meeting, const std::vector<RollEntry>& people)
{
    const auto waiting = storage::leave::waiting(ctx.tx, meeting.id, meeting.org);
    return names_of(people, [&](const RollEntry& one) {
        return one.due && (one.status == "pending" || one.status == "absent") &&
               std::find(waiting.begin(), waiting.end(), one.member) != waiting.end();
    });
}

RollFigures figures_of(const std::vector<storage::RollCount>& counts)
{
    RollFigures figures;
    for (const auto& one : counts) {
        const bool here = one.status == "present" || one.status == "late";
        if (!one.due) {
            figures.guests += here ? one.people : 0;
            figures.exempt += one.status == "exempt" ? one.people : 0;
            continue;
        }
        figures.due += one.people;
        figures.present += here ? one.people : 0;
        figures.late += one.status == "late" ? one.people : 0;
        figures.leave += one.status == "leave" ? one.people : 0;
        figures.missing += one.status == "pending" || one.status == "absent" ? one.people : 0;
        figures.voters_due += one.entitled ? one.people : 0;
        figures.voters_present += one.entitled && here ? one.people : 0;
        figures.full_due += one.category == "full" ? one.people : 0;
        figures.suspended += one.category == "full" && !one.entitled ? one.people : 0;
        figures.probationary += one.category == "probationary" ? one.people : 0;
        figures.full_present += here && one.category == "full" ? one.people : 0;
        figures.probationary_present += here && one.category == "probationary" ? one.people : 0;
    }
    return figures;
}

Reply call_roll(ReadContext& ctx, const Args& args)
{
    const auto words = args.words();
    const auto number = words.empty() ? std::nullopt : Args{words.front()}.number();
    const auto choice = choose_meeting(ctx, number, {Capability::see_roll, Occasion::latest, "点名"});
    if (!choice.meeting)
        return choice.instead;
    const auto& meeting = *choice.meeting;
    const MeetingWords said{ctx};
    const auto figures = figures_of(roll::counts(ctx.tx, meeting.id));
    Reply reply = ctx.say(Text::roll_head, {{"org", meeting.org_name},
                                            {"line", said.line(meeting)},
                                            {"due", figures.due},
                                            {"present", figures.present},
                                            {"late", figures.late},
                                            {"leave", figures.leave},
                                            {"missing", figures.missing},
                                            {"guests", figures.guests},
                                            {"has_late", figures.late > 0},
                                            {"has_guests", figures.guests > 0}});
    // Names are opened for one organisation's list at most; a large one is shown branch by branch.
    const auto homes = roll::by_home(ctx.tx, meeting.id);
    const auto wanted = number ? args.after(1).rest() : args.rest();
    const auto home = std::find_if(homes.begin(), homes.end(), [&](const auto& one) { return one.name == wanted; });
    const std::int64_t listed = meeting.due + figures.guests + figures.exempt;
    if (home != homes.end())
        add_names(ctx, reply, meeting, roll::people(ctx.tx, ctx.around.vault, meeting.id, home->home, most_names));
    else if (listed <= most_names)
        add_names(ctx, reply, meeting, roll::people(ctx.tx, ctx.around.vault, meeting.id, {}, most_names));
    else
        add_homes(ctx, reply, meeting, homes);
    if (meeting.status != "cancelled")
        reply.text += quorum_lines(ctx, meeting, figures);
    return reply;
}

} // namespace fingertip::handlers
