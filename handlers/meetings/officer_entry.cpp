#include "handlers/meetings/officer_entry.hpp"

#include "handlers/mail.hpp"
#include "handlers/meetings/leave_request.hpp"
#include "handlers/meetings/meeting_choice.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/words/args.hpp"
#include "storage/audit.hpp"
#include "storage/members.hpp"
#include "storage/offices.hpp"
#include "storage/organizations.hpp"
#include "storage/points.hpp"
#include "storage/roll.hpp"

#include <charconv>

namespace fingertip::handlers {

namespace members = storage::members;
namespace points = storage::points;
namespace roll = storage::roll;

using storage::Meeting;
using storage::MeetingId;
using storage::Member;
using storage::MemberId;
using storage::RollEntry;
using namespace std::chrono_literals;

namespace {

constexpr auto withdrawable = 10min;
constexpr std::size_t longest_reason = 300; // bytes

/// What an officer wrote: 12 李梅 手机没电.
struct Said
{
    std::optional<std::int64_t> number;
    std::string name;
    std::string reason;
};

Said take_apart(const Args& args)
{
    Said said;
    const auto words = args.words();
    std::size_t at = 0;
    // A lone number is a person's, as the answer to "which of the two".
    if (words.size() > 1 && (said.number = Args{words.front()}.number()))
        ++at;
    if (at < words.size())
        said.name = words[at++];
    said.reason = args.after(at).rest();
    return said;
}

/// Those whom the word can mean, people on the meeting's list before others of the name.
std::vector<Member> people(Context& ctx, const Meeting& meeting, const std::string& name)
{
    const auto path = storage::offices::path(ctx.tx, meeting.org);
    auto found = members::find_by_name(ctx.tx, ctx.around.vault, name, path);
    if (auto by_number = members::find_by_number(ctx.tx, ctx.around.vault, name))
        if (ctx.may(Capability::correct_roll, by_number->home) ||
            roll::find(ctx.tx, ctx.around.vault, meeting.id, by_number->id))
            found = {std::move(*by_number)};
    return found;
}

Reply ask_which(Context& ctx, const Meeting& meeting, const std::vector<Member>& found, const Said& said)
{
    Reply reply = ctx.say(Text::entry_which, {{"name", said.name}});
    for (const auto& one : found)
        reply.text += "\n" + ctx.text(Text::entry_choice, {{"meeting", meeting.id.value},
                                                           {"number", one.member_no},
                                                           {"name", one.name},
                                                           {"org", storage::organizations::name(ctx.tx, one.home)}});
    return reply;
}

Reply enter(Context& ctx, const Meeting& meeting, const Member& person, const std::string& reason)
{
    auto entry = roll::find(ctx.tx, ctx.around.vault, meeting.id, person.id);
    const std::string before = entry ? entry->status : "guest";
    const MeetingWords words{ctx};
    if (before == "present" || before == "late")
        return ctx.say(Text::entry_already, {{"name", person.name}, {"line", words.line(meeting)}});
    RollEntry written;
    written.member = person.id;
    written.status = "present";
    written.method = "officer";
    written.reason = reason;
    roll::set_by_officer(ctx.tx, ctx.around.vault, meeting.id, written, ctx.speaker.member, ctx.now);
    points::award(ctx.tx, person.id, "meeting_attended", meeting.id.value, ctx.around.zone.period(meeting.day),
                  ctx.now);
    const auto detail = std::to_string(meeting.id.value) + " " + before;
    storage::audit::note(ctx.tx, ctx.speaker.member, "entered_for_other", meeting.org, person.id.value, detail,
                         ctx.now);
    post(ctx, person.id, "entered_for_other",
         ctx.text(Text::entry_mail, {{"officer", ctx.speaker.name}, {"line", words.line(meeting)}}));
    ctx.talk.undo = Undoable{"entered_for_other", person.id.value, ctx.now + withdrawable, detail, ctx.now};
    return ctx.say(Text::entry_done, {{"name", person.name}, {"line", words.line(meeting)}});
}

} // namespace

bool may_enter_for_others(ReadContext& ctx)
{
    return ctx.may_somewhere(Capability::correct_roll);
}

Reply enter_for_other(Context& ctx, const Args& args)
{
    const auto said = take_apart(args);
    const auto choice = choose_meeting(ctx, said.number, {Capability::correct_roll, Occasion::latest, "补签"});
    if (!choice.meeting) {
        if (said.number)
            return choice.instead;
        // The offered numbers are to be followed by the name.
        auto reply = choice.instead;
        reply.text += "\n" + ctx.text(Text::entry_with_number, {{"name", said.name}});
        return reply;
    }
    const auto& meeting = *choice.meeting;
    if (meeting.status == "cancelled")
        return ctx.say(Text::meeting_is_over, {{"number", meeting.id.value}});
    if (meeting.opens_at > ctx.now)
        return ctx.say(Text::entry_too_early, {{"time", ctx.around.zone.time_of_day(meeting.opens_at)}});
    if (said.reason.size() > longest_reason)
        return ctx.say(Text::entry_reason_too_long);
    const auto found = people(ctx, meeting, said.name);
    if (found.empty())
        return ctx.say(Text::entry_nobody, {{"name", said.name}, {"org", meeting.org_name}});
    if (found.size() > 1)
        return ask_which(ctx, meeting, found, said);
    return enter(ctx, meeting, found.front(), said.reason);
}

Reply late_entry(Context& ctx, const Args& args)
{
    if (!args.empty() && may_enter_for_others(ctx))
        return enter_for_other(ctx, args);
    return ctx.say(may_enter_for_others(ctx) ? Text::entry_form : Text::entry_ask_officer);
}

Reply withdraw_entry(Context& ctx, std::int64_t member, std::string_view detail)
{
    const auto blank = detail.find(' ');
    std::int64_t id = 0;
    std::from_chars(detail.data(), detail.data() + std::min(blank, detail.size()), id);
    const auto before = std::string{detail.substr(blank == std::string_view::npos ? detail.size() : blank + 1)};
    const auto meeting = storage::meetings::find(ctx.tx, ctx.around.vault, MeetingId{id});
    const auto entry = meeting ? roll::find(ctx.tx, ctx.around.vault, meeting->id, MemberId{member}) : std::nullopt;
    if (!entry || entry->method != "officer" || !ctx.may(Capability::correct_roll, meeting->org))
        return ctx.say(Text::undo_nothing);
    if (before == "guest") {
        roll::remove_guest(ctx.tx, meeting->id, entry->member);
    } else {
        RollEntry written = *entry;
        // The meeting may have been closed since: nobody is pending then.
        written.status = before == "pending" && meeting->status == "closed" ? "absent" : before;
        written.method.clear();
        written.reason.clear();
        roll::set_by_officer(ctx.tx, ctx.around.vault, meeting->id, written, ctx.speaker.member, ctx.now);
        if (before == "leave") // with its own reason, not the entry's
            restore_leave(ctx, meeting->id, entry->member);
    }
    if (const auto given = points::standing(ctx.tx, ctx.around.vault, entry->member, "meeting_attended", id))
        points::reverse(ctx.tx, ctx.around.vault, *given, ctx.around.zone.period(given->period.day),
                        ctx.text(Text::entry_withdrawn_reason), ctx.speaker.member, ctx.now);
    storage::audit::note(ctx.tx, ctx.speaker.member, "entry_withdrawn", meeting->org, member, detail, ctx.now);
    const MeetingWords words{ctx};
    post(ctx, entry->member, "entry_withdrawn",
         ctx.text(Text::entry_withdrawn_mail, {{"officer", ctx.speaker.name}, {"line", words.line(*meeting)}}));
    return ctx.say(Text::entry_withdrawn, {{"name", entry->name}, {"line", words.line(*meeting)}});
}

} // namespace fingertip::handlers
