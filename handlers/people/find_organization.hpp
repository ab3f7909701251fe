#pragma once

#include "handlers/context.hpp"

#include <optional>
#include <string>

namespace fingertip::handlers {

/// The organisation of this code, or the only one of this name, upon which the speaker may use `capability`. Empty:
/// there is none, there are several, or it is out of reach: these look alike.
std::optional<storage::OrganizationId> find_organization(ReadContext& ctx, const std::string& code_or_name,
                                                         Capability capability);

} // namespace fingertip::handlers
