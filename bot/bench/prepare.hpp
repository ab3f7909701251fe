#pragma once

#include "bot/config.hpp"

#include <functional>
#include <string>

namespace fingertip::bot::bench {

/// Fills the configuration's database, which must be new, with one branch of `members` bound on the first platform,
/// `days` past days with a meeting that all of them attended (the last days of last year), and a meeting that takes
/// check-ins for ten hours. `say` hears a line now and then. Throws std::runtime_error when somebody is in the
/// database.
void prepare(const Config& config, std::int64_t members, int days, const std::function<void(const std::string&)>& say);

} // namespace fingertip::bot::bench
