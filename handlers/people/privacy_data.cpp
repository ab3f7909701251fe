#include "handlers/people/privacy_data.hpp"

#include "handlers/meetings/meeting_words.hpp"
#include "handlers/people/people_words.hpp"
#include "handlers/requests.hpp"
#include "handlers/words/phone.hpp"
#include "storage/people/bindings.hpp"
#include "storage/people/members.hpp"
#include "storage/people/organizations.hpp"
#include "storage/people/own_record.hpp"
#include "storage/people/platform_users.hpp"
#include "storage/points.hpp"

namespace fingertip::handlers {

namespace own = storage::own_record;

namespace {

/// Of each list; more than this nobody has within years, and the end of the text says when it is cut.
constexpr int most = 300;

class DataText
{
public:
    explicit DataText(ReadContext& ctx) : ctx_{ctx}
    {
        text_ = ctx.text(Text::data_head, {{"date", day_words(ctx, ctx.now)}});
    }

    void add(Text id, std::initializer_list<Filling> values = {}) { text_ += "\n" + ctx_.text(id, values); }
    void field(Text label, const std::string& value)
    {
        add(Text::data_field,
            {{"label", ctx_.text(label)}, {"value", value.empty() ? ctx_.text(Text::data_none) : value}});
    }
    std::string take() { return std::move(text_); }

private:
    ReadContext& ctx_;
    std::string text_;
};

std::string day_or_nothing(const std::optional<std::int64_t>& day)
{
    return day ? iso_date(*day) : "";
}

void add_person(ReadContext& ctx, DataText& out, const storage::Member& person)
{
    out.field(Text::data_name, person.name);
    out.field(Text::data_number, person.member_no);
    out.field(Text::data_phone, person.phone.empty() ? "" : mask_phone(person.phone));
    out.field(Text::data_category, ctx.text(category_text(person.category)));
    out.field(Text::data_home, storage::organizations::name(ctx.tx, person.home));
    out.field(Text::data_host, storage::organizations::name(ctx.tx, person.host));
    out.field(Text::data_unit, person.unit);
    out.field(Text::data_joined, day_or_nothing(person.joined_on));
    out.field(Text::data_confirmed, day_or_nothing(person.confirmed_on));
    out.field(Text::data_exempt_until, day_or_nothing(person.due_exempt_until));
    out.field(Text::data_exempt_reason, person.due_exempt_reason);
    out.field(Text::data_rights_suspended, ctx.text(person.rights_suspended ? Text::data_yes : Text::data_no));
    out.field(Text::data_language, ctx.text(Text::settings_language));
    const auto located = own::location_consent(ctx.tx, person.id);
    out.field(Text::data_location_consent, located ? ctx.around.zone.rfc3339(*located) : ctx.text(Text::data_no));
    constexpr std::array labels{Text::data_user_wecom, Text::data_user_dingtalk, Text::data_user_feishu};
    const auto users = ctx.speaker.person ? storage::platform_users::of(ctx.tx, *ctx.speaker.person, person.id)
                                          : storage::platform_users::Users{};
    for (std::size_t kind = 0; kind < labels.size(); ++kind)
        if (!users[kind].empty())
            out.field(labels[kind], users[kind]);
    out.field(Text::data_points, std::to_string(storage::points::balance(ctx.tx, person.id)));
}

void add_history(ReadContext& ctx, DataText& out, storage::MemberId member)
{
    const auto day_at = [&](std::int64_t seconds) {
        return iso_date(ctx.around.zone.day(storage::from_seconds(seconds)));
    };
    out.add(Text::data_section_affiliations);
    for (const auto& one : own::affiliations(ctx.tx, member))
        out.add(Text::data_affiliation, {{"organization", one.organization},
                                         {"from", day_at(one.from)},
                                         {"ended", one.until.has_value()},
                                         {"until", one.until ? day_at(*one.until) : ""}});
    if (const auto offices = own::offices(ctx.tx, member); !offices.empty()) {
        out.add(Text::data_section_roles);
        for (const auto& one : offices)
            out.add(Text::data_role, {{"organization", one.organization},
                                      {"role", ctx.text(role_text(role_from(one.role).value_or(Role::member)))},
                                      {"from", iso_date(one.from)},
                                      {"ended", one.until.has_value()},
                                      {"until", day_or_nothing(one.until)}});
    }
    out.add(Text::data_section_bindings);
    for (const auto& one : storage::bindings::of_member(ctx.tx, member))
        out.add(Text::data_binding, {{"platform", one.platform},
                                     {"time", ctx.around.zone.rfc3339(one.bound_at)},
                                     {"via", ctx.text(via_text(one.via))},
                                     {"consent", ctx.around.zone.rfc3339(one.consent_at)},
                                     {"version", one.consent_version},
                                     {"reachable", one.reachable}});
}

void add_cut(DataText& out, std::size_t lines)
{
    if (lines >= static_cast<std::size_t>(most))
        out.add(Text::data_cut, {{"most", most}});
}

void add_meetings(ReadContext& ctx, DataText& out, storage::MemberId member)
{
    if (!ctx.speaker.person)
        return;
    const auto attended = own::attendance(ctx.tx, *ctx.speaker.person, member, most);
    if (attended.empty())
        return;
    out.add(Text::data_section_attendance);
    for (const auto& one : attended)
        out.add(Text::data_attendance, {{"date", iso_date(one.day)},
                                        {"organization", one.organization},
                                        {"kind", ctx.text(kind_text(one.kind))},
                                        {"status", ctx.text(status_text(one.status))},
                                        {"checked", one.at != storage::Time{}},
                                        {"time", ctx.around.zone.time_of_day(one.at)},
                                        {"reason", !one.reason.empty()},
                                        {"why", one.reason}});
    add_cut(out, attended.size());
}

void add_points(ReadContext& ctx, DataText& out, storage::MemberId member)
{
    const auto entries = storage::points::latest(ctx.tx, ctx.around.vault, member, most);
    if (entries.empty())
        return;
    out.add(Text::data_section_points);
    for (const auto& one : entries)
        out.add(Text::data_points_entry, {{"entry", one.id},
                                          {"date", iso_date(one.period.day)},
                                          {"points", one.points},
                                          {"reason", !one.reason.empty()},
                                          {"why", one.reason}});
    add_cut(out, entries.size());
}

Text state_text(std::string_view state)
{
    if (state == "granted")
        return Text::request_granted_state;
    if (state == "refused")
        return Text::request_refused_state;
    return state == "open" ? Text::request_open : Text::request_withdrawn_state;
}

/// What a member wrote in a request.
std::string own_words(const storage::Request& request)
{
    const auto* kind = request_kind(request.kind);
    return kind && kind->own_words ? kind->own_words(request) : request.body;
}

void add_requests(ReadContext& ctx, DataText& out, storage::MemberId member)
{
    const auto asked = storage::requests::of_member(ctx.tx, ctx.around.vault, member, most);
    if (asked.empty())
        return;
    out.add(Text::data_section_requests);
    for (const auto& one : asked) {
        const auto* kind = request_kind(one.kind);
        const auto why = own_words(one).empty() ? one.answer : own_words(one);
        out.add(Text::data_request, {{"number", one.id},
                                     {"time", ctx.around.zone.rfc3339(one.created_at)},
                                     {"kind", kind ? ctx.text(kind->name) : one.kind},
                                     {"state", ctx.text(state_text(one.state))},
                                     {"reason", !why.empty()},
                                     {"why", why}});
    }
    add_cut(out, asked.size());
}

} // namespace

std::string own_data_text(ReadContext& ctx)
{
    const auto member = ctx.speaker.member;
    DataText out{ctx};
    if (const auto person = storage::members::find(ctx.tx, ctx.around.vault, member))
        add_person(ctx, out, *person);
    add_history(ctx, out, member);
    add_meetings(ctx, out, member);
    add_points(ctx, out, member);
    add_requests(ctx, out, member);
    out.add(Text::data_end);
    return out.take();
}

} // namespace fingertip::handlers
