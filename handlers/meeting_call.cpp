#include "handlers/meeting_call.hpp"

#include "handlers/args.hpp"
#include "handlers/characters.hpp"
#include "handlers/confirming.hpp"
#include "handlers/geography.hpp"
#include "handlers/meeting_code.hpp"
#include "handlers/meeting_line.hpp"
#include "handlers/meeting_questions.hpp"
#include "handlers/meeting_timers.hpp"
#include "handlers/meeting_words.hpp"
#include "storage/audit.hpp"
#include "storage/json.hpp"
#include "storage/members.hpp"
#include "storage/offices.hpp"

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
constexpr std::array kind_by_number{"members_meeting", "committee_meeting",         "group_meeting", "party_class",
                                    "theme_day",       "organization_life_meeting", "other"};

std::size_t length(std::string_view text)
{
    return characters(text).size();
}

std::vector<OrganizationId> ids(std::string_view list)
{
    std::vector<OrganizationId> found;
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        found.push_back(OrganizationId{std::stoll(std::string{list.substr(0, comma)})});
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return found;
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

/// Too long a place or topic is asked again rather than cut.
std::string shorten(Context& ctx, MeetingDraft& draft)
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

Reply after_line(Context& ctx, MeetingDraft draft, const LineNotes& notes)
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
    if (auto shorter = shorten(ctx, draft); !shorter.empty())
        note = std::move(shorter);
    if (!draft.kind.empty() && notes.impossible)
        return ask_when_again(ctx, std::move(draft), Text::call_when_impossible);
    if (!draft.kind.empty() && notes.unclear_day)
        return ask_when_again(ctx, std::move(draft), Text::call_when_unclear);
    return ask_next(ctx, std::move(draft), std::move(note));
}

Reply go_back_to_kind(Context& ctx, MeetingDraft draft)
{
    draft.kind.clear();
    draft.org = 0;
    return ask_next(ctx, std::move(draft));
}

Reply go_back_to_when(Context& ctx, MeetingDraft draft)
{
    draft.day = 0;
    draft.minute = -1;
    draft.unclear_hour = false;
    return ask_next(ctx, std::move(draft));
}

Reply go_back_to_place(Context& ctx, MeetingDraft draft)
{
    draft.placed = false;
    return ask_next(ctx, std::move(draft));
}

Reply go_back_to_topic(Context& ctx, MeetingDraft draft)
{
    if (draft.attendance_only)
        return go_back_to_place(ctx, std::move(draft));
    draft.topic_settled = false;
    return ask_next(ctx, std::move(draft));
}

Reply confirmed(Context& ctx, const MeetingDraft& draft)
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
    ctx.talk.undo = Undoable{"meeting_called", meeting.id.value, ctx.now + withdrawable, {}};
    const MeetingWords words{ctx};
    return ctx.say(Text::call_done, {{"number", meeting.id.value}, {"line", words.line(meeting)}});
}

} // namespace

Reply call_meeting(Context& ctx, const Args& args)
{
    MeetingDraft draft;
    const auto line = take_org(ctx, args, draft);
    const auto notes = read_line(line, local_now(ctx), draft);
    return after_line(ctx, std::move(draft), notes);
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
    cancel_meeting_timers(ctx.tx, meeting->id);
    storage::audit::note(ctx.tx, ctx.speaker.member, "meeting_withdrawn", meeting->org, id, "", ctx.now);
    begin_telling(ctx.tx, ctx.around, "meeting_cancelled", meeting->id, ctx.now);
    const MeetingWords words{ctx};
    return ctx.say(Text::call_withdrawn, {{"line", words.line(*meeting)}});
}

bool accepts(const AskMeetingKind&, const Args& said)
{
    const auto number = said.menu_number();
    return (number && *number <= kind_by_number.size()) || leading_kind(said.rest()) || says_back(said.rest());
}

Reply answer(Context& ctx, const AskMeetingKind& step, const Args& said)
{
    MeetingDraft draft = step;
    if (says_back(said.rest()))
        return ask_next(ctx, std::move(draft));
    if (const auto number = said.menu_number()) {
        draft.kind = kind_by_number[*number - 1];
        return ask_next(ctx, std::move(draft));
    }
    const auto notes = read_line(said.rest(), local_now(ctx), draft);
    return after_line(ctx, std::move(draft), notes);
}

