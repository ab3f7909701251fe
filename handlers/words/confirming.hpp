#pragma once

#include "handlers/words/args.hpp"

namespace fingertip::handlers {

/// Whether the text agrees to a preview: 确认, 确定, 是, 好, yes, ok …
bool says_confirm(const Args& said);

} // namespace fingertip::handlers
