#include "handlers/meetings/minutes_sitting.hpp"

#include "handlers/meetings/meeting_duties.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/words/args.hpp"
#include "handlers/words/characters.hpp"
#include "handlers/words/confirming.hpp"
#include "storage/audit.hpp"
#include "storage/meetings/minutes.hpp"

#include <array>

namespace fingertip::handlers {

namespace minutes = storage::minutes;

using storage::Meeting;
using storage::MeetingId;
using storage::Minutes;

namespace {

constexpr std::size_t longest_record = 20'000; // characters
constexpr std::size_t tail_shown = 60;         // characters of what is there, where more is written behind it

bool says_done(std::string_view text)
{
    constexpr std::array<std::string_view, 8> words{"完成", "完成了", "写完了", "记完了",
                                                    "完了", "done",   "finish", "结束"};
    return says_one_of(text, words);
}

std::size_t length(std::string_view text)
{
    return characters(text).size();
}

/// The last characters of a text, for people to see where it ends.
std::string tail(std::string_view text, std::size_t most)
{
    const auto all = characters(text);
    return all.size() <= most ? std::string{text} : "…" + std::string{text.substr(all[all.size() - most].begin)};
}

std::string moment(const ReadContext& ctx, storage::Time at)
{
    return ctx.around.zone.moment(at, ctx.language(), ctx.now);
}

/// The meeting of a step while its record can be written; else a reply that says why not.
std::optional<Meeting> writable(Context& ctx, std::int64_t id, Reply& instead)
{
    auto meeting = storage::meetings::find(ctx.tx, ctx.around.vault, MeetingId{id});
    if (!meeting || !keeps_record(ctx, *meeting)) {
        instead = ctx.say(Text::meeting_unknown, {{"number", id}});
        return std::nullopt;
    }
    auto refused = refuse_text(ctx, *meeting);
    if (!refused)
        refused = refuse_locked(ctx, *meeting);
    if (!refused)
        return meeting;
    instead = std::move(*refused);
    return std::nullopt;
}

/// "已有356字，结尾是……": what is there before more is written.
std::string what_is_there(ReadContext& ctx, const std::optional<Minutes>& record)
{
    if (!record)
        return {};
    return ctx.text(Text::minutes_there, {{"count", length(record->body)}, {"tail", tail(record->body, tail_shown)}});
}

/// Opens a sitting; nothing is written yet.
WriteMinutes sitting(const Meeting& meeting, const std::optional<Minutes>& record, bool replaces)
{
    WriteMinutes step;
    step.meeting = meeting.id.value;
    if (record) {
        step.replaces = replaces;
        step.before_author = record->author.value;
        step.before_at = storage::seconds(record->at);
        step.before_bytes = static_cast<std::int64_t>(record->body.size());
        if (replaces)
            step.before = record->body;
    }
    return step;
}

/// Takes one message into the record.
Reply take(Context& ctx, const Meeting& meeting, WriteMinutes step, const std::string& text)
{
    const auto record = minutes::find(ctx.tx, ctx.around.vault, meeting.id);
    const bool first = step.messages == 0;
    if (first && step.replaces && record &&
        (static_cast<std::int64_t>(record->body.size()) != step.before_bytes ||
         storage::seconds(record->at) != step.before_at)) {
        // Nobody replaces what they have not seen.
        auto reply = ctx.say(Text::minutes_changed);
        reply.text += "\n" + rewrite_minutes(ctx, meeting).text;
        return reply;
    }
    if (first)
        step = sitting(meeting, record, step.replaces);
    const bool keeps = record && !(first && step.replaces);
    const auto body = keeps ? record->body + "\n" + text : text;
    const auto whole = length(body);
    const auto fresh = length(text);
    if (whole > longest_record) {
        const auto before = keeps ? length(record->body) + 1 : 0; // and the line break
        ctx.talk.dialogue = step;
        return ctx.say(Text::minutes_full, {{"most", longest_record},
                                            {"count", fresh},
                                            {"left", longest_record > before ? longest_record - before : 0}});
    }
    // Somebody else may write the same record meanwhile: then 取消 must not take theirs away.
    if (!first && (!record || record->author != ctx.speaker.member ||
                   static_cast<std::int64_t>(record->body.size()) != step.bytes))
        step.shared = true;
    minutes::write(ctx.tx, ctx.around.vault, meeting.id, {body, ctx.speaker.member, ctx.now});
    storage::audit::note(ctx.tx, ctx.speaker.member, first && step.replaces ? "minutes_rewritten" : "minutes_written",
                         meeting.org, meeting.id.value,
                         "characters=" + std::to_string(fresh) + " total=" + std::to_string(whole), ctx.now);
    step.messages += 1;
    step.characters += static_cast<std::int64_t>(fresh);
    step.bytes = static_cast<std::int64_t>(body.size());
    auto reply = ctx.say(
        Text::minutes_taken,
        {{"message", step.messages}, {"count", step.characters}, {"total", whole}, {"number", meeting.id.value}});
    if (ctx.incoming.text.size() > longest_text)
        reply.text += "\n" + ctx.text(Text::minutes_cut, {{"tail", tail(text, 10)}});
    if (first && record && !step.replaces)
        reply.text += "\n" + what_is_there(ctx, record);
    ctx.talk.dialogue = std::move(step);
    return reply;
}

Reply finish(Context& ctx, const WriteMinutes& step)
{
    ctx.talk.dialogue.reset();
    const auto meeting = storage::meetings::find(ctx.tx, ctx.around.vault, MeetingId{step.meeting});
    if (step.messages == 0 || !meeting)
        return ctx.say(Text::minutes_nothing_new, {{"number", step.meeting}});
    const auto record = minutes::find(ctx.tx, ctx.around.vault, meeting->id);
    const auto locks = record_locks_at(ctx, *meeting);
    return ctx.say(Text::minutes_done, {{"number", step.meeting},
                                        {"count", step.characters},
                                        {"total", record ? length(record->body) : 0},
                                        {"time", locks ? moment(ctx, *locks) : ""},
                                        {"closed", locks.has_value()}});
}

} // namespace

Reply begin_minutes(Context& ctx, const Meeting& meeting)
{
    const auto record = minutes::find(ctx.tx, ctx.around.vault, meeting.id);
    ctx.talk.dialogue = sitting(meeting, record, false);
    const MeetingWords words{ctx};
    auto reply = ctx.say(Text::minutes_begin, {{"org", meeting.org_name}, {"line", words.line(meeting)}});
    if (record)
        reply.text += "\n" + what_is_there(ctx, record);
    return reply;
}

Reply rewrite_minutes(Context& ctx, const Meeting& meeting)
{
    const auto record = minutes::find(ctx.tx, ctx.around.vault, meeting.id);
    if (!record)
        return begin_minutes(ctx, meeting);
    ctx.talk.dialogue = ConfirmRewrite{meeting.id.value};
    return ctx.say(Text::minutes_rewrite_preview,
                   {{"org", meeting.org_name}, {"count", length(record->body)}, {"body", record->body}});
}

Reply take_minutes(Context& ctx, const Meeting& meeting, const std::string& text)
{
    WriteMinutes step;
    step.meeting = meeting.id.value;
    return take(ctx, meeting, std::move(step), text);
}

bool accepts(const WriteMinutes&, const Args& said)
{
    return !said.empty();
}

Reply answer(Context& ctx, const WriteMinutes& step, const Args& said)
{
    if (says_done(said.rest()))
        return finish(ctx, step);
    Reply instead;
    const auto meeting = writable(ctx, step.meeting, instead);
    if (!meeting) {
        ctx.talk.dialogue.reset();
        return instead;
    }
    return take(ctx, *meeting, step, said.rest());
}

bool accepts(const ConfirmRewrite&, const Args& said)
{
    return says_confirm(said);
}

Reply answer(Context& ctx, const ConfirmRewrite& step, const Args&)
{
    ctx.talk.dialogue.reset();
    Reply instead;
    const auto meeting = writable(ctx, step.meeting, instead);
    if (!meeting)
        return instead;
    ctx.talk.dialogue = sitting(*meeting, minutes::find(ctx.tx, ctx.around.vault, meeting->id), true);
    return ctx.say(Text::minutes_begin_anew);
}

Reply drop_minutes(Context& ctx, const WriteMinutes& step)
{
    ctx.talk.dialogue.reset();
    const bool parked = ctx.talk.parked.has_value();
    if (step.messages == 0)
        return ctx.say(Text::cancelled, {{"parked", parked}});
    Reply instead;
    const auto meeting = writable(ctx, step.meeting, instead);
    const auto record = meeting ? minutes::find(ctx.tx, ctx.around.vault, meeting->id) : std::nullopt;
    // Taken away is only what nobody else has built upon.
    if (!record || step.shared || record->author != ctx.speaker.member ||
        static_cast<std::int64_t>(record->body.size()) != step.bytes)
        return ctx.say(Text::minutes_kept, {{"number", step.meeting}, {"count", step.characters}});
    Minutes before;
    if (step.before_author != 0) {
        before.body = step.replaces ? step.before : record->body.substr(0, static_cast<std::size_t>(step.before_bytes));
        before.author = storage::MemberId{step.before_author};
        before.at = storage::from_seconds(step.before_at);
        minutes::write(ctx.tx, ctx.around.vault, meeting->id, before);
    } else {
        minutes::remove(ctx.tx, meeting->id);
    }
    storage::audit::note(
        ctx.tx, ctx.speaker.member, "minutes_withdrawn", meeting->org, step.meeting,
        "characters=" + std::to_string(step.characters) + " total=" + std::to_string(length(before.body)), ctx.now);
    return ctx.say(Text::minutes_dropped, {{"count", step.characters},
                                           {"before", length(before.body)},
                                           {"had", step.before_author != 0},
                                           {"parked", parked}});
}

} // namespace fingertip::handlers
