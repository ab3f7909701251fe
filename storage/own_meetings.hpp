#pragma once

#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <string>
#include <vector>

namespace fingertip::storage::own_meetings {

/// A meeting that concerned somebody, and what became of it for them.
struct Held
{
    MeetingId meeting;
    Time opens_at{}; ///< check-in
    Time ends_at{};
    std::string state;  ///< called, closed, cancelled
    std::string status; ///< of the person, as on the list; empty: not on it
};

/// The meetings that started within [since, until] and on whose list the member is, or which were held where they
/// belong or hold an office (a committee's for who sits in it), newest first, at most 20. `only`: that one, if it is
/// among them.
std::vector<Held> held(ReadTx& tx, MemberId member, Time since, Time until, MeetingId only = {});

} // namespace fingertip::storage::own_meetings
