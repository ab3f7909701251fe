#include "handlers/people/find_person.hpp"

#include "storage/people/organizations.hpp"

namespace fingertip::handlers {

namespace members = storage::members;

std::variant<storage::Member, Reply> find_person(ReadContext& ctx, std::string_view name_or_number,
                                                 Capability capability)
{
    std::vector<storage::Member> found = members::find_by_name(ctx.tx, ctx.around.vault, name_or_number, "/");
    if (auto by_number = members::find_by_number(ctx.tx, ctx.around.vault, name_or_number))
        found.push_back(std::move(*by_number));
    std::erase_if(found, [&](const storage::Member& member) { return !ctx.may(capability, member.home); });
    if (found.size() == 1)
        return std::move(found.front());
    if (found.empty())
        return ctx.say(Text::person_not_found, {{"name", name_or_number}});
    Reply reply = ctx.say(Text::person_which, {{"name", name_or_number}});
    for (const auto& member : found)
        reply.text +=
            "\n" + ctx.text(Text::person_line, {{"number", member.member_no},
                                                {"name", member.name},
                                                {"organization", storage::organizations::name(ctx.tx, member.home)}});
    return reply;
}

} // namespace fingertip::handlers
