#include "handlers/people/people_words.hpp"

#include "storage/json.hpp"

#include <array>
#include <utility>

namespace fingertip::handlers {

namespace {

constexpr std::array<std::pair<std::string_view, Text>, 6> categories{{
    {"full", Text::category_full},
    {"probationary", Text::category_probationary},
    {"development_target", Text::category_development_target},
    {"activist", Text::category_activist},
    {"applicant", Text::category_applicant},
    {"masses", Text::category_masses},
}};

std::string roles_with(Capability capability)
{
    storage::JsonWriter out;
    out.array();
    for (const auto role : all_roles)
        if (may(role, capability, Distance::own))
            out.value(name(role));
    out.end();
    return out.take();
}

} // namespace

std::string for_others(const ReadContext& ctx, Text id, std::initializer_list<Filling> values)
{
    return ctx.around.texts.fill(templates::Language::zh, id, values);
}

Text category_text(std::string_view category)
{
    for (const auto& [name, text] : categories)
        if (name == category)
            return text;
    return Text::category_masses;
}

Text role_text(Role role)
{
    switch (role) {
    case Role::member:
        return Text::role_member;
    case Role::group_leader:
        return Text::role_group_leader;
    case Role::committee_member:
        return Text::role_committee_member;
    case Role::deputy_secretary:
        return Text::role_deputy_secretary;
    case Role::secretary:
        return Text::role_secretary;
    case Role::instructor:
        return Text::role_instructor;
    case Role::party_worker:
        return Text::role_party_worker;
    case Role::admin:
        return Text::role_admin;
    }
    return Text::role_member;
}

Text via_text(std::string_view via)
{
    if (via == "invitation")
        return Text::data_via_invitation;
    if (via == "phone")
        return Text::data_via_phone;
    return via == "approval" ? Text::data_via_approval : Text::data_via_seed;
}

std::string moment_words(const ReadContext& ctx, storage::Time at)
{
    return ctx.around.zone.moment(at, ctx.language(), ctx.now);
}

std::string day_words(const ReadContext& ctx, storage::Time at)
{
    return date_for_people(ctx.around.zone.day(at), ctx.language(), ctx.around.zone.day(ctx.now));
}

const std::string& deciding_roles()
{
    static const std::string json = roles_with(Capability::decide);
    return json;
}

const std::string& reviewing_roles()
{
    static const std::string json = roles_with(Capability::review);
    return json;
}

} // namespace fingertip::handlers
