#pragma once

#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::storage::check_ins {

/// A meeting to which one member can check in now, with what this member has done about it so far.
struct Open
{
    MeetingId meeting;
    OrganizationId org;
    std::string kind;
    std::string mode;
    std::string code;
    std::string secret;
    int code_digits = 6; ///< 8 once too many wrong ones were tried
    std::string scene;
    std::int64_t day = 0; ///< what the meeting counts for: days since 1970 in the organisation's zone
    Time starts_at{};
    Time ends_at{};
    Time late_at{};
    double latitude = 0;
    double longitude = 0;
    std::int64_t radius_m = 0;
    std::string status;  ///< of the member: pending, present, late, leave, absent, exempt; "guest": not on the list
    Time at{};           ///< when the member checked in
    Time paused_until{}; ///< after too many wrong codes
};

/// The meetings on whose list the member is and whose check-in is open at `at`, the soonest first.
/// Lists who is due for meetings that have just opened when the timer has not come to it yet.
std::vector<Open> open_for(Tx& tx, MemberId member, std::string_view platform, std::string_view account, Time at);

/// The same of the lists that are made already: nothing is written.
std::vector<Open> listed_for(ReadTx& tx, MemberId member, std::string_view platform, std::string_view account, Time at);

/// Whether a meeting has opened whose list nobody has made yet.
bool list_is_due(ReadTx& tx, Time at);

/// An open meeting by its fixed code or its QR scene, for a guest or for somebody with several open meetings.
std::optional<Open> open_by_code(ReadTx& tx, std::string_view code, Time at);
/// The open meetings with a turning code, at most 50: a guest's code is tried on each.
std::vector<Open> open_turning(ReadTx& tx, Time at);
std::optional<Open> open_by_scene(ReadTx& tx, std::string_view scene, MemberId member, std::string_view platform,
                                  std::string_view account, Time at);

/// A meeting for which check-in is not open, and why.
struct Shut
{
    MeetingId meeting;
    Time opens_at{};
    Time ends_at{};
    bool called = false; ///< neither closed nor cancelled
    std::string status;  ///< of the member; empty: not asked for
};

/// The meeting on the member's list, not cancelled, whose start is nearest to `at`, within a day.
std::optional<Shut> nearest(ReadTx& tx, MemberId member, Time at);
/// A meeting by its scene, whatever its state.
std::optional<Shut> by_scene(ReadTx& tx, std::string_view scene);

/// Where the meeting stands after somebody came.
struct Standing
{
    std::int64_t place = 0; ///< this member is the n-th present
    std::int64_t voters_present = 0;
    std::int64_t voters_due = 0;
    bool late = false;
    bool listed = false; ///< everybody who is due has been counted already
};

/// Checks the member in. Empty: the member already was. Guests are added to the list without being due.
std::optional<Standing> record(Tx& tx, const Open& open, MemberId member, OrganizationId home, OrganizationId host,
                               std::string_view category, std::string_view method, Time at);

/// Makes the meeting's code longer after an attack on it: `code` is the new fixed one. Returns who called the meeting.
MemberId lengthen_code(Tx& tx, MeetingId meeting, std::string_view code);

/// Counts a wrong guess by an account; after five in a row the account pauses for a minute. Returns the guesses in this
/// meeting within the running minute, everyone's together.
std::int64_t guessed_wrong(Tx& tx, MeetingId meeting, std::string_view platform, std::string_view account, Time at);

/// Counts a wrong guess by an account that is on no list. Their guesses are tried on every open meeting, so they pause
/// like others, and all of them together have only a hundred guesses a minute.
void guest_guessed_wrong(Tx& tx, std::string_view platform, std::string_view account, Time at);
/// Whether an account that is on no list has to wait before its next guess.
bool guest_is_paused(ReadTx& tx, std::string_view platform, std::string_view account, Time at);

} // namespace fingertip::storage::check_ins
