#include "handlers/meetings/meeting_duties.hpp"

#include "handlers/mail.hpp"
#include "handlers/meetings/meeting_choice.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/words/args.hpp"
#include "storage/audit.hpp"
#include "storage/meetings/meeting_duties.hpp"
#include "storage/meetings/minutes.hpp"
#include "storage/meetings/roll.hpp"
#include "storage/people/members.hpp"
#include "storage/people/offices.hpp"
#include "storage/people/organizations.hpp"

#include <algorithm>
#include <charconv>

namespace fingertip::handlers {

namespace members = storage::members;

using storage::Meeting;
using storage::MeetingId;
using storage::Member;
using storage::MemberId;
using storage::meeting_duties::Duty;
using namespace std::chrono_literals;

namespace {

constexpr auto withdrawable = 10min;
constexpr std::chrono::days a_year{366};

std::string_view command_of(Duty duty)
{
    return duty == Duty::chair ? "主持人" : "记录人";
}

std::string_view name_of(Duty duty)
{
    return duty == Duty::chair ? "chair" : "recorder";
}

MemberId holder(const Meeting& meeting, Duty duty)
{
    return duty == Duty::chair ? meeting.chair : meeting.recorder;
}

/// Whom the word can mean among those on the meeting's list; its own people are looked through first, since a common
/// name may have more bearers elsewhere than a look-up brings.
std::vector<Member> on_the_list(Context& ctx, const Meeting& meeting, const std::string& word)
{
    const auto path = storage::offices::path(ctx.tx, meeting.org);
    const auto listed = [&](std::vector<Member> found) {
        std::erase_if(found, [&](const Member& one) {
            return !storage::roll::find(ctx.tx, ctx.around.vault, meeting.id, one.id);
        });
        return found;
    };
    if (auto by_number = members::find_by_number(ctx.tx, ctx.around.vault, word))
        if (auto found = listed({std::move(*by_number)}); !found.empty())
            return found;
    auto found = listed(members::find_by_name(ctx.tx, ctx.around.vault, word, path));
    return found.empty() ? listed(members::find_by_name(ctx.tx, ctx.around.vault, word, "/")) : found;
}

Reply ask_which(Context& ctx, const Meeting& meeting, Duty duty, const std::vector<Member>& found)
{
    Reply reply = ctx.say(Text::duty_which, {{"name", found.front().name}});
    for (const auto& one : found)
        reply.text += "\n" + ctx.text(Text::duty_choice, {{"command", command_of(duty)},
                                                          {"meeting", meeting.id.value},
                                                          {"number", one.member_no},
                                                          {"name", one.name},
                                                          {"org", storage::organizations::name(ctx.tx, one.home)}});
    return reply;
}

/// What both are told: the one who has the duty now, and the one who had it.
void tell(Context& ctx, const Meeting& meeting, Duty duty, MemberId now, MemberId before)
{
    const MeetingWords words{ctx};
    const auto write = [&](MemberId to, Text id) {
        if (to && to != ctx.speaker.member && now != before)
            post(ctx, to, "meeting_duty",
                 ctx.text(id, {{"officer", ctx.speaker.name},
                               {"line", words.line(meeting)},
                               {"chair", duty == Duty::chair},
                               {"number", meeting.id.value}}));
    };
    write(now, Text::duty_mail);
    write(before, Text::duty_mail_over);
}

Reply give(Context& ctx, const Meeting& meeting, Duty duty, const Member& person)
{
    const auto before = holder(meeting, duty);
    const MeetingWords words{ctx};
    const std::initializer_list<Filling> said{
        {"name", person.name}, {"line", words.line(meeting)}, {"chair", duty == Duty::chair}};
    if (before == person.id)
        return ctx.say(Text::duty_already, said);
    storage::meeting_duties::give(ctx.tx, meeting.id, duty, person.id);
    storage::audit::note(
        ctx.tx, ctx.speaker.member, std::string{name_of(duty)} + "_named", meeting.org, meeting.id.value,
        "member=" + std::to_string(person.id.value) + " before=" + std::to_string(before.value), ctx.now);
    tell(ctx, meeting, duty, person.id, before);
    ctx.talk.undo = Undoable{"meeting_duty", meeting.id.value, ctx.now + withdrawable,
                             std::string{name_of(duty)} + " " + std::to_string(before.value), ctx.now};
    return ctx.say(Text::duty_done, said);
}

Reply name_somebody(Context& ctx, const Args& args, Duty duty)
{
    const auto words = args.words();
    const auto number = words.empty() ? std::nullopt : Args{words.front()}.number();
    const auto choice = choose_meeting(ctx, number, {Capability::call_meeting, Occasion::coming, command_of(duty)});
    const auto name = number ? args.after(1).rest() : args.rest();
    if (!choice.meeting) {
        auto reply = choice.instead;
        if (!number && !name.empty())
            reply.text += "\n" + ctx.text(Text::duty_with_number, {{"name", name}, {"chair", duty == Duty::chair}});
        return reply;
    }
    const auto& meeting = *choice.meeting;
    if (meeting.status == "cancelled")
        return ctx.say(Text::meeting_is_over, {{"number", meeting.id.value}});
    if (auto locked = refuse_locked(ctx, meeting))
        return std::move(*locked);
    if (name.empty()) {
        const auto current = person_name(ctx, holder(meeting, duty));
        return ctx.say(Text::duty_form, {{"name", current},
                                         {"has_name", !current.empty()},
                                         {"chair", duty == Duty::chair},
                                         {"number", meeting.id.value}});
    }
    const auto found = on_the_list(ctx, meeting, name);
    if (found.empty())
        return ctx.say(Text::duty_not_listed, {{"name", name}, {"number", meeting.id.value}});
    if (found.size() > 1)
        return ask_which(ctx, meeting, duty, found);
    return give(ctx, meeting, duty, found.front());
}

} // namespace

Reply name_recorder(Context& ctx, const Args& args)
{
    return name_somebody(ctx, args, Duty::recorder);
}

Reply name_chair(Context& ctx, const Args& args)
{
    return name_somebody(ctx, args, Duty::chair);
}

Reply withdraw_duty(Context& ctx, std::int64_t id, std::string_view detail)
{
    const auto meeting = storage::meetings::find(ctx.tx, ctx.around.vault, MeetingId{id});
    if (!meeting || !ctx.may(Capability::call_meeting, meeting->org))
        return ctx.say(Text::undo_nothing);
    if (auto locked = refuse_locked(ctx, *meeting))
        return std::move(*locked);
    const auto duty = detail.starts_with("chair") ? Duty::chair : Duty::recorder;
    const auto blank = std::min(detail.find(' '), detail.size() - 1);
    MemberId before;
    std::from_chars(detail.data() + blank + 1, detail.data() + detail.size(), before.value);
    storage::meeting_duties::give(ctx.tx, meeting->id, duty, before);
    storage::audit::note(ctx.tx, ctx.speaker.member, std::string{name_of(duty)} + "_withdrawn", meeting->org, id,
                         "member=" + std::to_string(before.value), ctx.now);
    tell(ctx, *meeting, duty, before, holder(*meeting, duty));
    const auto name = person_name(ctx, before);
    return ctx.say(Text::duty_withdrawn, {{"name", name}, {"has_name", !name.empty()}, {"chair", duty == Duty::chair}});
}

bool has_duty(const ReadContext& ctx, const Meeting& meeting)
{
    const auto member = ctx.speaker.member;
    return member && (meeting.chair == member || meeting.recorder == member);
}

bool has_some_duty(ReadContext& ctx)
{
    return !storage::meeting_duties::of(ctx.tx, ctx.speaker.member, ctx.now - a_year, ctx.now + a_year, 1).empty();
}

bool keeps_record(ReadContext& ctx, const Meeting& meeting)
{
    return has_duty(ctx, meeting) || ctx.may(Capability::keep_minutes, meeting.org);
}

std::optional<storage::Time> record_locks_at(ReadContext& ctx, const Meeting& meeting)
{
    if (meeting.status != "closed")
        return std::nullopt;
    // Once locked it stays so, also where a longer period has been configured since.
    if (const auto locked = storage::minutes::locked_at(ctx.tx, meeting.id))
        return locked;
    return meeting.closed_at + ctx.around.settings.minutes_lock_after;
}

std::optional<Reply> refuse_locked(ReadContext& ctx, const Meeting& meeting)
{
    const auto locks = record_locks_at(ctx, meeting);
    if (!locks || ctx.now < *locks)
        return std::nullopt;
    return ctx.say(Text::record_is_locked,
                   {{"number", meeting.id.value}, {"time", ctx.around.zone.moment(*locks, ctx.language(), ctx.now)}});
}

std::optional<Reply> refuse_text(ReadContext& ctx, const Meeting& meeting)
{
    if (meeting.status == "cancelled")
        return ctx.say(Text::record_cancelled, {{"number", meeting.id.value}});
    if (meeting.attendance_only)
        return ctx.say(Text::record_attendance_only, {{"number", meeting.id.value}});
    if (ctx.now < meeting.opens_at)
        return ctx.say(Text::record_too_early,
                       {{"number", meeting.id.value},
                        {"time", ctx.around.zone.moment(meeting.starts_at, ctx.language(), ctx.now)}});
    return std::nullopt;
}

} // namespace fingertip::handlers
