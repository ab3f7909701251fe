#include "handlers/people/profile.hpp"

#include "handlers/people/people_words.hpp"
#include "storage/people/bindings.hpp"
#include "storage/people/members.hpp"
#include "storage/people/organizations.hpp"
#include "storage/people/own_record.hpp"
#include "storage/points.hpp"

namespace fingertip::handlers {

namespace organizations = storage::organizations;

Reply my_book(ReadContext& ctx, const Args&)
{
    const auto person =
        storage::members::find(ctx.tx, ctx.around.vault, ctx.speaker.member).value_or(storage::Member{});
    Reply reply = ctx.say(Text::me_head, {{"name", person.name}, {"member_no", person.member_no}});
    const auto add = [&](Text id, std::initializer_list<Filling> values) { reply.text += "\n" + ctx.text(id, values); };
    add(Text::me_organization, {{"organization", organizations::name(ctx.tx, person.home)}});
    if (person.host)
        add(Text::me_host, {{"organization", organizations::name(ctx.tx, person.host)}});
    add(Text::me_category, {{"category", ctx.text(category_text(person.category))}});
    for (const auto& office : ctx.offices())
        if (office.role != Role::member)
            add(Text::me_role, {{"organization", organizations::name(ctx.tx, office.org)},
                                {"role", ctx.text(role_text(office.role))}});
    add(Text::me_points, {{"points", storage::points::balance(ctx.tx, person.id)}});

    const auto year = date_of(ctx.around.zone.day(ctx.now)).year;
    const auto begins = [&](int of) { return ctx.around.zone.start_of_day(day_of(of, 1, 1).value_or(0)); };
    const auto counts = storage::own_record::attended(ctx.tx, person.id, begins(year), begins(year + 1));
    add(Text::me_attendance, {{"year", year},
                              {"present", counts.present},
                              {"late", counts.late},
                              {"leave", counts.leave},
                              {"absent", counts.absent}});
    for (const auto& binding : storage::bindings::of_member(ctx.tx, person.id))
        add(Text::me_bound, {{"platform", binding.platform}, {"date", day_words(ctx, binding.bound_at)}});
    return reply;
}

} // namespace fingertip::handlers
