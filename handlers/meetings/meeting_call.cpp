#include "handlers/meetings/meeting_call.hpp"

#include "handlers/meetings/geography.hpp"
#include "handlers/meetings/meeting_code.hpp"
#include "handlers/meetings/meeting_line.hpp"
#include "handlers/meetings/meeting_questions.hpp"
#include "handlers/meetings/meeting_timers.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/words/args.hpp"
#include "handlers/words/characters.hpp"
#include "storage/audit.hpp"
#include "storage/json.hpp"
#include "storage/meetings/leave.hpp"
#include "storage/people/members.hpp"
#include "storage/people/offices.hpp"

#include <algorithm>
#include <array>

namespace fingertip::handlers {

using storage::MeetingId;
using storage::OrganizationId;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t longest_place = 60;  // characters
constexpr std::size_t longest_topic = 300; // characters: the notice and the page must hold it
constexpr auto withdrawable = 10min;

std::size_t length(std::string_view text)
{
    return characters(text).size();
}

/// An organisation named in the line, inside what the speaker may call meetings for; its word is taken out.
std::string take_org(Context& ctx, const Args& args, MeetingDraft& draft)
{
    auto words = args.words();
    storage::JsonWriter names;
    names.array();
    for (const auto& word : words)
        names.value(word);
    names.end();
    const auto json = names.take();
    for (const auto& office : ctx.offices()) {
        if (!may(office.role, Capability::call_meeting, Distance::own))
            continue;
        for (const auto& place : storage::meetings::places_named(ctx.tx, json, office.org_path)) {
            if (!ctx.may(Capability::call_meeting, place.org))
                continue;
            draft.org = place.org.value;
            words.erase(std::find(words.begin(), words.end(), place.name));
            std::string rest;
            for (const auto& word : words)
                rest += (rest.empty() ? "" : " ") + word;
            return rest;
        }
    }
    return args.rest();
}

/// A person by name for an honorary part in the meeting; a note when the name does not say who.
std::int64_t named(Context& ctx, const MeetingDraft& draft, const std::string& name, std::string& note)
{
    if (name.empty())
        return 0;
    const auto path = draft.org ? storage::offices::path(ctx.tx, OrganizationId{draft.org})
                                : (ctx.offices().empty() ? "/" : ctx.offices().front().org_path);
    const auto found = storage::members::find_by_name(ctx.tx, ctx.around.vault, name, path);
    if (found.size() == 1)
        return found.front().id.value;
    note = ctx.text(Text::call_name_unclear, {{"name", name}});
    return 0;
}

} // namespace

/// Too long a place or topic is asked again rather than cut.
std::string refuse_long_texts(Context& ctx, MeetingDraft& draft)
{
    std::string note;
    if (length(draft.place) > longest_place) {
        draft.place.clear();
        draft.placed = false;
        note = ctx.text(Text::call_too_long, {{"most", longest_place}});
    }
    if (length(draft.topic) > longest_topic) {
        draft.topic.clear();
        draft.topic_settled = false;
        note = ctx.text(Text::call_too_long, {{"most", longest_topic}});
    }
    return note;
}

Reply take_line(Context& ctx, MeetingDraft draft, const LineNotes& notes)
{
    std::string note;
    if (const auto chair = named(ctx, draft, notes.chair, note))
        draft.chair = chair;
    if (const auto recorder = named(ctx, draft, notes.recorder, note))
        draft.recorder = recorder;
    if (draft.attendance_only && !draft.topic.empty()) {
        draft.topic.clear();
        note = ctx.text(Text::call_topic_refused);
    }
    if (auto shorter = refuse_long_texts(ctx, draft); !shorter.empty())
        note = std::move(shorter);
    if (!draft.kind.empty() && notes.impossible)
        return ask_when_again(ctx, std::move(draft), Text::call_when_impossible);
    if (!draft.kind.empty() && notes.unclear_day)
        return ask_when_again(ctx, std::move(draft), Text::call_when_unclear);
    return ask_next(ctx, std::move(draft), std::move(note));
}

Reply call_now(Context& ctx, const MeetingDraft& draft)
{
    auto meeting = meeting_of(ctx, draft);
    if (meeting.starts_at < ctx.now) // the preview was looked at for a long time
        return ask_when_again(ctx, draft, Text::call_when_past);
    ctx.talk.dialogue.reset();
    if (!ctx.may(Capability::call_meeting, meeting.org))
        return ctx.say(Text::not_allowed, {{"command", "发起会议"}});
    meeting.code = new_code(ctx.tx, meeting.opens_at, meeting.ends_at);
    meeting.secret = new_meeting_secret();
    meeting.scene = new_scene();
    meeting.id = storage::meetings::call(ctx.tx, ctx.around.vault, meeting);
    storage::audit::note(ctx.tx, ctx.speaker.member, "meeting_called", meeting.org, meeting.id.value,
                         "kind=" + meeting.kind, ctx.now);
    set_meeting_timers(ctx.tx, meeting);
    begin_listing(ctx.tx, meeting.id, ctx.now);
    begin_telling(ctx.tx, ctx.around, "meeting_called", meeting.id, ctx.now);
    ctx.talk.undo = Undoable{"meeting_called", meeting.id.value, ctx.now + withdrawable, {}, ctx.now};
    const MeetingWords words{ctx};
    return ctx.say(Text::call_done, {{"number", meeting.id.value}, {"line", words.line(meeting)}});
}

Reply call_meeting(Context& ctx, const Args& args)
{
    MeetingDraft draft;
    const auto line = take_org(ctx, args, draft);
    const auto notes = read_line(line, local_now(ctx), draft);
    return take_line(ctx, std::move(draft), notes);
}

std::optional<Reply> take_meeting_spot(Context& ctx)
{
    const auto* step = ctx.talk.dialogue ? std::get_if<AskMeetingSpot>(&*ctx.talk.dialogue) : nullptr;
    if (!step || !ctx.incoming.place || ctx.incoming.unasked)
        return std::nullopt;
    if (!is_somewhere(*ctx.incoming.place))
        return ctx.say(Text::call_ask_spot);
    MeetingDraft draft = *step;
    draft.latitude = ctx.incoming.place->latitude;
    draft.longitude = ctx.incoming.place->longitude;
    draft.spotted = true;
    return ask_next(ctx, std::move(draft));
}

Reply withdraw_call(Context& ctx, std::int64_t id)
{
    const auto meeting = storage::meetings::find(ctx.tx, ctx.around.vault, MeetingId{id});
    if (!meeting || meeting->status != "called")
        return ctx.say(Text::undo_nothing);
    if (meeting->present > 0)
        return ctx.say(Text::call_withdraw_too_late, {{"number", id}});
    storage::meetings::cancel(ctx.tx, meeting->id);
    storage::leave::drop_waiting(ctx.tx, meeting->id, meeting->org, ctx.now);
    cancel_meeting_timers(ctx.tx, meeting->id);
    storage::audit::note(ctx.tx, ctx.speaker.member, "meeting_withdrawn", meeting->org, id, "", ctx.now);
    begin_telling(ctx.tx, ctx.around, "meeting_cancelled", meeting->id, ctx.now);
    const MeetingWords words{ctx};
    return ctx.say(Text::call_withdrawn, {{"line", words.line(*meeting)}});
}

} // namespace fingertip::handlers
