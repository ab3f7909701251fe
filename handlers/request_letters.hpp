#pragma once

#include "handlers/context.hpp"
#include "storage/outbox.hpp"

#include <vector>

namespace fingertip::handlers {

/// What is said for letters that carry a request to be decided, in their places and in the reader's language; of one
/// that is decided or taken back meanwhile nothing is said. Other letters stay as they are.
void write_request_letters(ReadContext& ctx, std::vector<storage::outbox::Letter>& letters);

} // namespace fingertip::handlers
