#include "handlers/meetings/meeting_words.hpp"

#include "handlers/words/normalise.hpp"
#include "storage/people/members.hpp"

#include <array>
#include <utility>

namespace fingertip::handlers {

namespace {

using Word = std::pair<std::string_view, std::string_view>;

// Longer names before those they begin with or end in.
constexpr std::array kinds{
    Word{"支部党员大会", "members_meeting"},
    Word{"党员大会", "members_meeting"},
    Word{"支部大会", "members_meeting"},
    Word{"支部委员会会议", "committee_meeting"},
    Word{"支部委员会", "committee_meeting"},
    Word{"支委会", "committee_meeting"},
    Word{"委员会", "committee_meeting"},
    Word{"党小组会", "group_meeting"},
    Word{"小组会", "group_meeting"},
    Word{"主题党日", "theme_day"},
    Word{"党日", "theme_day"},
    Word{"组织生活会", "organization_life_meeting"},
    Word{"党课", "party_class"},
    Word{"会议", "other"},
    Word{"其他", "other"},
    Word{"其它", "other"},
};
constexpr std::array modes{
    Word{"扫码", "scan"},
    Word{"扫码签到", "scan"},
    Word{"动态码", "turning"},
    Word{"动态", "turning"},
    Word{"定位", "location"},
    Word{"定位签到", "location"},
    Word{"位置", "location"},
    Word{"免码", "open"},
    Word{"免签到码", "open"},
    Word{"签到码", "code"},
    Word{"固定码", "code"},
    Word{"scan", "scan"},
    Word{"turning code", "turning"},
    Word{"no code", "open"},
    Word{"fixed code", "code"},
};
constexpr std::array<std::pair<std::string_view, Text>, 7> kind_texts{{
    {"members_meeting", Text::kind_members_meeting},
    {"committee_meeting", Text::kind_committee_meeting},
    {"group_meeting", Text::kind_group_meeting},
    {"party_class", Text::kind_party_class},
    {"theme_day", Text::kind_theme_day},
    {"organization_life_meeting", Text::kind_organization_life_meeting},
    {"other", Text::kind_other},
}};
constexpr std::array<std::pair<std::string_view, Text>, 5> mode_texts{{
    {"code", Text::mode_code},
    {"turning", Text::mode_turning},
    {"scan", Text::mode_scan},
    {"location", Text::mode_location},
    {"open", Text::mode_open},
}};
constexpr std::array<std::pair<std::string_view, Text>, 6> status_texts{{
    {"pending", Text::status_pending},
    {"present", Text::status_present},
    {"late", Text::status_late},
    {"leave", Text::status_leave},
    {"absent", Text::status_absent},
    {"exempt", Text::status_exempt},
}};

template<std::size_t Count>
Text find(const std::array<std::pair<std::string_view, Text>, Count>& texts, std::string_view key, Text otherwise)
{
    for (const auto& [name, text] : texts)
        if (name == key)
            return text;
    return otherwise;
}

} // namespace

std::optional<SaidKind> leading_kind(std::string_view text)
{
    for (const auto& [name, kind] : kinds)
        if (text.starts_with(name))
            return SaidKind{kind, name.size()};
    return std::nullopt;
}

std::optional<std::string_view> mode_called(std::string_view word)
{
    const auto said = normalise(word).folded;
    for (const auto& [name, mode] : modes)
        if (said == name)
            return mode;
    return std::nullopt;
}

Text kind_text(std::string_view kind)
{
    return find(kind_texts, kind, Text::kind_other);
}

Text mode_text(std::string_view mode)
{
    return find(mode_texts, mode, Text::mode_code);
}

Text status_text(std::string_view attendance_status)
{
    return find(status_texts, attendance_status, Text::status_pending);
}

std::string person_name(const ReadContext& ctx, storage::MemberId member)
{
    if (!member)
        return {};
    if (member == ctx.speaker.member)
        return ctx.speaker.name;
    const auto found = storage::members::find(ctx.tx, ctx.around.vault, member);
    return found ? found->name : "";
}

std::string MeetingWords::text(Text id, std::initializer_list<Filling> values) const
{
    return around_.texts.fill(language_, id, values);
}

std::string MeetingWords::start(const storage::Meeting& meeting) const
{
    return around_.zone.moment(meeting.starts_at, language_, now_);
}

std::string MeetingWords::span(storage::Time starts, storage::Time ends) const
{
    const bool same_day = around_.zone.day(starts) == around_.zone.day(ends);
    return around_.zone.moment(starts, language_, now_) + "–" +
           (same_day ? around_.zone.time_of_day(ends) : around_.zone.moment(ends, language_, now_));
}

std::string MeetingWords::line(const storage::Meeting& meeting) const
{
    return text(Text::meeting_line, {{"start", start(meeting)},
                                     {"kind", kind(meeting)},
                                     {"place", meeting.place},
                                     {"has_place", !meeting.place.empty()}});
}

} // namespace fingertip::handlers
