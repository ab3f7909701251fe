#pragma once

#include "handlers/context.hpp"

#include <string>
#include <string_view>

namespace fingertip::handlers {

/// What somebody came for before they were bound, and when, as it is kept: 签到 with what was said, or a scanned scene.
std::string check_in_intent(std::string_view said, storage::Time came_at);
std::string scene_intent(std::string_view scene, storage::Time came_at);

/// Does it for the speaker, who is bound now: as of when they came if the meeting was open then and still is, so that
/// being bound makes nobody late and no turning code old.
Reply carry_out(Context& ctx, std::string_view intent);

/// The same for somebody else's account that has just been bound; what there is to tell them.
std::string carry_out_for(Context& ctx, std::string_view platform, std::string_view account, std::string_view intent);

/// What is kept of two that an account came for while its claim to be `member` waits: the later one, unless it says no
/// more than the first, which still counts from its own time. `before` empty: nothing was kept yet.
std::string with_later(Context& ctx, storage::MemberId member, const std::string& before, const std::string& later);

} // namespace fingertip::handlers
