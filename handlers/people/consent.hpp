#pragma once

#include "handlers/command.hpp"

#include <string>

namespace fingertip::handlers {

/// Shows the privacy notice; `claim` and `intent` are kept until it is answered.
Reply ask_consent(Context& ctx, std::string claim, std::string intent);

bool accepts(const Consent& step, const Args& said);
Reply answer(Context& ctx, const Consent& step, const Args& said);

} // namespace fingertip::handlers
