#pragma once

#include "handlers/dialogues.hpp"
#include "handlers/meetings/check_in.hpp"
#include "handlers/meetings/leave.hpp"
#include "handlers/meetings/make_up.hpp"
#include "handlers/meetings/meeting_change.hpp"
#include "handlers/meetings/meeting_steps.hpp"
#include "handlers/meetings/minutes_sitting.hpp"
#include "handlers/meetings/resolution.hpp"
#include "handlers/people/appointment.hpp"
#include "handlers/people/binding.hpp"
#include "handlers/people/binding_claim.hpp"
#include "handlers/people/consent.hpp"
#include "handlers/people/privacy.hpp"
#include "handlers/people/roster_edits.hpp"
#include "handlers/points_appeal.hpp"
#include "handlers/points_book.hpp"

namespace fingertip::handlers {

/// Whether the text has the form that the open dialogue asks for. Pure.
inline bool accepts(const Dialogue& dialogue, const Args& said)
{
    return std::visit([&](const auto& step) { return accepts(step, said); }, dialogue);
}

/// Whether the open dialogue collects a long text, in which a sentence may begin with a command's word.
inline bool collects_text(const Dialogue& dialogue)
{
    return std::holds_alternative<WriteMinutes>(dialogue);
}

/// Takes the dialogue one step further.
inline Reply answer(Context& ctx, const Dialogue& dialogue, const Args& said)
{
    return std::visit([&](const auto& step) { return answer(ctx, step, said); }, dialogue);
}

} // namespace fingertip::handlers
