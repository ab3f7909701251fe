#include "handlers/meetings/resolution.hpp"

#include "handlers/meetings/meeting_choice.hpp"
#include "handlers/meetings/meeting_duties.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/meetings/resolution_rules.hpp"
#include "handlers/meetings/roll_call.hpp"
#include "handlers/meetings/vote_words.hpp"
#include "handlers/words/args.hpp"
#include "handlers/words/characters.hpp"
#include "handlers/words/confirming.hpp"
#include "storage/audit.hpp"
#include "storage/meetings/resolutions.hpp"
#include "storage/meetings/roll.hpp"

#include <algorithm>

namespace fingertip::handlers {

namespace resolutions = storage::resolutions;

using storage::Meeting;
using storage::MeetingId;
using namespace std::chrono_literals;

namespace {

constexpr auto withdrawable = 10min;
constexpr std::size_t longest_subject = 200; // characters
constexpr std::size_t most_resolutions = 50; // of one meeting: as many as its summary shows

/// The meeting of a step while a resolution can be noted; else a reply that says why not.
std::optional<Meeting> open_for_resolutions(Context& ctx, std::int64_t id, Reply& instead)
{
    auto meeting = storage::meetings::find(ctx.tx, ctx.around.vault, MeetingId{id});
    if (!meeting || !keeps_record(ctx, *meeting)) {
        instead = ctx.say(Text::meeting_unknown, {{"number", id}});
        return std::nullopt;
    }
    auto refused = refuse_text(ctx, *meeting);
    if (!refused)
        refused = refuse_locked(ctx, *meeting);
    if (!refused && ctx.now < meeting->starts_at)
        refused =
            ctx.say(Text::record_too_early,
                    {{"number", id}, {"time", ctx.around.zone.moment(meeting->starts_at, ctx.language(), ctx.now)}});
    if (!refused)
        return meeting;
    instead = std::move(*refused);
    return std::nullopt;
}

Reply ask(Context& ctx, ResolutionDraft draft, Text question, std::initializer_list<Filling> values = {})
{
    ctx.talk.dialogue = AskResolution{std::move(draft)};
    return ctx.say(question, values);
}

Reply refuse_figures(Context& ctx, ResolutionDraft draft, const Examined& vote)
{
    const auto total = vote.votes.total();
    forget_votes(draft);
    const auto again = [&](Text why) {
        return ask(ctx, std::move(draft), why,
                   {{"total", total},
                    {"most", vote.finding.most},
                    {"due", vote.voters_due},
                    {"present", vote.voters_present},
                    {"written", vote.votes.written},
                    {"matter", ctx.text(matter_text(vote.matter))},
                    {"with_written", vote.rule.written_opinions}});
    };
    switch (vote.finding.impossible) {
    case Impossible::nobody_votes:
        ctx.talk.dialogue.reset();
        return ctx.say(Text::resolution_nobody_votes);
    case Impossible::empty:
        return again(Text::resolution_no_votes);
    case Impossible::written_not_counted:
        return again(Text::resolution_no_written);
    case Impossible::written_too_many:
        return again(Text::resolution_too_many_written);
    case Impossible::too_many:
    case Impossible::no:
        break;
    }
    return again(Text::resolution_too_many);
}

Reply preview(Context& ctx, const Meeting& meeting, ResolutionDraft draft, const Examined& vote)
{
    const MeetingWords words{ctx};
    auto reply = ctx.say(Text::resolution_preview, {{"org", meeting.org_name},
                                                    {"line", words.line(meeting)},
                                                    {"subject", draft.subject},
                                                    {"votes", votes_line(ctx, vote)}});
    reply.text += "\n" + findings_of(ctx, meeting, vote);
    const auto earlier = storage::roll::resolutions(ctx.tx, ctx.around.vault, meeting.id);
    if (std::any_of(earlier.begin(), earlier.end(), [&](const auto& one) { return one.subject == draft.subject; }))
        reply.text += "\n" + ctx.text(Text::resolution_again);
    reply.text += "\n" + ctx.text(Text::resolution_ask_confirm, {{"matters", knows_matters(meeting)}});
    draft.passed = vote.finding.passed;
    ctx.talk.dialogue = ConfirmResolution{std::move(draft)};
    return reply;
}

/// Asks for what is missing, one thing at a time; then shows the whole.
Reply ask_next(Context& ctx, const Meeting& meeting, ResolutionDraft draft, bool twice = false)
{
    if (draft.subject.empty())
        return ask(ctx, std::move(draft), Text::resolution_ask_subject);
    if (characters(draft.subject).size() > longest_subject) {
        draft.subject.clear();
        return ask(ctx, std::move(draft), Text::resolution_subject_too_long, {{"most", longest_subject}});
    }
    if (twice) {
        forget_votes(draft);
        return ask(ctx, std::move(draft), Text::resolution_twice);
    }
    const auto figures = figures_of(storage::roll::counts(ctx.tx, meeting.id));
    settle(draft, figures.voters_present);
    if (draft.approve < 0)
        return ask(ctx, std::move(draft), Text::resolution_ask_votes, {{"present", figures.voters_present}});
    if (draft.oppose < 0 || draft.abstain < 0) {
        const bool no_oppose = draft.oppose < 0;
        const bool no_abstain = draft.abstain < 0;
        return ask(ctx, std::move(draft), Text::resolution_ask_others,
                   {{"oppose", no_oppose}, {"abstain", no_abstain}, {"present", figures.voters_present}});
    }
    const auto vote = examine(ctx, meeting, draft);
    if (vote.finding.impossible != Impossible::no)
        return refuse_figures(ctx, std::move(draft), vote);
    return preview(ctx, meeting, std::move(draft), vote);
}

Reply record(Context& ctx, const Meeting& meeting, const ResolutionDraft& draft, const Examined& vote)
{
    storage::Resolution one;
    one.meeting = meeting.id;
    one.subject = draft.subject;
    one.approve = draft.approve;
    one.oppose = draft.oppose;
    one.abstain = draft.abstain;
    one.written = draft.written;
    one.voters_due = vote.voters_due;
    one.passed = vote.finding.passed;
    one.author = ctx.speaker.member;
    one.at = ctx.now;
    const auto id = resolutions::record(ctx.tx, ctx.around.vault, one);
    const auto number = [](std::int64_t value) { return std::to_string(value); };
    storage::audit::note(ctx.tx, ctx.speaker.member, "resolution_recorded", meeting.org, id,
                         "meeting=" + number(draft.meeting) + " votes=" + number(one.approve) + "/" +
                             number(one.oppose) + "/" + number(one.abstain) + " written=" + number(draft.written) +
                             " due=" + number(vote.voters_due) + " present=" + number(vote.voters_present) +
                             " passed=" + (one.passed ? "1" : "0"),
                         ctx.now);
    ctx.talk.undo = Undoable{"resolution_recorded", id, ctx.now + withdrawable, {}, ctx.now};
    auto reply = ctx.say(Text::resolution_done, {{"number", draft.meeting},
                                                 {"subject", one.subject},
                                                 {"votes", votes_line(ctx, vote)},
                                                 {"passed", one.passed}});
    if (vote.finding.must_be_written > 0)
        reply.text += "\n" + ctx.text(Text::resolution_must_be_written, {{"count", vote.finding.must_be_written}});
    if (vote.finding.standing.missing > 0)
        reply.text += "\n" + ctx.text(Text::resolution_short, {{"count", vote.finding.standing.missing}});
    return reply;
}

Reply list(Context& ctx, const Meeting& meeting)
{
    const MeetingWords words{ctx};
    const auto recorded = storage::roll::resolutions(ctx.tx, ctx.around.vault, meeting.id);
    auto reply = ctx.say(Text::resolution_head, {{"org", meeting.org_name},
                                                 {"line", words.line(meeting)},
                                                 {"count", recorded.size()},
                                                 {"any", !recorded.empty()}});
    for (const auto& one : recorded)
        reply.text += "\n" + ctx.text(Text::summary_resolution, {{"subject", one.subject},
                                                                 {"approve", one.approve},
                                                                 {"oppose", one.oppose},
                                                                 {"abstain", one.abstain},
                                                                 {"passed", one.passed}});
    return reply;
}

} // namespace

Reply record_resolution(Context& ctx, const Args& args)
{
    const auto words = args.words();
    const auto number = words.empty() ? std::nullopt : Args{words.front()}.number();
    const auto choice = choose_meeting(ctx, number, {Capability::keep_minutes, Occasion::latest, "决议", true});
    if (!choice.meeting) {
        auto reply = choice.instead;
        if (!number && !args.empty())
            reply.text += "\n" + ctx.text(Text::resolution_with_number);
        return reply;
    }
    Reply instead;
    const auto rest = number ? args.after(1) : args;
    if (rest.empty() && !refuse_text(ctx, *choice.meeting) && refuse_locked(ctx, *choice.meeting))
        return list(ctx, *choice.meeting);
    const auto meeting = open_for_resolutions(ctx, choice.meeting->id.value, instead);
    if (!meeting)
        return instead;
    ResolutionDraft draft;
    draft.meeting = meeting->id.value;
    if (storage::roll::resolutions(ctx.tx, ctx.around.vault, meeting->id).size() >= most_resolutions)
        return ctx.say(Text::resolution_no_more, {{"most", most_resolutions}});
    if (rest.empty()) {
        auto reply = list(ctx, *meeting);
        reply.text += "\n" + ask_next(ctx, *meeting, std::move(draft)).text;
        return reply;
    }
    const auto said = read_votes(rest.rest());
    take_votes(draft, said);
    return ask_next(ctx, *meeting, std::move(draft), said.twice);
}

bool accepts(const AskResolution& step, const Args& said)
{
    return step.subject.empty() ? !said.empty() : read_votes(said.rest()).any();
}

Reply answer(Context& ctx, const AskResolution& step, const Args& said)
{
    ctx.talk.dialogue.reset();
    Reply instead;
    const auto meeting = open_for_resolutions(ctx, step.meeting, instead);
    if (!meeting)
        return instead;
    ResolutionDraft draft = step;
    const auto votes = read_votes(said.rest());
    take_votes(draft, votes);
    return ask_next(ctx, *meeting, std::move(draft), votes.twice);
}

bool accepts(const ConfirmResolution&, const Args& said)
{
    return says_confirm(said) || !matter_called(said.rest()).empty() || read_votes(said.rest()).any();
}

Reply answer(Context& ctx, const ConfirmResolution& step, const Args& said)
{
    ctx.talk.dialogue.reset();
    Reply instead;
    const auto meeting = open_for_resolutions(ctx, step.meeting, instead);
    if (!meeting)
        return instead;
    ResolutionDraft draft = step;
    if (!says_confirm(said)) {
        const auto matter = matter_called(said.rest());
        const auto votes = matter.empty() ? read_votes(said.rest()) : SaidVotes{};
        if (!matter.empty() && knows_matters(*meeting))
            draft.matter = matter;
        take_votes(draft, votes);
        return ask_next(ctx, *meeting, std::move(draft), votes.twice);
    }
    // Somebody may have been entered or taken off since the preview.
    const auto vote = examine(ctx, *meeting, draft);
    if (vote.finding.impossible != Impossible::no)
        return refuse_figures(ctx, std::move(draft), vote);
    if (vote.finding.passed != draft.passed)
        return preview(ctx, *meeting, std::move(draft), vote);
    return record(ctx, *meeting, draft, vote);
}

Reply withdraw_resolution(Context& ctx, std::int64_t id)
{
    const auto found = resolutions::find(ctx.tx, ctx.around.vault, id);
    const auto meeting = found ? storage::meetings::find(ctx.tx, ctx.around.vault, found->meeting) : std::nullopt;
    if (!meeting || found->author != ctx.speaker.member || !keeps_record(ctx, *meeting))
        return ctx.say(Text::undo_nothing);
    if (auto locked = refuse_locked(ctx, *meeting))
        return std::move(*locked);
    resolutions::withdraw(ctx.tx, id);
    storage::audit::note(ctx.tx, ctx.speaker.member, "resolution_withdrawn", meeting->org, id,
                         "meeting=" + std::to_string(meeting->id.value), ctx.now);
    return ctx.say(Text::resolution_withdrawn, {{"subject", found->subject}, {"number", meeting->id.value}});
}

} // namespace fingertip::handlers
