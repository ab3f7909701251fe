#include "handlers/meetings/resolution_rules.hpp"

#include "handlers/meetings/meeting_words.hpp"
#include "handlers/meetings/roll_call.hpp"
#include "handlers/words/normalise.hpp"
#include "storage/meetings/roll.hpp"

#include <algorithm>
#include <array>

namespace fingertip::handlers {

using storage::Meeting;

namespace {

/// By which rule a members' meeting votes, as people say it and as a step keeps it.
struct MatterWord
{
    std::string_view word;
    std::string_view matter;
};
constexpr std::array matter_words{
    MatterWord{"一般表决", "ordinary"},   MatterWord{"一般", "ordinary"},        MatterWord{"普通表决", "ordinary"},
    MatterWord{"接收转正", "admission"},  MatterWord{"接收、转正", "admission"}, MatterWord{"接收", "admission"},
    MatterWord{"转正", "admission"},      MatterWord{"选举", "election"},        MatterWord{"ordinary", "ordinary"},
    MatterWord{"admission", "admission"}, MatterWord{"election", "election"},
};
/// What a subject about one of the two stricter matters says.
constexpr std::array<std::string_view, 6> admission_signs{"转正", "预备党员", "接收", "吸收", "发展党员", "发展对象"};
constexpr std::array<std::string_view, 5> election_signs{"选举", "改选", "补选", "增选", "当选"};

template<std::size_t Count>
bool has_one_of(std::string_view text, const std::array<std::string_view, Count>& signs)
{
    return std::any_of(signs.begin(), signs.end(),
                       [&](std::string_view sign) { return text.find(sign) != std::string_view::npos; });
}

bool decides(const Meeting& meeting)
{
    return meeting.kind != "party_class" && meeting.kind != "theme_day";
}

Matter matter_of(const Meeting& meeting, const ResolutionDraft& draft)
{
    if (meeting.kind == "committee_meeting")
        return Matter::hold_committee;
    if (!knows_matters(meeting))
        return Matter::ordinary;
    if (draft.matter == "admission" || (draft.matter.empty() && has_one_of(draft.subject, admission_signs)))
        return Matter::admission;
    if (draft.matter == "election" || (draft.matter.empty() && has_one_of(draft.subject, election_signs)))
        return Matter::election;
    return Matter::ordinary;
}

} // namespace

void take_votes(ResolutionDraft& draft, const SaidVotes& said)
{
    if (said.any() && !said.twice) {
        draft.approve = said.approve.value_or(draft.approve);
        draft.oppose = said.oppose.value_or(draft.oppose);
        draft.abstain = said.abstain.value_or(draft.abstain);
        draft.written = said.written.value_or(draft.written);
        draft.all_in_favour |= said.all_in_favour;
    }
    if (draft.subject.empty())
        draft.subject = said.rest;
}

void settle(ResolutionDraft& draft, std::int64_t voters_present)
{
    if (draft.all_in_favour) {
        if (draft.approve < 0)
            draft.approve = voters_present;
        draft.oppose = std::max<std::int64_t>(0, draft.oppose);
        draft.abstain = std::max<std::int64_t>(0, draft.abstain);
    }
    const auto said = [](std::int64_t votes) { return std::max<std::int64_t>(0, votes); };
    if (draft.approve < 0 || said(draft.approve) + said(draft.oppose) + said(draft.abstain) != voters_present)
        return;
    draft.oppose = said(draft.oppose);
    draft.abstain = said(draft.abstain);
}

void forget_votes(ResolutionDraft& draft)
{
    draft.approve = draft.oppose = draft.abstain = -1;
    draft.written = 0;
    draft.all_in_favour = false;
}

Examined examine(ReadContext& ctx, const Meeting& meeting, const ResolutionDraft& draft)
{
    const auto figures = figures_of(storage::roll::counts(ctx.tx, meeting.id));
    const auto matter = matter_of(meeting, draft);
    const auto& rule = quorum_rule(matter, meeting.day);
    const Votes votes{draft.approve, draft.oppose, draft.abstain, draft.written};
    return {votes,
            matter,
            figures.voters_due,
            figures.voters_present,
            rule,
            check_votes(rule, figures.voters_due, figures.voters_present, votes)};
}

Text matter_text(Matter matter)
{
    switch (matter) {
    case Matter::hold_committee:
        return Text::resolution_committee;
    case Matter::ordinary:
        return Text::quorum_ordinary;
    case Matter::admission:
        return Text::quorum_admission;
    case Matter::election:
        return Text::quorum_election;
    }
    return Text::quorum_ordinary;
}

std::string_view matter_called(std::string_view said)
{
    const auto folded = normalise(said).folded;
    for (const auto& [word, matter] : matter_words)
        if (folded == word)
            return matter;
    return {};
}

bool knows_matters(const Meeting& meeting)
{
    return quorum_rules(meeting.kind).size() > 1;
}

std::string votes_line(ReadContext& ctx, const Examined& vote)
{
    return ctx.text(Text::resolution_votes, {{"approve", vote.votes.approve},
                                             {"oppose", vote.votes.oppose},
                                             {"abstain", vote.votes.abstain},
                                             {"written", vote.votes.written},
                                             {"has_written", vote.votes.written > 0}});
}

std::string findings_of(ReadContext& ctx, const Meeting& meeting, const Examined& vote)
{
    const auto& finding = vote.finding;
    auto lines = ctx.text(Text::resolution_rule, {{"matter", ctx.text(matter_text(vote.matter))},
                                                  {"due", vote.voters_due},
                                                  {"present", vote.voters_present},
                                                  {"needed", finding.standing.needed},
                                                  {"pass", finding.standing.to_pass}});
    const auto add = [&](bool applies, Text id, std::int64_t count = 0) {
        if (applies)
            lines += "\n" + ctx.text(id, {{"count", count}});
    };
    add(finding.standing.missing > 0, Text::resolution_short, finding.standing.missing);
    add(finding.standing.missing == 0 && !finding.passed, Text::resolution_not_passed,
        finding.standing.to_pass - vote.votes.approve);
    add(finding.passed, Text::resolution_passed);
    add(finding.unused > 0, Text::resolution_unused, finding.unused);
    add(finding.must_be_written > 0, Text::resolution_must_be_written, finding.must_be_written);
    add(vote.rule.secret_ballot, Text::resolution_secret);
    if (!decides(meeting))
        lines += "\n" + ctx.text(Text::resolution_unusual_kind, {{"kind", MeetingWords{ctx}.kind(meeting)}});
    return lines;
}

} // namespace fingertip::handlers
