#include "handlers/meetings/meeting_letters.hpp"

#include "handlers/meetings/leave_request.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/meetings/roll_call.hpp"
#include "storage/meetings/meetings.hpp"

#include <algorithm>

namespace fingertip::handlers {

using storage::Meeting;
using storage::outbox::Letter;

namespace {

bool goes_to_everybody(const Letter& letter)
{
    return letter.kind == "meeting_called" || letter.kind == "meeting_moved" || letter.kind == "meeting_cancelled";
}

std::string invitation(ReadContext& ctx, const Meeting& meeting, bool moved)
{
    const MeetingWords words{ctx};
    return words.text(moved ? Text::letter_moved : Text::letter_called,
                      {{"org", meeting.org_name},
                       {"kind", words.kind(meeting)},
                       {"when", words.span(meeting.starts_at, meeting.ends_at)},
                       {"place", meeting.place},
                       {"has_place", !meeting.place.empty()},
                       {"topic", meeting.topic},
                       {"has_topic", !meeting.topic.empty()},
                       {"leave", standing_leave(ctx, meeting.id, ctx.speaker.member).has_value()}});
}

std::string news(ReadContext& ctx, const Letter& letter, bool call_unheard)
{
    const auto meeting = storage::meetings::find(ctx.tx, ctx.around.vault, storage::MeetingId{letter.subject});
    if (!meeting)
        return {};
    const MeetingWords words{ctx};
    if (letter.kind == "meeting_closed") {
        const auto figures = figures_of(storage::roll::counts(ctx.tx, meeting->id));
        return words.text(Text::letter_closed, {{"line", words.line(*meeting)},
                                                {"due", figures.due},
                                                {"present", figures.present},
                                                {"number", meeting->id.value}});
    }
    if (meeting->status == "cancelled" || letter.kind == "meeting_cancelled")
        return call_unheard
                   ? ""
                   : words.text(Text::letter_cancelled, {{"org", meeting->org_name}, {"line", words.line(*meeting)}});
    if (meeting->status == "closed" || meeting->ends_at <= ctx.now)
        return {}; // too late to be of use
    if (letter.kind == "meeting_attacked")
        return meeting->mode == "turning"
                   ? words.text(Text::letter_attacked_turning, {{"line", words.line(*meeting)}})
                   : words.text(Text::letter_attacked, {{"line", words.line(*meeting)}, {"code", meeting->code}});
    if (letter.kind == "meeting_called" || letter.kind == "meeting_moved")
        return invitation(ctx, *meeting, letter.kind == "meeting_moved" && !call_unheard);
    return {};
}

} // namespace

void write_meeting_letters(ReadContext& ctx, std::vector<Letter>& letters)
{
    for (std::size_t i = 0; i < letters.size(); ++i) {
        auto& letter = letters[i];
        if (letter.subject == 0 || !letter.kind.starts_with("meeting_"))
            continue;
        const auto same = [&](const Letter& other) {
            return goes_to_everybody(other) && other.subject == letter.subject;
        };
        if (goes_to_everybody(letter)) {
            const auto behind = letters.begin() + static_cast<std::ptrdiff_t>(i) + 1;
            if (std::any_of(behind, letters.end(), same))
                continue; // there is later news of it
        }
        const auto here = letters.begin() + static_cast<std::ptrdiff_t>(i);
        const bool call_unheard =
            letter.kind == "meeting_called" || std::any_of(letters.begin(), here, [&](const Letter& other) {
                return same(other) && other.kind == "meeting_called";
            });
        letter.text = news(ctx, letter, call_unheard);
    }
    std::erase_if(letters, [](const Letter& letter) { return letter.text.empty(); });
}

} // namespace fingertip::handlers
