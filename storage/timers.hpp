#pragma once

#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::storage::timers {

/// Something that happens by itself at a time.
struct Timer
{
    std::string kind;
    std::int64_t subject = 0;
    Time due_at{};
    std::int64_t position = 0; ///< how far work that is done in pieces has come; 0: at its beginning
};

/// Sets the timer of a kind and subject, moving the one that is set already.
void set(Tx& tx, std::string_view kind, std::int64_t subject, Time due_at, std::int64_t position = 0);
void cancel(Tx& tx, std::string_view kind, std::int64_t subject);

/// The timers due by `now`, oldest first, at most `most`.
std::vector<Timer> due(ReadTx& tx, Time now, int most);
/// The timer of a kind and subject; empty: none is set.
std::optional<Timer> find(ReadTx& tx, std::string_view kind, std::int64_t subject);
/// When the earliest timer is due; empty: none is set.
std::optional<Time> next(ReadTx& tx);

/// Takes a timer off if it is still the one that was due. False: it has been moved, cancelled or taken meanwhile.
bool take(Tx& tx, const Timer& timer);

} // namespace fingertip::storage::timers