bool accepts(const AskMeetingOrg& step, const Args& said)
{
    const auto number = said.menu_number();
    return (number && *number <= ids(step.orgs).size()) || says_back(said.rest());
}

Reply answer(Context& ctx, const AskMeetingOrg& step, const Args& said)
{
    if (says_back(said.rest()))
        return go_back_to_kind(ctx, step);
    MeetingDraft draft = step;
    draft.org = ids(step.orgs)[*said.menu_number() - 1].value;
    draft.orgs.clear();
    return ask_next(ctx, std::move(draft));
}

bool accepts(const AskMeetingWhen&, const Args& said)
{
    return says_when(said.rest()) || says_back(said.rest());
}

Reply answer(Context& ctx, const AskMeetingWhen& step, const Args& said)
{
    if (says_back(said.rest()))
        return go_back_to_kind(ctx, step);
    MeetingDraft draft = step;
    const auto notes = read_change(said.rest(), local_now(ctx), draft);
    return after_line(ctx, std::move(draft), notes);
}

bool accepts(const AskMeetingHour&, const Args& said)
{
    const auto& text = said.rest();
    const auto number = said.menu_number();
    return text == "上午" || text == "早上" || text == "下午" || text == "晚上" || text == "am" || text == "pm" ||
           (number && *number <= 2) || says_when(text) || says_back(text);
}

Reply answer(Context& ctx, const AskMeetingHour& step, const Args& said)
{
    const auto& text = said.rest();
    if (says_back(text))
        return go_back_to_when(ctx, step);
    MeetingDraft draft = step;
    const auto number = said.menu_number();
    if (text == "下午" || text == "晚上" || text == "pm" || number == 2u)
        draft.minute = (draft.minute + 720) % 1440;
    else if (text != "上午" && text != "早上" && text != "am" && number != 1u) {
        const auto notes = read_change(text, local_now(ctx), draft);
        return after_line(ctx, std::move(draft), notes);
    }
    draft.unclear_hour = false;
    return ask_next(ctx, std::move(draft));
}

bool accepts(const AskMeetingPlace&, const Args& said)
{
    return !said.empty();
}

Reply answer(Context& ctx, const AskMeetingPlace& step, const Args& said)
{
    if (says_back(said.rest()))
        return go_back_to_when(ctx, step);
    MeetingDraft draft = step;
    draft.place = says_none(said.rest()) ? "" : said.rest();
    draft.placed = true;
    auto note = shorten(ctx, draft);
    return ask_next(ctx, std::move(draft), std::move(note));
}

bool accepts(const AskMeetingTopic&, const Args& said)
{
    return !said.empty();
}

Reply answer(Context& ctx, const AskMeetingTopic& step, const Args& said)
{
    if (says_back(said.rest()))
        return go_back_to_place(ctx, step);
    MeetingDraft draft = step;
    if (said.rest() == "仅考勤" || said.rest() == "只考勤") {
        draft.attendance_only = true;
    } else {
        draft.topic = says_none(said.rest()) ? "" : said.rest();
        draft.topic_settled = true;
    }
    auto note = shorten(ctx, draft);
    return ask_next(ctx, std::move(draft), std::move(note));
}

bool accepts(const AskMeetingSpot&, const Args& said)
{
    return mode_called(said.rest()) || says_back(said.rest());
}

Reply answer(Context& ctx, const AskMeetingSpot& step, const Args& said)
{
    if (says_back(said.rest()))
        return go_back_to_topic(ctx, step);
    MeetingDraft draft = step;
    draft.mode = *mode_called(said.rest());
    return ask_next(ctx, std::move(draft));
}

bool accepts(const ConfirmMeeting& step, const Args& said)
{
    if (says_confirm(said) || says_back(said.rest()))
        return true;
    MeetingDraft draft = step;
    return read_change(said.rest(), some_moment, draft).said_anything;
}

Reply answer(Context& ctx, const ConfirmMeeting& step, const Args& said)
{
    if (says_confirm(said))
        return confirmed(ctx, step);
    if (says_back(said.rest()))
        return go_back_to_topic(ctx, step);
    MeetingDraft draft = step;
    const auto notes = read_change(said.rest(), local_now(ctx), draft);
    return after_line(ctx, std::move(draft), notes);
}

} // namespace fingertip::handlers
