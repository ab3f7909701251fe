#pragma once

#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fingertip::storage {

/// The record of a meeting with its text in the clear.
struct Minutes
{
    std::string body;
    MemberId author; ///< who wrote last
    Time at{};       ///< when that was
};

namespace minutes {

std::optional<Minutes> find(ReadTx& tx, const Vault& vault, MeetingId meeting);
/// When the record was locked; empty: it is not, or there is none.
std::optional<Time> locked_at(ReadTx& tx, MeetingId meeting);

/// Writes the whole record. Throws Conflict when it is locked.
void write(Tx& tx, const Vault& vault, MeetingId meeting, const Minutes& record);
/// Takes a record away again as if nothing had been written, unless it is locked.
void remove(Tx& tx, MeetingId meeting);
/// From now on the record can no longer be changed.
void lock(Tx& tx, MeetingId meeting, Time at);

} // namespace minutes

} // namespace fingertip::storage
