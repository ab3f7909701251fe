#pragma once

#include "handlers/appointment.hpp"
#include "handlers/binding.hpp"
#include "handlers/binding_claim.hpp"
#include "handlers/check_in.hpp"
#include "handlers/consent.hpp"
#include "handlers/dialogues.hpp"
#include "handlers/meeting_change.hpp"
#include "handlers/meeting_steps.hpp"
#include "handlers/points_book.hpp"
#include "handlers/privacy.hpp"
#include "handlers/roster_edits.hpp"

namespace fingertip::handlers {

/// Whether the text has the form that the open dialogue asks for. Pure.
inline bool accepts(const Dialogue& dialogue, const Args& said)
{
    return std::visit([&](const auto& step) { return accepts(step, said); }, dialogue);
}

/// Takes the dialogue one step further.
inline Reply answer(Context& ctx, const Dialogue& dialogue, const Args& said)
{
    return std::visit([&](const auto& step) { return answer(ctx, step, said); }, dialogue);
}

} // namespace fingertip::handlers
