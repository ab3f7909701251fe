#include "handlers/meetings/make_up.hpp"

#include "handlers/asking.hpp"
#include "handlers/meetings/make_up_grant.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/meetings/officer_entry.hpp"
#include "handlers/people/people_words.hpp"
#include "handlers/requests.hpp"
#include "handlers/words/args.hpp"
#include "handlers/words/numbered.hpp"
#include "storage/own_meetings.hpp"
#include "storage/people/members.hpp"
#include "storage/people/offices.hpp"

#include <algorithm>
#include <array>

namespace fingertip::handlers {

namespace own_meetings = storage::own_meetings;

using own_meetings::Held;
using storage::Meeting;
using storage::MeetingId;

namespace {

constexpr std::chrono::days asked_within{7};
/// A meeting that ends late on the first of these days may have begun the day before.
constexpr std::chrono::days longest_meeting{1};
constexpr std::chrono::days a_year{366};
constexpr std::chrono::minutes menu_lives{10};
constexpr std::size_t longest_reason = 300; // bytes

/// What somebody wrote: 12 本人 手机没电.
struct Said
{
    std::optional<std::int64_t> number;
    bool oneself = false;
    std::string reason;
};

bool means_oneself(const std::string& word)
{
    constexpr std::array<std::string_view, 6> words{"本人", "我", "自己", "我自己", "me", "myself"};
    return std::find(words.begin(), words.end(), normalise(word).folded) != words.end();
}

Said take_apart(const Args& args)
{
    Said said;
    auto numbered = read_numbered(args.rest());
    const auto take_self = [&](const std::string& text) {
        const Args rest{text};
        const auto words = rest.words();
        said.oneself = !words.empty() && means_oneself(words.front());
        return said.oneself ? rest.after(1).rest() : text;
    };
    said.number = numbered.number;
    said.reason = take_self(numbered.rest);
    if (said.oneself && !said.number) { // 本人 12 手机没电
        numbered = read_numbered(said.reason);
        said.number = numbered.number;
        said.reason = numbered.rest;
    }
    return said;
}

/// A colleague's name where a reason is expected: entering others is an officer's.
bool names_a_colleague(Context& ctx, const Said& said)
{
    if (said.oneself || said.reason.empty() || Args{said.reason}.words().size() > 1)
        return false;
    const auto path = storage::offices::path(ctx.tx, ctx.speaker.home);
    const auto found = storage::members::find_by_name(ctx.tx, ctx.around.vault, said.reason, path);
    return std::any_of(found.begin(), found.end(), [&](const auto& one) { return one.id != ctx.speaker.member; });
}

bool is_present(const Held& held)
{
    return held.status == "present" || held.status == "late";
}

bool in_time(const Held& held, storage::Time now)
{
    return held.opens_at <= now && held.ends_at >= now - asked_within;
}

/// The word that asks for this meeting again, with what was said: an officer's needs 本人.
std::string again(Context& ctx, MeetingId meeting, const std::string& reason)
{
    return "补签 " + std::to_string(meeting.value) + (may_enter_for_others(ctx) ? " 本人" : "") +
           (reason.empty() ? "" : " ") + reason;
}

Reply offer(Context& ctx, const std::vector<Held>& candidates, const std::string& reason)
{
    const MeetingWords words{ctx};
    Reply reply = ctx.say(Text::make_up_which);
    ctx.talk.menu.clear();
    ctx.talk.menu_until = ctx.now + menu_lives;
    for (const auto& one : candidates) {
        const auto meeting = storage::meetings::find(ctx.tx, ctx.around.vault, one.meeting);
        if (!meeting)
            continue;
        ctx.talk.menu.push_back(again(ctx, one.meeting, reason));
        reply.text += "\n⟦" + std::to_string(ctx.talk.menu.size()) + "⟧ " +
                      ctx.text(Text::make_up_choice,
                               {{"line", words.line(*meeting)},
                                {"leave", one.status == "leave"},
                                {"asked", storage::requests::open_of(ctx.tx, ctx.around.vault, make_up_requests.kind,
                                                                     ctx.speaker.member, one.meeting.value)
                                              .has_value()}});
    }
    return reply;
}

/// Nothing can be asked for: the reason nearest to what happened lately.
Reply nothing_to_ask(Context& ctx, const std::vector<Held>& lately)
{
    const MeetingWords words{ctx};
    for (const auto& one : lately) {
        const auto meeting = storage::meetings::find(ctx.tx, ctx.around.vault, one.meeting);
        if (!meeting || one.state == "cancelled" || one.status.empty())
            continue;
        if (is_present(one))
            return ctx.say(Text::make_up_present, {{"line", words.line(*meeting)}});
        if (one.status == "exempt") {
            auto reply = ctx.say(Text::make_up_exempt, {{"line", words.line(*meeting)}});
            reply.text += "⟦" + again(ctx, one.meeting, {}) + "⟧";
            return reply;
        }
    }
    return ctx.say(Text::make_up_nothing, {{"days", asked_within.count()}});
}

/// The one meeting that can be meant, or what to say instead.
std::variant<MeetingId, Reply> choose(Context& ctx, const Said& said)
{
    const auto me = ctx.speaker.member;
    if (said.number) {
        const auto found = own_meetings::held(ctx.tx, me, ctx.now - a_year, ctx.now + a_year, MeetingId{*said.number});
        if (found.empty())
            return ctx.say(Text::make_up_unknown, {{"number", *said.number}});
        return found.front().meeting;
    }
    auto lately = own_meetings::held(ctx.tx, me, ctx.now - asked_within - longest_meeting, ctx.now + longest_meeting);
    std::erase_if(lately, [&](const Held& one) { return !in_time(one, ctx.now); });
    auto candidates = lately;
    std::erase_if(candidates, [&](const Held& one) {
        // What is asked for already stays a choice: who asks again must not ask about another.
        return one.state == "cancelled" || is_present(one) || one.status == "exempt";
    });
    // Who is on a list somewhere is hardly asking about a meeting that did not expect them.
    if (std::any_of(candidates.begin(), candidates.end(), [](const Held& one) { return !one.status.empty(); }))
        std::erase_if(candidates, [](const Held& one) { return one.status.empty(); });
    if (candidates.empty())
        return nothing_to_ask(ctx, lately);
    if (candidates.size() > 1)
        return offer(ctx, candidates, said.reason);
    return candidates.front().meeting;
}

/// Why it cannot be asked for this meeting; empty: it can.
std::optional<Reply> stands_against(Context& ctx, const Meeting& meeting, const Held& held)
{
    const MeetingWords words{ctx};
    if (meeting.status == "cancelled")
        return ctx.say(Text::make_up_cancelled, {{"line", words.line(meeting)}});
    if (is_present(held))
        return ctx.say(Text::make_up_present, {{"line", words.line(meeting)}});
    if (meeting.opens_at > ctx.now)
        return ctx.say(Text::check_in_too_early, {{"time", moment_words(ctx, meeting.opens_at)}});
    if (!can_be_made_up(meeting, ctx.now))
        return ctx.say(Text::make_up_too_late, {{"line", words.line(meeting)}, {"days", asked_within.count()}});
    return may_not_ask(ctx, make_up_requests.kind, meeting.id.value);
}

} // namespace

bool is_for_oneself(const Args& args)
{
    return take_apart(args).oneself;
}

bool can_be_made_up(const Meeting& meeting, storage::Time now)
{
    return meeting.status != "cancelled" && meeting.opens_at <= now && meeting.ends_at >= now - asked_within;
}

Reply ask_make_up(Context& ctx, const Args& args)
{
    if (ctx.talk.parked && std::holds_alternative<AskMakeUp>(*ctx.talk.parked))
        ctx.talk.parked.reset(); // asked anew
    const auto said = take_apart(args);
    if (names_a_colleague(ctx, said))
        return ctx.say(Text::make_up_only_oneself);
    if (said.reason.size() > longest_reason)
        return ctx.say(Text::entry_reason_too_long);
    const auto chosen = choose(ctx, said);
    if (const auto* instead = std::get_if<Reply>(&chosen))
        return *instead;
    return ask_make_up_of(ctx, std::get<MeetingId>(chosen), said.reason);
}

Reply ask_make_up_of(Context& ctx, MeetingId id, const std::string& reason)
{
    const auto meeting = storage::meetings::find(ctx.tx, ctx.around.vault, id);
    if (!meeting)
        return ctx.say(Text::make_up_unknown, {{"number", id.value}});
    const auto mine = own_meetings::held(ctx.tx, ctx.speaker.member, meeting->starts_at, meeting->starts_at, id);
    const Held held = mine.empty() ? Held{id, meeting->opens_at, meeting->ends_at, meeting->status, {}} : mine.front();
    if (auto instead = stands_against(ctx, *meeting, held))
        return std::move(*instead);
    if (reason.size() > longest_reason)
        return ctx.say(Text::entry_reason_too_long);
    const MeetingWords words{ctx};
    if (reason.empty() && !meeting->attendance_only) {
        ctx.talk.dialogue = AskMakeUp{id.value};
        return ctx.say(Text::make_up_ask_reason, {{"line", words.line(*meeting)},
                                                  {"open", meeting->status == "called" && ctx.now < meeting->ends_at},
                                                  {"leave", held.status == "leave"}});
    }
    const auto request = make_up_request(ctx, *meeting, reason);
    const auto number = file_request(ctx, request);
    if (!number)
        return ctx.say(Text::something_failed);
    Reply reply = ctx.say(Text::make_up_asked, {{"number", *number}, {"line", words.line(*meeting)}});
    reply.text += after_asking(ctx, request, *number);
    if (meeting->attendance_only && !reason.empty())
        reply.text += "\n" + ctx.text(Text::leave_no_text);
    return reply;
}

Reply ask_again(Context& ctx, const AskMakeUp& step)
{
    return ask_make_up_of(ctx, MeetingId{step.meeting}, {});
}

bool accepts(const AskMakeUp&, const Args& said)
{
    return tells_why(said);
}

Reply answer(Context& ctx, const AskMakeUp& step, const Args& said)
{
    ctx.talk.dialogue.reset();
    auto reply = ask_make_up_of(ctx, MeetingId{step.meeting}, said.rest());
    if (said.rest().size() > longest_reason)
        ctx.talk.dialogue = step; // asked again
    return reply;
}

} // namespace fingertip::handlers
