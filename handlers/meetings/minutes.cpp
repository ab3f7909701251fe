#include "handlers/meetings/minutes.hpp"

#include "handlers/meetings/meeting_choice.hpp"
#include "handlers/meetings/meeting_duties.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/meetings/minutes_sitting.hpp"
#include "handlers/meetings/roll_call.hpp"
#include "handlers/words/args.hpp"
#include "handlers/words/characters.hpp"
#include "handlers/words/confirming.hpp"
#include "storage/meetings/minutes.hpp"

#include <array>

namespace fingertip::handlers {

namespace minutes = storage::minutes;

using storage::Meeting;
using storage::MeetingId;

namespace {

bool says_write(std::string_view text)
{
    constexpr std::array<std::string_view, 6> words{"写", "续写", "接着写", "补充", "开始", "write"};
    return says_one_of(text, words);
}

bool says_rewrite(std::string_view text)
{
    constexpr std::array<std::string_view, 4> words{"重写", "重新写", "从头写", "rewrite"};
    return says_one_of(text, words);
}

std::size_t length(std::string_view text)
{
    return characters(text).size();
}

std::string moment(const ReadContext& ctx, storage::Time at)
{
    return ctx.around.zone.moment(at, ctx.language(), ctx.now);
}

Reply show(Context& ctx, const Meeting& meeting)
{
    const MeetingWords words{ctx};
    const auto record = minutes::find(ctx.tx, ctx.around.vault, meeting.id);
    const auto figures = figures_of(storage::roll::counts(ctx.tx, meeting.id));
    const auto locks = record_locks_at(ctx, meeting);
    const auto chair = person_name(ctx, meeting.chair);
    const auto recorder = person_name(ctx, meeting.recorder);
    auto reply = ctx.say(Text::minutes_head, {{"org", meeting.org_name},
                                              {"line", words.line(meeting)},
                                              {"chair", chair},
                                              {"has_chair", !chair.empty()},
                                              {"recorder", recorder},
                                              {"has_recorder", !recorder.empty()},
                                              {"due", figures.due},
                                              {"present", figures.present},
                                              {"leave", figures.leave},
                                              {"missing", figures.missing}});
    if (record)
        reply.text += "\n" + ctx.text(Text::minutes_written, {{"author", person_name(ctx, record->author)},
                                                              {"time", moment(ctx, record->at)},
                                                              {"count", length(record->body)}});
    if (locks && *locks <= ctx.now)
        reply.text += "\n" + ctx.text(Text::minutes_locked, {{"time", moment(ctx, *locks)}});
    else
        reply.text += "\n" + ctx.text(Text::minutes_may_write, {{"number", meeting.id.value},
                                                                {"has_text", record.has_value()},
                                                                {"time", locks ? moment(ctx, *locks) : ""},
                                                                {"closed", locks.has_value()}});
    // The text comes last: a long one is cut, and nobody should have to read to its end to see what can be done.
    reply.text +=
        "\n" + (record ? ctx.text(Text::minutes_body, {{"body", record->body}}) : ctx.text(Text::minutes_none));
    return reply;
}

} // namespace

Reply keep_minutes(Context& ctx, const Args& args)
{
    const auto words = args.words();
    const auto number = words.empty() ? std::nullopt : Args{words.front()}.number();
    const auto choice = choose_meeting(ctx, number, {Capability::keep_minutes, Occasion::latest, "会议记录", true});
    if (!choice.meeting) {
        auto reply = choice.instead;
        if (!number && !args.empty())
            reply.text += "\n" + ctx.text(Text::minutes_with_number);
        return reply;
    }
    const auto& meeting = *choice.meeting;
    if (auto refused = refuse_text(ctx, meeting))
        return std::move(*refused);
    const auto text = number ? args.after(1).rest() : args.rest();
    if (text.empty())
        return show(ctx, meeting);
    if (auto locked = refuse_locked(ctx, meeting))
        return std::move(*locked);
    if (says_rewrite(text))
        return rewrite_minutes(ctx, meeting);
    if (says_write(text))
        return begin_minutes(ctx, meeting);
    return take_minutes(ctx, meeting, text);
}

void minutes_lock(TimerContext& ctx, const storage::timers::Timer& timer)
{
    const auto meeting = storage::meetings::find(ctx.tx, ctx.around.vault, MeetingId{timer.subject});
    if (!meeting || meeting->status != "closed")
        return;
    const auto due = meeting->closed_at + ctx.around.settings.minutes_lock_after;
    if (ctx.now < due) // a longer period has been configured since
        storage::timers::set(ctx.tx, timer.kind, timer.subject, due);
    else
        minutes::lock(ctx.tx, meeting->id, due);
}

} // namespace fingertip::handlers
