#include "handlers/meetings/meeting_steps.hpp"

#include "handlers/meetings/meeting_call.hpp"
#include "handlers/meetings/meeting_line.hpp"
#include "handlers/meetings/meeting_questions.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/words/args.hpp"
#include "handlers/words/confirming.hpp"

#include <algorithm>
#include <array>

namespace fingertip::handlers {

using storage::OrganizationId;

namespace {

constexpr std::array kind_by_number{"members_meeting", "committee_meeting",         "group_meeting", "party_class",
                                    "theme_day",       "organization_life_meeting", "other"};

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

} // namespace

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
    return take_line(ctx, std::move(draft), notes);
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
    return take_line(ctx, std::move(draft), notes);
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
        return take_line(ctx, std::move(draft), notes);
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
    auto note = refuse_long_texts(ctx, draft);
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
    constexpr std::array<std::string_view, 3> attendance_only{"仅考勤", "只考勤", "attendance only"};
    if (says_one_of(said.rest(), attendance_only)) {
        draft.attendance_only = true;
    } else {
        draft.topic = says_none(said.rest()) ? "" : said.rest();
        draft.topic_settled = true;
    }
    auto note = refuse_long_texts(ctx, draft);
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
        return call_now(ctx, step);
    if (says_back(said.rest()))
        return go_back_to_topic(ctx, step);
    MeetingDraft draft = step;
    const auto notes = read_change(said.rest(), local_now(ctx), draft);
    return take_line(ctx, std::move(draft), notes);
}

} // namespace fingertip::handlers
