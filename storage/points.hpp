#pragma once

#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::storage::points {

/// The day an entry counts for, in the organisation's zone: days since 1970, and its month and year.
struct Period
{
    std::int64_t day = 0;
    int year = 0;
    int month = 0; ///< 1–12
};

/// One line of the ledger. Lines are never changed; one that was wrong has another that reverses it.
struct Entry
{
    std::int64_t id = 0;
    MemberId member;
    std::string rule; ///< "meeting_attended", "matter" (noted by a secretary), "reversal"
    std::int64_t subject = 0;
    Period period; ///< only the day is set
    std::int64_t points = 0;
    Time at{};
    MemberId author;              ///< none: by rule
    std::string reason;           ///< opened; empty for awards by rule
    std::int64_t reverses = 0;    ///< the entry that this one undoes; 0: none
    std::int64_t reversed_by = 0; ///< the entry that undoes this one; 0: it stands
};

/// Gives what the rule of that day says for `subject` (a meeting, say), within the rule's caps, once: a second call for
/// the same member, rule, subject and day gives nothing, unless the first was reversed in between. Returns the points
/// given; 0: nothing (had before, capped, no such rule then).
std::int64_t award(Tx& tx, MemberId member, std::string_view rule, std::int64_t subject, const Period& period, Time at);

/// Notes a matter with its points (not 0) and reason, sealed for the member. Returns the entry's number; 0: the
/// member's key is gone.
std::int64_t note(Tx& tx, const Vault& vault, MemberId member, std::int64_t points, std::string_view reason,
                  MemberId author, const Period& period, Time at);

/// Adds the entry that undoes `entry`, counted in the periods of the original so that it can be earned again. Returns
/// its number; 0: the entry has been reversed already, or is itself a reversal.
std::int64_t reverse(Tx& tx, const Vault& vault, const Entry& entry, const Period& original, std::string_view reason,
                     MemberId author, Time at);

std::optional<Entry> find(ReadTx& tx, const Vault& vault, std::int64_t id);
/// The entry that a rule gave for a subject and that stands; empty: none.
std::optional<Entry> standing(ReadTx& tx, const Vault& vault, MemberId member, std::string_view rule,
                              std::int64_t subject);
/// The latest entries of a member, newest first.
std::vector<Entry> latest(ReadTx& tx, const Vault& vault, MemberId member, int most);

/// The member's balance, of everything or of one year.
std::int64_t balance(ReadTx& tx, MemberId member);
std::int64_t balance_of_year(ReadTx& tx, MemberId member, int year);
/// The balance at the end of a day, added up from the ledger.
std::int64_t balance_on(ReadTx& tx, MemberId member, std::int64_t day);

/// Adds every member's ledger up anew. Empty: the running balances agree; else the first member whose does not.
std::optional<MemberId> first_wrong(ReadTx& tx);

} // namespace fingertip::storage::points
