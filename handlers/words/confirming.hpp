#pragma once

#include "handlers/words/args.hpp"

#include <span>
#include <string_view>

namespace fingertip::handlers {

/// Whether the text is one of these words (folded), sentence marks at its ends aside.
bool says_one_of(std::string_view text, std::span<const std::string_view> words);

/// Whether the text agrees to a preview: 确认, 确定, 是, 好, yes, ok …
bool says_confirm(const Args& said);

} // namespace fingertip::handlers
