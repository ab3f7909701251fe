#include "handlers/today.hpp"

#include "handlers/meetings/leave_request.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/people/people_words.hpp"
#include "handlers/requests.hpp"
#include "storage/meetings/meetings.hpp"
#include "storage/meetings/roll.hpp"

#include <algorithm>

namespace fingertip::handlers {

using storage::Meeting;

namespace {

constexpr std::size_t most_meetings = 3;

class Lines
{
public:
    explicit Lines(ReadContext& ctx) : ctx_{ctx} {}

    void add(Text id, std::initializer_list<Filling> values = {}) { text_ += "\n" + ctx_.text(id, values); }
    bool empty() const { return text_.empty(); }
    const std::string& text() const { return text_; }

private:
    ReadContext& ctx_;
    std::string text_;
};

void add_meeting(ReadContext& ctx, Lines& card, const Meeting& meeting)
{
    const MeetingWords words{ctx};
    const auto line = words.line(meeting);
    const auto own = storage::roll::find(ctx.tx, ctx.around.vault, meeting.id, ctx.speaker.member);
    const bool here = own && (own->status == "present" || own->status == "late");
    if (here)
        card.add(Text::today_present, {{"line", line}});
    else if (own && own->status == "leave")
        card.add(Text::today_leave, {{"line", line}});
    else if (own && standing_leave(ctx, meeting.id, ctx.speaker.member))
        card.add(Text::today_leave_asked, {{"line", line}});
    else if (meeting.opens_at <= ctx.now)
        card.add(Text::today_open, {{"line", line}});
    else
        card.add(Text::today_coming, {{"line", line}});
}

void add_meetings(ReadContext& ctx, Lines& card, const std::vector<Meeting>& coming)
{
    const auto shown = std::min(coming.size(), most_meetings);
    for (std::size_t i = 0; i < shown; ++i)
        add_meeting(ctx, card, coming[i]);
    if (coming.size() > shown)
        card.add(Text::today_more_meetings, {{"count", coming.size() - shown}});
}

/// What the speaker asked for, but for leave from the meetings shown above.
void add_own_requests(ReadContext& ctx, Lines& card, const std::vector<Meeting>& coming)
{
    const auto shown = coming.begin() + static_cast<std::ptrdiff_t>(std::min(coming.size(), most_meetings));
    const auto said = [&](const storage::Request& request) {
        return request.kind == "leave" &&
               std::any_of(coming.begin(), shown, [&](const Meeting& one) { return one.id.value == request.subject; });
    };
    constexpr std::int64_t latest = 5;
    for (const auto& request : storage::requests::of_member(ctx.tx, ctx.around.vault, ctx.speaker.member, latest))
        if (const auto* kind = request_kind(request.kind);
            kind && request.state == "open" && request.kind != "binding" && !said(request))
            card.add(Text::today_asked, {{"line", kind->line(ctx, ctx.language(), request)}});
}

void add_reviews(ReadContext& ctx, Lines& card)
{
    if (const auto waiting = waiting_reviews(ctx).size())
        card.add(Text::today_reviews, {{"count", waiting}});
    if (const auto bound = late_bindings(ctx).size())
        card.add(Text::today_new_bindings, {{"count", bound}});
}

} // namespace

Reply today(ReadContext& ctx, const Args&)
{
    if (!ctx.speaker.member)
        return ctx.say(Text::today_stranger);
    Lines card{ctx};
    const auto coming = storage::meetings::coming_for(ctx.tx, ctx.around.vault, ctx.speaker.member, ctx.now);
    add_meetings(ctx, card, coming);
    add_own_requests(ctx, card, coming);
    add_reviews(ctx, card);
    if (card.empty())
        card.add(Text::today_nothing);
    Reply reply = ctx.say(Text::today_head, {{"name", ctx.speaker.name}});
    reply.text += card.text();
    return reply;
}

} // namespace fingertip::handlers
