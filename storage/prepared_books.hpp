#pragma once

#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <string>

/// Invented books of any size, for measuring (`fingertip bench prepare`): one branch of bound full members, a past, and
/// a members' meeting that takes check-ins by a code. Everything goes in as the bot itself would have written it, so
/// that the books verify. Only for a database that nobody is in yet.
namespace fingertip::storage::prepared_books {

inline constexpr const char* meeting_code = "482913";

/// "oPrepared0000000000000000042": as long as the platform's own.
std::string account_of(std::int64_t member);

/// Is there anybody, or any organisation?
bool are_empty(ReadTx& tx);

/// The branch itself.
void found(Tx& tx);

/// Members number `from` to `until` (exclusive, from 0), bound on `platform`.
void add_members(Tx& tx, const Vault& vault, std::string_view platform, std::int64_t from, std::int64_t until,
                 Time now);

/// One past day of `year` (the `of_year`-th meeting of it, from 0): a meeting that everybody attended, with the points
/// that the shipped rule gives until its cap of the year. Call once for each day, in order.
void add_day(Tx& tx, std::int64_t day, int year, int month, int of_year);

/// The meeting that is open from now on for ten hours. Its list is the caller's to write (attendance::list).
MeetingId open_meeting(Tx& tx, Time now);

} // namespace fingertip::storage::prepared_books
