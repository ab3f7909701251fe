#pragma once

#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::storage {

/// A meeting with its texts in the clear.
struct Meeting
{
    MeetingId id;
    OrganizationId org;
    std::string org_name; ///< read only
    std::string kind;     ///< members_meeting, committee_meeting, group_meeting, party_class, theme_day,
                          ///< organization_life_meeting, other
    std::string topic;    ///< empty: none, always so when attendance_only
    std::string place;    ///< empty: not said
    std::int64_t day = 0; ///< of the start in the organisation's zone: what the meeting counts for
    Time starts_at{};
    Time ends_at{};
    Time opens_at{}; ///< check-in
    Time late_at{};
    Time leave_until{};
    std::string mode; ///< code, turning, scan, location, open
    std::string code;
    int code_digits = 6;
    std::string secret;             ///< bytes; what the turning code is made from
    std::string scene;              ///< what the QR code carries
    std::optional<double> latitude; ///< degrees; only where the mode is location
    std::optional<double> longitude;
    std::int64_t radius_m = 0;
    bool attendance_only = false;
    std::string status = "called"; ///< called, closed, cancelled
    MemberId called_by;
    Time called_at{};
    MemberId chair;
    MemberId recorder;   ///< none: not named
    bool listed = false; ///< who is due is on the list
    bool fixed = false;  ///< the list no longer follows the roster
    Time closed_at{};
    std::int64_t due = 0;
    std::int64_t voters_due = 0;
    std::int64_t present = 0;
    std::int64_t voters_present = 0;
};

/// An organisation to choose from.
struct Place
{
    OrganizationId org;
    std::string name;
    std::string level; ///< committee, general_branch, branch, group
};

namespace meetings {

/// Calls a meeting: all fields of `meeting` but id, org_name, status and counts count.
MeetingId call(Tx& tx, const Vault& vault, const Meeting& meeting);

std::optional<Meeting> find(ReadTx& tx, const Vault& vault, MeetingId id);

/// Called meetings that concern a member and are not over at `now`, soonest first, at most 20: those of their home and
/// host organisations and above, and of organisations where they hold an office.
std::vector<Meeting> coming_for(ReadTx& tx, const Vault& vault, MemberId member, Time now);

/// Meetings of the subtree of `path` (or, not `deep`, of the one organisation) that start within [from, until], newest
/// first, cancelled ones left out, at most 20.
std::vector<Meeting> within(ReadTx& tx, const Vault& vault, std::string_view path, bool deep, Time from, Time until);

/// Whether no meeting has that fixed code while its check-in could overlap [opens, ends].
bool code_is_free(ReadTx& tx, std::string_view code, Time opens, Time ends);

/// Writes the times of `meeting` (day, starts, ends, opens, late, leave).
void move(Tx& tx, const Meeting& meeting);

/// False: it was over or cancelled already.
bool cancel(Tx& tx, MeetingId id);
/// Ends the check-in of a called meeting now; nothing happens when it ends earlier.
void end(Tx& tx, MeetingId id, Time now);
/// Closes a called meeting and forgets the wrong guesses. False: it was not open.
bool close(Tx& tx, MeetingId id, Time now);

/// Organisations by id, in the order of the tree.
std::vector<Place> places(ReadTx& tx, const std::vector<OrganizationId>& orgs);
/// Organisations called one of `names` (JSON array) inside the subtree of `path`, at most 20.
std::vector<Place> places_named(ReadTx& tx, std::string_view names_json, std::string_view path);
/// Groups directly below an organisation, at most 20.
std::vector<Place> groups_of(ReadTx& tx, OrganizationId org);

} // namespace meetings

} // namespace fingertip::storage
