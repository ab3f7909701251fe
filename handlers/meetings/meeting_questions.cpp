#include "handlers/meetings/meeting_questions.hpp"

#include "handlers/meetings/meeting_words.hpp"
#include "handlers/words/args.hpp"
#include "storage/meetings/attendance.hpp"

#include <algorithm>
#include <array>

namespace fingertip::handlers {

using storage::Meeting;
using storage::OrganizationId;

namespace {

/// A courtyard and its gate; indoors phones are wrong by a hundred metres.
constexpr std::int64_t radius_m = 300;
constexpr std::int64_t counted_up_to = 20'000;
constexpr std::array kind_order{"members_meeting", "committee_meeting",         "group_meeting", "party_class",
                                "theme_day",       "organization_life_meeting", "other"};

template<std::size_t Count>
bool is_one_of(std::string_view text, const std::array<std::string_view, Count>& words)
{
    return std::find(words.begin(), words.end(), text) != words.end();
}

/// The organisations for which the speaker may call a meeting of that kind: those where they hold an office that lets
/// them; for a group meeting a branch's groups.
std::vector<storage::Place> choices(Context& ctx, std::string_view kind)
{
    std::vector<OrganizationId> own;
    bool below = false;
    for (const auto& office : ctx.offices())
        if (may(office.role, Capability::call_meeting, Distance::own)) {
            own.push_back(office.org);
            below |= may(office.role, Capability::call_meeting, Distance::below);
        }
    auto found = storage::meetings::places(ctx.tx, own);
    if (kind == "committee_meeting" && found.size() > 1)
        std::erase_if(found, [](const storage::Place& place) { return place.level == "group"; });
    if (kind != "group_meeting" || !below)
        return found;
    std::vector<storage::Place> groups;
    for (const auto& place : found) {
        auto under =
            place.level == "branch" ? storage::meetings::groups_of(ctx.tx, place.org) : std::vector<storage::Place>{};
        if (under.empty())
            under.push_back(place);
        for (auto& group : under)
            if (std::none_of(groups.begin(), groups.end(), [&](const auto& had) { return had.org == group.org; }))
                groups.push_back(std::move(group));
    }
    return groups;
}

Reply ask_kind(Context& ctx, const MeetingDraft& draft)
{
    ctx.talk.dialogue = AskMeetingKind{draft};
    auto reply = ctx.say(Text::call_ask_kind);
    for (std::size_t i = 0; i < kind_order.size(); ++i)
        reply.text += "\n" + std::to_string(i + 1) + " " +
                      ctx.text(Text::call_kind_choice, {{"kind", ctx.text(kind_text(kind_order[i]))}});
    return reply;
}

Reply ask_org(Context& ctx, MeetingDraft draft, const std::vector<storage::Place>& from)
{
    auto reply = ctx.say(Text::call_ask_org);
    draft.orgs.clear();
    for (std::size_t i = 0; i < from.size(); ++i) {
        draft.orgs += (i ? "," : "") + std::to_string(from[i].org.value);
        reply.text += "\n⟦" + std::to_string(i + 1) + "⟧ " + from[i].name;
    }
    ctx.talk.dialogue = AskMeetingOrg{std::move(draft)};
    return reply;
}

Reply ask_when(Context& ctx, const MeetingDraft& draft)
{
    ctx.talk.dialogue = AskMeetingWhen{draft};
    if (draft.day != 0)
        return ctx.say(Text::call_ask_time,
                       {{"day", date_for_people(draft.day, ctx.language(), ctx.around.zone.day(ctx.now))}});
    return ctx.say(draft.minute >= 0 ? Text::call_ask_day : Text::call_ask_when);
}

Reply ask_hour(Context& ctx, const MeetingDraft& draft)
{
    ctx.talk.dialogue = AskMeetingHour{draft};
    const auto clock = [](std::int64_t minute) {
        const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
        return two(minute / 60 % 24) + ":" + two(minute % 60);
    };
    return ctx.say(Text::call_ask_hour, {{"early", clock(draft.minute)}, {"late", clock((draft.minute + 720) % 1440)}});
}

Reply preview(Context& ctx, const MeetingDraft& draft)
{
    const auto meeting = meeting_of(ctx, draft);
    const MeetingWords words{ctx};
    const auto orgs = storage::meetings::places(ctx.tx, {meeting.org});
    const auto due = storage::attendance::would_be_due(ctx.tx, meeting.org, meeting.kind, meeting.day, counted_up_to);
    auto reply = ctx.say(Text::call_preview_head, {{"org", orgs.empty() ? "" : orgs.front().name},
                                                   {"kind", words.kind(meeting)},
                                                   {"due", due},
                                                   {"more", due == counted_up_to}});
    reply.text += "\n" + ctx.text(Text::call_preview_when, {{"when", words.span(meeting.starts_at, meeting.ends_at)}});
    if (!meeting.place.empty())
        reply.text += "\n" + ctx.text(Text::call_preview_place, {{"place", meeting.place}});
    if (meeting.attendance_only)
        reply.text += "\n" + ctx.text(Text::call_preview_attendance_only);
    else if (!meeting.topic.empty())
        reply.text += "\n" + ctx.text(Text::call_preview_topic, {{"topic", meeting.topic}});
    reply.text +=
        "\n" + ctx.text(Text::call_preview_check_in, {{"mode", ctx.text(mode_text(meeting.mode))},
                                                      {"opens", ctx.around.zone.time_of_day(meeting.opens_at)}});
    reply.text += "\n" + ctx.text(Text::call_preview_chair, {{"chair", person_name(ctx, meeting.chair)},
                                                             {"recorder", person_name(ctx, meeting.recorder)},
                                                             {"recorded", bool{meeting.recorder}}});
    reply.text += "\n" + ctx.text(Text::call_preview_ask);
    ctx.talk.dialogue = ConfirmMeeting{draft};
    return reply;
}

Reply question(Context& ctx, MeetingDraft& draft)
{
    if (draft.kind.empty())
        return ask_kind(ctx, draft);
    if (draft.org == 0) {
        const auto from = choices(ctx, draft.kind);
        if (from.empty()) {
            ctx.talk.dialogue.reset();
            return ctx.say(Text::not_allowed, {{"command", "发起会议"}});
        }
        if (from.size() > 1)
            return ask_org(ctx, draft, from);
        draft.org = from.front().org.value;
    }
    if (draft.day == 0 || draft.minute < 0)
        return ask_when(ctx, draft);
    if (draft.unclear_hour)
        return ask_hour(ctx, draft);
    if (start_of(ctx, draft.day, draft.minute) < ctx.now)
        return ask_when_again(ctx, draft, Text::call_when_past);
    if (!draft.placed) {
        ctx.talk.dialogue = AskMeetingPlace{draft};
        return ctx.say(Text::call_ask_place);
    }
    if (!draft.attendance_only && !draft.topic_settled) {
        ctx.talk.dialogue = AskMeetingTopic{draft};
        return ctx.say(Text::call_ask_topic);
    }
    if (draft.mode == "location" && !draft.spotted) {
        ctx.talk.dialogue = AskMeetingSpot{draft};
        return ctx.say(Text::call_ask_spot);
    }
    return preview(ctx, draft);
}

} // namespace

LocalNow local_now(const ReadContext& ctx)
{
    return {ctx.around.zone.day(ctx.sent_at), ctx.around.zone.minute_of_day(ctx.sent_at)};
}

bool says_when(std::string_view text)
{
    const auto when = parse_when(text, some_moment);
    return when.day || when.time || when.length || when.impossible;
}

bool says_back(std::string_view text)
{
    constexpr std::array<std::string_view, 4> words{"上一步", "返回", "后退", "back"};
    return is_one_of(text, words);
}

bool says_none(std::string_view text)
{
    constexpr std::array<std::string_view, 8> words{"无", "没有", "跳过", "不填", "暂无", "none", "skip", "没"};
    return is_one_of(text, words);
}

storage::Time start_of(const ReadContext& ctx, std::int64_t day, std::int64_t minute)
{
    return ctx.around.zone.at(day, std::chrono::minutes{minute});
}

Reply ask_next(Context& ctx, MeetingDraft draft, std::string note)
{
    auto reply = question(ctx, draft);
    if (!note.empty())
        reply.text = note + "\n" + reply.text;
    return reply;
}

Reply ask_when_again(Context& ctx, MeetingDraft draft, Text why)
{
    draft.day = 0;
    draft.minute = -1;
    draft.unclear_hour = false;
    auto reply = ctx.say(why);
    reply.text += ask_when(ctx, draft).text;
    return reply;
}

Meeting meeting_of(const ReadContext& ctx, const MeetingDraft& draft)
{
    const auto& settings = ctx.around.settings;
    Meeting meeting;
    meeting.org = OrganizationId{draft.org};
    meeting.kind = draft.kind;
    meeting.topic = draft.attendance_only ? "" : draft.topic;
    meeting.place = draft.place;
    meeting.starts_at = start_of(ctx, draft.day, draft.minute);
    meeting.day = ctx.around.zone.day(meeting.starts_at);
    meeting.ends_at =
        meeting.starts_at + (draft.length > 0 ? std::chrono::minutes{draft.length} : settings.meeting_length);
    meeting.opens_at = meeting.starts_at - settings.check_in_opens;
    meeting.late_at = meeting.starts_at + settings.late_after;
    meeting.leave_until = meeting.starts_at - settings.leave_until;
    meeting.mode = draft.mode;
    if (draft.mode == "location" && draft.spotted) {
        meeting.latitude = draft.latitude;
        meeting.longitude = draft.longitude;
        meeting.radius_m = radius_m;
    }
    meeting.attendance_only = draft.attendance_only;
    meeting.called_by = ctx.speaker.member;
    meeting.called_at = ctx.now;
    meeting.chair = draft.chair ? storage::MemberId{draft.chair} : ctx.speaker.member;
    meeting.recorder = storage::MemberId{draft.recorder};
    return meeting;
}

} // namespace fingertip::handlers
