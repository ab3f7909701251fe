#pragma once

#include "handlers/context.hpp"
#include "storage/outbox.hpp"

#include <string>
#include <vector>

namespace fingertip::handlers {

/// What is said for letters that carry news of meetings instead of a text, in their places; of several about one
/// meeting only the last is said, and nothing of a meeting that was cancelled before its call was heard. Other letters
/// stay as they are.
void write_meeting_letters(ReadContext& ctx, std::vector<storage::outbox::Letter>& letters);

} // namespace fingertip::handlers
