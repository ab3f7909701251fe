#pragma once

#include "handlers/context.hpp"
#include "storage/meetings/meetings.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fingertip::handlers {

// Being on the roll by another hand than one's own: what an officer enters and what is granted to who asks.

/// Enters a person as present, with the points of the rule. `method`: officer, make_up; `reason` empty: the one that
/// is there (of a leave) stays. Returns the status before, "guest" for who was on no list. Empty: present already, and
/// nothing changed.
std::optional<std::string> enter_present(Context& ctx, const storage::Meeting& meeting, storage::MemberId person,
                                         std::string_view method, const std::string& reason);

/// Takes such an entry back to the status `before` it; points go back for `why`. False: no entry made by that method
/// stands.
bool take_entry_back(Context& ctx, const storage::Meeting& meeting, storage::MemberId person, std::string_view method,
                     std::string_view before, std::string_view why);

} // namespace fingertip::handlers
