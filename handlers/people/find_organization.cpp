#include "handlers/people/find_organization.hpp"

#include "storage/json.hpp"
#include "storage/meetings/meetings.hpp"
#include "storage/people/organizations.hpp"

namespace fingertip::handlers {

std::optional<storage::OrganizationId> find_organization(ReadContext& ctx, const std::string& code_or_name,
                                                         Capability capability)
{
    if (const auto by_code = storage::organizations::find_by_code(ctx.tx, code_or_name))
        if (ctx.may(capability, by_code->id))
            return by_code->id;
    storage::JsonWriter names;
    names.array().value(code_or_name).end();
    auto found = storage::meetings::places_named(ctx.tx, names.take(), "/");
    std::erase_if(found, [&](const auto& place) { return !ctx.may(capability, place.org); });
    return found.size() == 1 ? std::optional{found.front().org} : std::nullopt;
}

} // namespace fingertip::handlers
