#include "handlers/meetings/meeting_choice.hpp"

#include "handlers/meetings/meeting_duties.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "storage/meetings/meeting_duties.hpp"

#include <algorithm>

namespace fingertip::handlers {

using storage::Meeting;

namespace {

constexpr std::chrono::days far_ahead{90};
constexpr std::chrono::days far_back{31};
constexpr std::chrono::days near_by{1};
constexpr std::size_t most_choices = 10;

/// What the speaker may use the capability upon, newest first.
std::vector<Meeting> within_reach(ReadContext& ctx, const MeetingPurpose& purpose, storage::Time from,
                                  storage::Time until)
{
    const auto capability = purpose.capability;
    std::vector<Meeting> found;
    if (purpose.or_duty)
        for (const auto id :
             storage::meeting_duties::of(ctx.tx, ctx.speaker.member, from, until, static_cast<int>(most_choices)))
            if (auto meeting = storage::meetings::find(ctx.tx, ctx.around.vault, id))
                found.push_back(std::move(*meeting));
    for (const auto& office : ctx.offices()) {
        if (!may(office.role, capability, Distance::own))
            continue;
        for (auto& meeting : storage::meetings::within(ctx.tx, ctx.around.vault, office.org_path,
                                                       may(office.role, capability, Distance::below), from, until))
            if (std::none_of(found.begin(), found.end(), [&](const Meeting& had) { return had.id == meeting.id; }))
                found.push_back(std::move(meeting));
    }
    std::sort(found.begin(), found.end(), [](const Meeting& a, const Meeting& b) { return a.starts_at > b.starts_at; });
    return found;
}

bool runs(const Meeting& meeting, storage::Time now)
{
    return meeting.status == "called" && meeting.opens_at <= now && now < meeting.ends_at;
}

MeetingChoice offer(ReadContext& ctx, const std::vector<Meeting>& candidates, std::string_view command)
{
    const MeetingWords words{ctx};
    Reply reply = ctx.say(Text::meeting_which);
    for (std::size_t i = 0; i < candidates.size() && i < most_choices; ++i)
        reply.text +=
            "\n⟦" + std::string{command} + " " + std::to_string(candidates[i].id.value) + "⟧ " +
            ctx.text(Text::meeting_of, {{"org", candidates[i].org_name}, {"line", words.line(candidates[i])}});
    return {std::nullopt, std::move(reply)};
}

} // namespace

MeetingChoice choose_meeting(ReadContext& ctx, std::optional<std::int64_t> number, const MeetingPurpose& purpose)
{
    if (number) {
        auto meeting = storage::meetings::find(ctx.tx, ctx.around.vault, storage::MeetingId{*number});
        if (meeting && (ctx.may(purpose.capability, meeting->org) || (purpose.or_duty && has_duty(ctx, *meeting))))
            return {std::move(meeting), {}};
        return {std::nullopt, ctx.say(Text::meeting_unknown, {{"number", *number}})};
    }
    const bool coming = purpose.occasion == Occasion::coming;
    auto candidates =
        within_reach(ctx, purpose, ctx.now - (coming ? near_by : far_back), ctx.now + (coming ? far_ahead : near_by));
    if (coming) {
        std::erase_if(candidates, [&](const Meeting& one) { return one.status != "called" || one.ends_at <= ctx.now; });
        std::reverse(candidates.begin(), candidates.end());
    }
    if (candidates.empty())
        return {std::nullopt, ctx.say(coming ? Text::meeting_none_coming : Text::meeting_none_lately)};
    const auto running =
        std::count_if(candidates.begin(), candidates.end(), [&](const Meeting& one) { return runs(one, ctx.now); });
    if (running == 1)
        return {
            *std::find_if(candidates.begin(), candidates.end(), [&](const Meeting& one) { return runs(one, ctx.now); }),
            {}};
    if (candidates.size() == 1)
        return {std::move(candidates.front()), {}};
    return offer(ctx, candidates, purpose.command);
}

} // namespace fingertip::handlers
