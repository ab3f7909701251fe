#pragma once

#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <cstdint>

namespace fingertip::storage::retention {

/// What has served its purpose and is forgotten then, a bounded bite at a time: each function looks at no more than
/// `most` rows and returns how many went. The periods stand in docs/personal_data.md, beside each column's purpose.

/// Letters that were said, or that expired unsaid, before that time. A walk in the order of their making; `after` is
/// where the last one stopped (0: the beginning) and is moved on, back to 0 at the end.
std::int64_t forget_letters(Tx& tx, Time before, std::int64_t& after, std::int64_t most);

/// What was open between an account and the bot until before that time: dialogue, menu, the rest of a long text. The
/// language stays. The walk keeps its place in `settings`.
std::int64_t forget_conversations(Tx& tx, Time before, std::int64_t most);

/// Wrong codes of accounts, for meetings that ended before that time.
std::int64_t forget_wrong_codes(Tx& tx, Time before, std::int64_t most);

/// Wrong codes of accounts that are on no list and not paused now. They have no time, so this is done once a day: more
/// often would give the guesses back.
std::int64_t forget_guests_wrong_codes(Tx& tx, Time now);

/// Failed claims before that time, which nothing counts any more.
std::int64_t forget_binding_failures(Tx& tx, Time before, std::int64_t most);

/// Invitations that ended unused before that time.
std::int64_t forget_invitations(Tx& tx, Time before, std::int64_t most);

} // namespace fingertip::storage::retention
