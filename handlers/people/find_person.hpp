#pragma once

#include "handlers/context.hpp"
#include "storage/people/members.hpp"

#include <string_view>
#include <variant>

namespace fingertip::handlers {

/// Whom an officer means by a name or a member number: the person, or the sentence that asks for more (nobody of that
/// name where the speaker may act, or several: then their numbers are listed).
/// Only people on whose home organisation the speaker may use `capability` are found; others are as good as unknown.
std::variant<storage::Member, Reply> find_person(ReadContext& ctx, std::string_view name_or_number,
                                                 Capability capability);

} // namespace fingertip::handlers
