#include "handlers/meetings/absences_hint.hpp"

#include "handlers/meetings/meeting_words.hpp"
#include "handlers/people/people_words.hpp"
#include "storage/meetings/absences.hpp"
#include "storage/outbox.hpp"
#include "storage/people/members.hpp"
#include "storage/requests.hpp"

#include <map>

namespace fingertip::handlers {

namespace timers = storage::timers;

using storage::MemberId;

namespace {

constexpr std::size_t most_lines = 20;
/// A meeting of December may be decided upon in January.
constexpr std::chrono::days remembered_after{31};

struct Year
{
    int number;
    storage::Time from;
    storage::Time before;
};

Year year_of(const Zone& zone, Day day)
{
    const auto year = date_of(day).year;
    return {year, zone.start_of_day(*day_of(year, 1, 1)), zone.start_of_day(*day_of(year + 1, 1, 1))};
}

/// Whether it is told for the first time this year. A timer that does nothing keeps that in mind until the year is
/// over.
bool first_time(const TimerContext& ctx, MemberId member, const Year& year)
{
    constexpr std::string_view kind = "absences_told";
    if (const auto told = timers::find(ctx.tx, kind, member.value); told && told->position >= year.number)
        return false;
    timers::set(ctx.tx, kind, member.value, year.before + remembered_after, year.number);
    return true;
}

std::string letter(const MeetingWords& words, const storage::Meeting& meeting, const std::vector<std::string>& lines)
{
    auto text = words.text(Text::absences_head, {{"line", words.line(meeting)}});
    for (std::size_t i = 0; i < lines.size() && i < most_lines; ++i)
        text += "\n" + lines[i];
    if (lines.size() > most_lines)
        text += "\n" + words.text(Text::absences_more, {{"count", lines.size() - most_lines}});
    return text + "\n" + words.text(Text::absences_foot);
}

} // namespace

void hint_at_absences(const TimerContext& ctx, const storage::Meeting& meeting, std::int64_t after, std::int64_t until)
{
    const auto least = ctx.around.settings.absences_hint;
    if (least <= 0)
        return;
    const auto year = year_of(ctx.around.zone, meeting.day);
    const auto today = ctx.around.zone.day(ctx.now);
    const MeetingWords words{ctx.around, templates::Language::zh, ctx.now};
    std::map<std::int64_t, std::vector<std::string>> lines; // by officer
    for (const auto& one :
         storage::absences::without_leave(ctx.tx, meeting.id, after, until, year.from, year.before, least)) {
        const auto officers = storage::requests::reviewers(ctx.tx, one.home, one.member, deciding_roles(), today);
        const auto person = storage::members::find(ctx.tx, ctx.around.vault, one.member);
        if (officers.empty() || !person || !first_time(ctx, one.member, year))
            continue;
        const auto line = words.text(
            Text::absences_line,
            {{"name", person->name}, {"member_no", person->member_no}, {"year", year.number}, {"count", one.times}});
        for (const auto officer : officers)
            lines[officer.value].push_back(line);
    }
    for (const auto& [officer, people] : lines)
        storage::outbox::post(ctx.tx, ctx.around.vault, MemberId{officer}, "absences", letter(words, meeting, people),
                              ctx.now, {});
}

} // namespace fingertip::handlers
