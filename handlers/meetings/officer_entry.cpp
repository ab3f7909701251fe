#include "handlers/meetings/officer_entry.hpp"

#include "handlers/mail.hpp"
#include "handlers/meetings/make_up.hpp"
#include "handlers/meetings/meeting_choice.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/meetings/roll_entry.hpp"
#include "handlers/words/args.hpp"
#include "storage/audit.hpp"
#include "storage/meetings/roll.hpp"
#include "storage/people/members.hpp"
#include "storage/people/offices.hpp"
#include "storage/people/organizations.hpp"

#include <charconv>

namespace fingertip::handlers {

namespace members = storage::members;
namespace roll = storage::roll;

using storage::Meeting;
using storage::MeetingId;
using storage::Member;
using storage::MemberId;
using namespace std::chrono_literals;

namespace {

constexpr auto withdrawable = 10min;
constexpr std::size_t longest_reason = 300; // bytes
constexpr std::string_view by_officer = "officer";

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
    if (person.id == ctx.speaker.member)
        return ask_make_up_of(ctx, meeting.id, reason); // nobody enters themselves: somebody else decides
    const MeetingWords words{ctx};
    const auto before = enter_present(ctx, meeting, person.id, by_officer, reason);
    if (!before)
        return ctx.say(Text::entry_already, {{"name", person.name}, {"line", words.line(meeting)}});
    const auto detail = std::to_string(meeting.id.value) + " " + *before;
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
    if (!may_enter_for_others(ctx) || is_for_oneself(args))
        return ask_make_up(ctx, args);
    return args.empty() ? ctx.say(Text::entry_form) : enter_for_other(ctx, args);
}

Reply withdraw_entry(Context& ctx, std::int64_t member, std::string_view detail)
{
    const auto blank = detail.find(' ');
    std::int64_t id = 0;
    std::from_chars(detail.data(), detail.data() + std::min(blank, detail.size()), id);
    const auto before = detail.substr(blank == std::string_view::npos ? detail.size() : blank + 1);
    const auto meeting = storage::meetings::find(ctx.tx, ctx.around.vault, MeetingId{id});
    if (!meeting || !ctx.may(Capability::correct_roll, meeting->org))
        return ctx.say(Text::undo_nothing);
    const MemberId person{member};
    const auto name = person_name(ctx, person);
    if (!take_entry_back(ctx, *meeting, person, by_officer, before, ctx.text(Text::entry_withdrawn_reason)))
        return ctx.say(Text::undo_nothing);
    storage::audit::note(ctx.tx, ctx.speaker.member, "entry_withdrawn", meeting->org, member, detail, ctx.now);
    const MeetingWords words{ctx};
    post(ctx, person, "entry_withdrawn",
         ctx.text(Text::entry_withdrawn_mail, {{"officer", ctx.speaker.name}, {"line", words.line(*meeting)}}));
    return ctx.say(Text::entry_withdrawn, {{"name", name}, {"line", words.line(*meeting)}});
}

} // namespace fingertip::handlers
